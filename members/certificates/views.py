"""Is this certificate genuine? Asked by whoever it was shown to."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from alliance.rate_limits import RateLimit
from members.services.certificates import certificate_of

VERIFYING = RateLimit("certificate", times=30, seconds=600)


class VerifyForm(forms.Form):
    number = forms.CharField(
        label=_("number of the certificate"),
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "2025-0001", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("verification code"),
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "XXXX-XXXX-XXXX", "autocomplete": "off"}),
    )


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    asks = "number" in request.GET or "code" in request.GET
    form = VerifyForm(request.GET if asks else None)
    found = None
    if form.is_valid():
        if VERIFYING.wait_for(request):
            return render(request, "429.html", status=429)
        found = certificate_of(**form.cleaned_data)
    context = {"form": form, "asked": form.is_valid(), "certificate": found}
    return render(request, "members/certificates/verify.html", context)
