"""규모 확인: once a year a company says how large it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from alliance.errors import RuleViolation
from alliance.periods import today
from members import roles
from members.classes import size_choices
from members.models import Classification, SizeCheck
from members.my.desk import own_organisation
from members.services import size_checks


class SizeForm(forms.Form):
    size = forms.ChoiceField(
        label=gettext_lazy("size"), choices=size_choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("note"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("If it has changed: since when, and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def size_answer(request: HttpRequest, slug: str) -> HttpResponse:
    organisation, day = own_organisation(request.user, slug), today()
    of_day = Classification.objects.in_force(organisation.pk, day)
    is_company = of_day is not None and of_day.kind == Classification.Kind.COMPANY
    if not is_company or not roles.hands_in_for_on(request.user, organisation, day):
        raise Http404
    check = SizeCheck.objects.open().filter(organisation=organisation).first()
    answered = check if check is not None and check.answer else None
    form = SizeForm(
        request.POST if request.method == "POST" else None,
        initial={"size": answered.answer, "note": answered.note} if answered else None,
    )
    if form.is_valid():
        by: Any = request.user
        try:
            size_checks.answer(
                organisation=organisation, by=by, on=day, at=timezone.now(), **form.cleaned_data
            )
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The secretariat looks at your answer."))
            return redirect("my")
    context = {
        "organisation": organisation,
        "form": form,
        "current": of_day,
        "answered": answered,
        "last": organisation.size_checks.exclude(confirmed_on=None)
        .order_by("-confirmed_on")
        .first(),
    }
    return render(request, "members/my/size.html", context)
