"""Addresses that strangers name: which of them we may ask, and which are the same article."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from django.utils.translation import gettext as _

LONGEST = 500
_PORTS = {"http": 80, "https": 443}
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
# What tells where a reader came from, not which article it is.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|igshid|igsh|mc_cid|mc_eid|msclkid|yclid|twclid|"
    r"_ga|_gl|ncid|cmpid|spm|ref_src|ref_url|rss|from_rss",
    re.IGNORECASE,
)


class BadAddress(Exception):
    """The address is none of the web; the message is for the person who gave it."""


@dataclass(frozen=True)
class WebAddress:
    """Taken apart once: what is checked is what is asked."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def place(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.target}"


def web_address(text: str, *, base: str = "") -> WebAddress:
    """`text` as one address of the web, or BadAddress with the reason."""
    text = _UNSEEN.sub("", text).strip()
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        port = parts.port
        host = _plain_host(parts.hostname or "")
    except ValueError as problem:
        raise BadAddress(_("This is no address of a web page.")) from problem
    if parts.scheme not in _PORTS:
        raise BadAddress(_("Only addresses with http:// or https:// are read."))
    if "@" in parts.netloc:
        raise BadAddress(_("An address with a name or password in it is not read."))
    if not host:
        raise BadAddress(_("This is no address of a web page."))
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~?[]")
    return WebAddress(
        scheme=parts.scheme,
        host=host,
        port=_PORTS[parts.scheme] if port is None else port,
        target=path + (f"?{query}" if query else ""),
    )


def _plain_host(host: str) -> str:
    """In the form that is looked up: small letters, Punycode; ValueError where it is no name."""
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    host = host.lower().removesuffix(".")
    if host and (len(host) > 253 or not _HOST.fullmatch(host)):
        message = "no host name"
        raise ValueError(message)
    return host


def folded(address: WebAddress) -> str:
    """Without what is added to tell where readers came from."""
    parts = urlsplit(str(address))
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)]
    # Left as it came where nothing is to be taken out: some sites are particular about it.
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def article_key(url: str) -> str:
    """The same for an article's address with http and https, for desktop and for phones."""
    parts = urlsplit(url)
    host = re.sub(r"^(www|m|mobile)\.", "", parts.netloc.lower())
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    same = f"{host}{parts.path.rstrip('/')}?{query}"
    return hashlib.sha256(same.encode()).hexdigest()


def article_url(text: str, *, base: str = "") -> str:
    """The address as it is kept; BadAddress where it cannot be."""
    url = folded(web_address(text, base=base))
    if len(url) > LONGEST:
        raise BadAddress(_("The address is longer than %(limit)s characters.") % {"limit": LONGEST})
    return url
