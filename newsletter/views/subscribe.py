"""Subscribing: a form, a mail, a button. Nobody is subscribed by somebody else."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alliance.rate_limits import RateLimit
from newsletter.forms import SubscribeForm
from newsletter.models import SubscriptionRequest
from newsletter.subscriptions import verbs
from newsletter.subscriptions.wording import data_wording, mail_wording
from newsletter.tokens import read_request
from newsletter.views.links import client_address, link_page, missing_if_bad, told

ASKED_FROM_ONE_PLACE = RateLimit("newsletter-subscribe", times=10, seconds=3600)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form(request, form)
    if wait := ASKED_FROM_ONE_PLACE.wait_for(request):
        response = _form(request, form, wait_minutes=-(-wait // 60), status=429)
        response["Retry-After"] = str(wait)
        return response
    verbs.ask_to_subscribe(
        email=form.cleaned_data["email"],
        name=form.cleaned_data["name"],
        organisation_name=form.cleaned_data["organisation_name"],
        choice=form.choice,
        address=client_address(request),
        at=timezone.now(),
    )
    return redirect("newsletter:subscribe-sent")


def _form(
    request: HttpRequest, form: SubscribeForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    wording = {"mail": mail_wording(), "data": data_wording()}
    return render(
        request,
        "newsletter/subscribe.html",
        {"form": form, "wording": wording, **context},
        status=status,
    )


@login_not_required
@require_safe
def subscribe_sent(request: HttpRequest) -> HttpResponse:
    """The same for every address, so that nobody learns who reads the newsletter."""
    return render(request, "newsletter/subscribe_sent.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@link_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Looking subscribes nobody: programs that check links look as well."""
    asked: SubscriptionRequest = missing_if_bad(read_request, token)
    if request.method != "POST":
        used = asked.confirmed_at is not None
        return render(request, "newsletter/confirm.html", {"asked": asked, "used": used})
    outcome = verbs.confirm(request=asked, address=client_address(request), at=timezone.now())
    context = told(outcome.subscriber, outcome.consent)
    return render(request, "newsletter/confirmed.html", context)
