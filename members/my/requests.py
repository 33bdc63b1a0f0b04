"""What a member asks of the secretariat."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from alliance.errors import RuleViolation
from alliance.periods import today
from members import roles
from members.models import MemberRequest, Organisation
from members.my.desk import own_organisation
from members.services import requests
from members.validators import validate_plausible_day


class AskForm(forms.Form):
    effective_on = forms.DateField(
        label=gettext_lazy("in force from"),
        validators=[validate_plausible_day],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RepresentativeForm(AskForm):
    new_representative = forms.CharField(
        label=gettext_lazy("new representative"), max_length=60, min_length=2
    )
    field_order = ["new_representative", "effective_on", "reason"]


class WithdrawalForm(AskForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].label = _("last day as a member")


FORMS: dict[str, type[AskForm]] = {
    MemberRequest.Kind.REPRESENTATIVE: RepresentativeForm,
    MemberRequest.Kind.WITHDRAWAL: WithdrawalForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
def request_list(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request.user, slug)
    hands_in = roles.hands_in_for_on(request.user, organisation, today())
    kind = request.POST.get("kind", "")
    forms_shown = {
        each: form(request.POST if request.method == "POST" and kind == each else None, prefix=each)
        for each, form in FORMS.items()
    }
    form = forms_shown.get(kind)
    if form is not None and form.is_valid():
        try:
            requests.ask(
                organisation=organisation,
                kind=kind,
                by=request.user,  # type: ignore[arg-type]  # signed in
                on=today(),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The request is with the secretariat."))
            return redirect("my:request-list", organisation.slug)
    made = MemberRequest.objects.filter(organisation=organisation).select_related(
        "requested_by__person"
    )
    waiting = {each.kind for each in made if each.state == MemberRequest.State.OPEN}
    context = {
        "organisation": organisation,
        "requests": made,
        "hands_in": hands_in,
        "forms": [
            (each, MemberRequest.Kind(each).label, shown)
            for each, shown in forms_shown.items()
            if each not in waiting
        ],
    }
    return render(request, "members/my/requests.html", context)


@require_POST
def request_take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation: Organisation = own_organisation(request.user, slug)
    asked = get_object_or_404(MemberRequest, pk=pk, organisation=organisation)
    if not roles.hands_in_for_on(request.user, organisation, today()):
        raise Http404
    try:
        requests.take_back(request=asked, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The request is taken back."))
    return redirect("my:request-list", organisation.slug)
