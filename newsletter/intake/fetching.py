"""Asking a server that a stranger named.

The name is looked up once and every address that it has is checked; the connection goes to an
address that was checked, so a second look-up cannot lead elsewhere. Redirects are followed by hand,
each checked like the first. Time is counted from the beginning to the last byte, size after
unpacking. No cookies, no credentials, no proxy of the environment.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from newsletter.intake.addresses import BadAddress, WebAddress, web_address

REDIRECTS = 5
MEGABYTE = 1024 * 1024
_BLOCK = 64 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
_OK = 200
# Below are services that are no web; a redirect must not make us knock there.
_FIRST_FREE_PORT = 1024
_WEB_PORTS = frozenset({80, 443})

FEED_TYPES = ("xml", "text/", "application/octet-stream")
PAGE_TYPES = ("text/html", "application/xhtml")

Taken = TypeVar("Taken")


class FetchError(Exception):
    """Nothing was got; the message tells officers why. `status` where the server answered."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Limits:
    seconds: float = 10
    size: int = 5 * MEGABYTE


@dataclass(frozen=True)
class Fetched:
    url: str
    body: bytes
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    is_unchanged: bool = False


def fetch(
    url: str,
    *,
    limits: Limits = Limits(),
    types: tuple[str, ...] = FEED_TYPES,
    etag: str = "",
    last_modified: str = "",
) -> Fetched:
    """What stands at the address, or FetchError."""
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in asked.items() if value}
    return _visit(url, limits, headers, lambda page: _read(page, limits, types))


def look(url: str, *, limits: Limits = Limits()) -> str:
    """Whether something stands there, without reading it; the address where it stands now."""
    return _visit(url, limits, {}, lambda page: str(page.address))


# --- The way there ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Page:
    address: WebAddress
    answer: HTTPResponse


def _visit(
    url: str, limits: Limits, headers: Mapping[str, str], take: Callable[[_Page], Taken]
) -> Taken:
    deadline = time.monotonic() + limits.seconds
    try:
        address = web_address(url)
        for _hop in range(REDIRECTS + 1):
            with _socket_to(address, deadline) as way, _ask(way, address, headers) as answer:
                if answer.status in _MOVED:
                    address = _next(address, answer)
                    continue
                if answer.status not in (_OK, _NOT_MODIFIED):
                    raise FetchError(
                        _("The server answers %(status)s.") % {"status": answer.status},
                        answer.status,
                    )
                return take(_Page(address, answer))
    except BadAddress as refusal:
        raise FetchError(str(refusal)) from refusal
    except TimeoutError as problem:
        raise FetchError(
            _("Not done within %(seconds)s seconds.") % {"seconds": f"{limits.seconds:g}"}
        ) from problem
    except ssl.SSLError as problem:
        raise FetchError(_("The server's certificate is not in order.")) from problem
    except (OSError, HTTPException, ValueError) as problem:
        raise FetchError(
            _("The connection failed (%(kind)s).") % {"kind": type(problem).__name__}
        ) from problem
    raise FetchError(_("Sent on more than %(count)s times.") % {"count": REDIRECTS})


def _next(address: WebAddress, answer: HTTPResponse) -> WebAddress:
    # Header bytes come as Latin-1; what servers put there is often plain UTF-8.
    place = answer.getheader("Location", "").encode("latin-1", "replace").decode("utf-8", "replace")
    if not place:
        raise FetchError(_("The server sends on, but does not say where to."))
    return web_address(place, base=str(address))


def _ask(way: socket.socket, address: WebAddress, headers: Mapping[str, str]) -> HTTPResponse:
    connection = HTTPConnection(address.host, address.port)
    connection.sock = way
    connection.request(
        "GET",
        address.target,
        headers={
            "Host": address.host_header,
            "User-Agent": f"AllianceNewsDesk/1.0 (+{settings.SITE_URL})",
            "Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5",
            "Accept-Language": "ko, en;q=0.7",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **headers,
        },
    )
    return connection.getresponse()


def _socket_to(address: WebAddress, deadline: float) -> socket.socket:
    problem: OSError = OSError("no address")
    for place in checked_places(address, deadline):
        opened = _TimedSocket(socket.AF_INET6 if ":" in place else socket.AF_INET)
        opened.deadline = deadline
        try:
            opened.settle()
            opened.connect((place, address.port))
            if address.scheme == "http":
                return opened
            return _in_tls(opened, address.host)
        except OSError as failure:
            opened.close()
            problem = failure
    raise problem


