"""Would-be members apply; the secretariat decides (members.admin.applications)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliance.errors import RuleViolation
from alliance.rate_limits import RateLimit
from members.joining.forms import ApplicationForm
from members.services import applications

APPLYING = RateLimit("application", times=5, seconds=3600)
# Nobody's mailbox is filled by others who write down its address.
ACKNOWLEDGING = RateLimit("application-mail", times=3, seconds=24 * 3600)
KEPT_DAYS = applications.KEPT_FOR.days


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    form = ApplicationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_from_a_machine:
        # It learns nothing, and nothing is kept.
        return redirect("joining:received")
    if form.is_valid():
        if APPLYING.wait_for(request):
            return render(request, "429.html", status=429)
        taken = applications.submit(
            form.save(commit=False),
            at=timezone.now(),
            acknowledges=not ACKNOWLEDGING.wait(form.cleaned_data["contact_email"].lower()),
        )
        messages.success(
            request, _("Your application number is %(number)s.") % {"number": taken.number}
        )
        return redirect("joining:received")
    return render(request, "members/joining/apply.html", {"form": form, "days": KEPT_DAYS})


@login_not_required
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    return render(request, "members/joining/received.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the secretariat's letter is the key, for as long as it waits for an answer."""
    application = applications.application_of(token)
    if application is None:
        raise Http404
    form = ApplicationForm(request.POST if request.method == "POST" else None, instance=application)
    if form.is_valid():
        try:
            applications.complete(form.save(commit=False), at=timezone.now())
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("Your application number is %(number)s.") % {"number": application.number},
            )
            return redirect("joining:received")
    context = {"form": form, "days": KEPT_DAYS, "application": application}
    response = render(request, "members/joining/apply.html", context)
    # The address is a key: no other site learns it.
    response["Referrer-Policy"] = "no-referrer"
    return response
