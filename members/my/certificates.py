"""Certificates of one's own organisation: asked for and downloaded by its representatives."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from alliance.errors import RuleViolation
from alliance.models import Job
from alliance.periods import today
from alliance.rate_limits import RateLimit
from members import roles
from members.models import MembershipCertificate
from members.my.desk import own_organisation
from members.services import certificates

ISSUING = RateLimit("certificates", times=20, seconds=24 * 3600)


class CertificateForm(forms.Form):
    as_of = forms.DateField(
        label=gettext_lazy("as of"),
        initial=today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    purpose = forms.CharField(
        label=pgettext_lazy("certificate", "purpose"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Printed on it, for example: for a tender of the city of Busan"),
    )

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > today():
            raise forms.ValidationError(_("A certificate tells of no day to come."))
        return day


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_list(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request.user, slug)
    if not roles.hands_in_for_on(request.user, organisation, today()):
        raise Http404
    form = CertificateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if ISSUING.wait(str(organisation.pk)):
            return render(request, "429.html", status=429)
        by: Any = request.user
        try:
            certificates.issue(
                organisation=organisation,
                by=by,
                on=today(),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The certificate is being made."))
            return redirect("my:certificate-list", organisation.slug)
    issued = list(
        MembershipCertificate.objects.filter(organisation=organisation)
        .select_related("issued_by__person")
        .prefetch_related("attachments")
    )
    waiting = Job.objects.filter(
        kind=certificates.PRINT,
        subject_type=MembershipCertificate._meta.label_lower,
        subject_id__in=[each.pk for each in issued if each.file is None],
        requested_by=request.user.pk,
    )
    context = {
        "organisation": organisation,
        "form": form,
        "certificates": issued,
        "jobs": waiting.select_related("requested_by__person")[:5],
    }
    return render(request, "members/my/certificates.html", context)
