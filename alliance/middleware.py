"""What every response and every request goes through."""

import ipaddress
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


class AdminContentPolicyMiddleware:
    """Loosen the content policy under /admin/ for the admin theme, and nowhere else.

    The theme runs Alpine.js, which needs eval and inline styles (docs/decisions/0003).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_update = {  # type: ignore[attr-defined]  # django-csp's own hook
                "script-src": ["'self'", "'unsafe-inline'", "'unsafe-eval'"],
                "style-src": ["'self'", "'unsafe-inline'"],
            }
        return response


class ClientAddressMiddleware:
    """Set `request.client_address`; forwarded headers count only from TRUSTED_PROXIES."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.trusted = [
            ipaddress.ip_network(item, strict=False) for item in settings.TRUSTED_PROXIES
        ]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        if self._is_trusted(peer):
            request.client_address = self._forwarded_for(request, peer)  # type: ignore[attr-defined]
        else:
            request.client_address = peer  # type: ignore[attr-defined]
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
            request.META.pop("HTTP_X_FORWARDED_FOR", None)
        return self.get_response(request)

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = _plain(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.trusted)

    def _forwarded_for(self, request: HttpRequest, peer: str) -> str:
        """The nearest hop that is not one of our proxies; what lies beyond it may be forged."""
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        for hop in reversed([hop for hop in hops if hop]):
            if not self._is_trusted(hop):
                try:
                    return str(_plain(hop))
                except ValueError:
                    return peer
        return peer


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """A socket for both families calls an IPv4 peer ::ffff:192.0.2.1."""
    parsed = ipaddress.ip_address(address)
    return getattr(parsed, "ipv4_mapped", None) or parsed


class NoNullsMiddleware:
    """Take NUL out of what browsers send in addresses and cookies.

    No text holds one, and PostgreSQL breaks off at it: a page that is not there would be a fault.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "").replace("\x00", "")
        for name in [name for name, value in request.COOKIES.items() if "\x00" in value]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *args: Any) -> None:
        """A view that says "not found" in its own way may do so by `refuses_nulls`."""
        if "\x00" in request.path_info and not getattr(view, "refuses_nulls", False):
            raise Http404


class PrivatePagesMiddleware:
    """Keep pages of signed-in users out of every cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        return response
