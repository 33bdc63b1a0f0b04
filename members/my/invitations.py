"""A link that was used or is too old: the secretariat is asked for another one."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from alliance.rate_limits import RateLimit
from members.services.representatives import ask_for_invitation

ASKING = RateLimit("invitation", times=5, seconds=3600)


class AskForm(forms.Form):
    email = forms.EmailField(
        label=_("e-mail"),
        max_length=254,
        help_text=_("The address to which the invitation came."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The answer is the same for every address: nobody learns who has an account."""
    form = AskForm(request.POST if request.method == "POST" else None)
    asked = form.is_valid()
    if asked:
        if ASKING.wait_for(request):
            return render(request, "429.html", status=429)
        ask_for_invitation(email=form.cleaned_data["email"], at=timezone.now())
    return render(request, "members/my/invitation.html", {"form": form, "asked": asked})