class _Timed:
    """A socket whose reading ends at the deadline, however slowly the bytes drip."""

    deadline: float = 0

    def settle(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.settimeout(left)  # type: ignore[attr-defined]

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settle()
        return int(super().recv_into(*args, **kwargs))  # type: ignore[misc]


class _TimedSocket(_Timed, socket.socket):
    pass


class _TimedTLSSocket(_Timed, ssl.SSLSocket):
    pass


def _in_tls(opened: _TimedSocket, host: str) -> socket.socket:
    # The handshake happens in here, within what is left.
    opened.settle()
    wrapped = _tls().wrap_socket(opened, server_hostname=host)
    wrapped.deadline = opened.deadline  # type: ignore[attr-defined]
    return wrapped


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.sslsocket_class = _TimedTLSSocket
    return context


# --- Who may be asked ------------------------------------------------------------------------


def checked_places(address: WebAddress, deadline: float) -> list[str]:
    """The addresses behind the name, once each is known to be one of the open net."""
    if address.place in _allowed():
        return _looked_up(address, deadline)
    if address.port < _FIRST_FREE_PORT and address.port not in _WEB_PORTS:
        raise FetchError(_("Port %(port)s is not one of the web.") % {"port": address.port})
    places = _looked_up(address, deadline)
    if not all(is_open(place) for place in places):
        raise FetchError(_("The address leads into a private network, and is not read."))
    return places


def _allowed() -> set[str]:
    return {pair.strip().lower() for pair in settings.FETCH_ALLOW}


def is_open(place: str) -> bool:
    """Whether the address belongs to the open net, also where one hides another."""
    address = ipaddress.ip_address(place.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        hidden = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address.is_site_local or any(each and not _is_open(each) for each in hidden):
            return False
        if address.ipv4_mapped:
            return True
    return _is_open(address)


def _is_open(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _looked_up(address: WebAddress, deadline: float) -> list[str]:
    """In a thread of its own: a look-up knows no time limit."""
    found: list[list[str]] = []
    problems: list[Exception] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
            found.append(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except (OSError, ValueError) as problem:
            problems.append(problem)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(deadline - time.monotonic(), 0))
    if problems:
        raise FetchError(
            _("There is no server called %(host)s.") % {"host": address.host}
        ) from problems[0]
    if not found:
        raise TimeoutError
    return found[0]


# --- What is taken ---------------------------------------------------------------------------


def _read(page: _Page, limits: Limits, types: tuple[str, ...]) -> Fetched:
    answer = page.answer
    if answer.status == _NOT_MODIFIED:
        return Fetched(str(page.address), b"", is_unchanged=True)
    content_type = answer.headers.get_content_type() if answer.getheader("Content-Type") else ""
    if content_type and not any(kind in content_type for kind in types):
        raise FetchError(
            _("The server sends something else: %(kind)s.") % {"kind": content_type[:60]}
        )
    return Fetched(
        url=str(page.address),
        body=_body(answer, limits.size),
        content_type=content_type,
        charset=str(answer.headers.get_content_charset("")),
        etag=_short(answer.getheader("ETag", ""), 200),
        last_modified=_short(answer.getheader("Last-Modified", ""), 100),
    )


def _short(value: str, most: int) -> str:
    """To be sent back as it came, or not at all."""
    return value if len(value) <= most and value.isprintable() else ""


def _body(answer: HTTPResponse, limit: int) -> bytes:
    packing = answer.getheader("Content-Encoding", "identity").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise FetchError(_("The answer is packed in an unknown way."))
    if (answer.length or 0) > limit:
        raise _too_large(limit)
    unpack = _plain if packing in ("", "identity") else _Unpacker()
    taken = bytearray()
    packed = 0
    while block := answer.read1(_BLOCK):
        packed += len(block)
        taken += unpack(block, limit + 1 - len(taken))
        if len(taken) > limit or packed > limit:
            raise _too_large(limit)
    if answer.length:
        raise FetchError(_("The answer broke off."))
    return bytes(taken)


def _plain(block: bytes, _most: int) -> bytes:
    return block


class _Unpacker:
    """Unpacks no more than is asked for, however much is packed in the block."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)

    def __call__(self, block: bytes, most: int) -> bytes:
        taken = b""
        try:
            while block and len(taken) < most:
                taken += self._stream.decompress(block, most - len(taken))
                block = self._stream.unused_data
                if block:
                    # Another member of the same gzip file.
                    self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        except zlib.error as problem:
            raise FetchError(_("The answer cannot be unpacked.")) from problem
        return taken


def _too_large(limit: int) -> FetchError:
    return FetchError(
        _("The answer is larger than %(limit)s MB.") % {"limit": f"{limit / MEGABYTE:g}"}
    )
