"""Leaving: one click in the mail program (RFC 8058), or one on a page. No sign-in, no question."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsletter.models import Consent, Subscriber
from newsletter.subscriptions import verbs
from newsletter.tokens import Purpose, read_subscriber
from newsletter.views.links import client_address, link_page, missing_if_bad, told

ONE_CLICK = ("List-Unsubscribe", "One-Click")


@csrf_exempt  # a mail program has no cookie; the signed link says whom it is about
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@link_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: programs that check links look as well."""
    subscriber: Subscriber = missing_if_bad(read_subscriber, token, Purpose.UNSUBSCRIBE)
    if request.method != "POST":
        return render(request, "newsletter/unsubscribe.html", {"subscriber": subscriber})
    method = Consent.Method.ONE_CLICK if _is_one_click(request) else Consent.Method.PAGE
    trace = verbs.Trace(at=timezone.now(), method=method, address=client_address(request))
    verbs.unsubscribe(subscriber=subscriber, trace=trace)
    withdrawn = subscriber.consents.filter(kind=Consent.Kind.WITHDRAWN).first()
    return render(request, "newsletter/unsubscribed.html", told(subscriber, withdrawn))


def _is_one_click(request: HttpRequest) -> bool:
    """Whatever the body holds, the reader leaves; it only tells from where."""
    try:
        return request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]
    except (MultiPartParserError, RequestDataTooBig, SuspiciousOperation, BadRequest):
        return False
