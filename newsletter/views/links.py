"""Pages behind a signed link: for whoever holds it, in no cache and no search engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from newsletter.models import Consent, Subscriber
from newsletter.tokens import BadToken

View = Callable[..., HttpResponse]


def link_page(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # The address is the key, and leaves for no other site. Stricter ("no-referrer") would have
        # browsers name no origin either, and the form of the page be refused.
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded


def missing_if_bad(read: Callable[..., Any], token: str, *more: Any) -> Any:
    """Forged, expired, of another purpose: as good as a page that never was."""
    try:
        return read(token, *more)
    except BadToken as problem:
        raise Http404 from problem


def client_address(request: HttpRequest) -> str | None:
    return getattr(request, "client_address", "") or None


def told(subscriber: Subscriber | None, consent: Consent | None) -> dict[str, Any]:
    """What was recorded, for `newsletter/_result.html`."""
    return {
        "subscriber": subscriber,
        "consent": consent,
        "alliance_name": settings.ALLIANCE_NAME,
        "sender": settings.DEFAULT_FROM_EMAIL,
    }
