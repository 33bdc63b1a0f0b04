"""What a reader receives, by the link that stands in each mail."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alliance.errors import RuleViolation
from newsletter.forms import PreferencesForm
from newsletter.models import Consent, Subscriber
from newsletter.subscriptions import verbs
from newsletter.tokens import Purpose, read_subscriber
from newsletter.views.links import client_address, link_page, missing_if_bad, told


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@link_page
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    subscriber: Subscriber = missing_if_bad(read_subscriber, token, Purpose.PREFERENCES)
    form = PreferencesForm(
        request.POST if request.method == "POST" else None, subscriber=subscriber
    )
    consent, outcome = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            consent, outcome = _act(request, subscriber, form)
        except RuleViolation:
            # Left meanwhile; the page says so.
            subscriber.refresh_from_db()
        # As it stands now, not as it was sent.
        form = PreferencesForm(None, subscriber=subscriber)
    context = {
        **told(subscriber, consent),
        "form": form,
        "outcome": outcome,
        "given": subscriber.consents.giving().order_by("-at", "-pk").first(),
    }
    return render(request, "newsletter/preferences.html", context)


def _act(
    request: HttpRequest, subscriber: Subscriber, form: PreferencesForm
) -> tuple[Consent | None, str]:
    trace = verbs.Trace(
        at=timezone.now(), method=Consent.Method.PAGE, address=client_address(request)
    )
    if "keep" in request.POST:
        return verbs.keep(subscriber=subscriber, trace=trace), "kept"
    if "leave" in request.POST:
        return verbs.unsubscribe(subscriber=subscriber, trace=trace), "left"
    consent = verbs.change_preferences(subscriber=subscriber, choice=form.choice, trace=trace)
    return consent, "changed" if consent else "same"
