"""One spelling for one page, however its address was measured."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DEFAULT_PORTS = {"80", "443"}


def canonical_page(address: str) -> str:
    """`https://www.Site.example/a%20b/?x=1` is `site.example/a b`.

    Scheme, `www.`, default port, query, fragment and closing slashes do not make another page;
    percent-encoding and decomposed Hangul do not either. The host's letters fold, the path's don't.
    """
    text = _CONTROL.sub("", address).strip()
    if not _SCHEME.match(text):
        text = f"//{text.removeprefix('//')}"
    try:
        parts = urlsplit(text)
    except ValueError:  # such as an unclosed bracket in the host: keep what was measured
        return unicodedata.normalize("NFC", text.removeprefix("//"))
    host, _colon, port = parts.netloc.rpartition("@")[2].lower().partition(":")
    host = host.rstrip(".").removeprefix("www.")
    if port and port not in _DEFAULT_PORTS:
        host = f"{host}:{port}"
    # Decoding may bring forth what no database column takes.
    path = re.sub(r"/{2,}", "/", _CONTROL.sub("", unquote(parts.path))).rstrip("/")
    return unicodedata.normalize("NFC", f"{host}{path}")


def page_path(page: str) -> str:
    """The part after the host, `/` for the first page; pages of one site are told apart by it."""
    _host, slash, rest = page.partition("/")
    return f"{slash}{rest}" if slash else "/"
