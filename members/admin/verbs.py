"""The register's verbs as forms: each runs one service and leaves its trace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from alliance.errors import RuleViolation
from alliance.periods import today
from members.models import Classification, Membership, User
from members.services import accounts, admission, classification, naming
from members.services.matching import MatchStatus, match_names


def _text(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, widget=UnfoldAdminTextInputWidget(), **options
    )


def _choice(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=UnfoldAdminSelectWidget(), **options
    )


def class_choices() -> list[tuple[str, Any]]:
    return [
        (f"{kind.value}.{sub_kind}", f"{kind.label} {label}".strip())
        for kind in Classification.Kind
        for sub_kind, label in _sub_kind_choices(kind)
    ]


def _sub_kind_choices(kind: Classification.Kind) -> list[tuple[str, Any]]:
    """A kind without sub-kinds is one choice by itself."""
    found: list[tuple[str, Any]] = [
        (each.value, each.label) for each in Classification.SUB_KINDS[kind]
    ]
    return found or [("", "")]


class VerbForm(forms.Form):
    """`run` does it; a RuleViolation is shown beside the form."""

    title: Any
    done: Any

    def run(self, subject: Any, by: User) -> Any:
        raise NotImplementedError


class DatedVerbForm(VerbForm):
    on = forms.DateField(
        label=_("in force from"),
        initial=today,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
    reason = _text(_("reason"), required=False)


class AdmitForm(DatedVerbForm):
    title = _("Admit as a member")
    done = _("%(name)s is a member.")
    size = _choice(pgettext_lazy("member", "class"), class_choices)

    def run(self, subject: Any, by: User) -> Any:
        kind, _dot, sub_kind = self.cleaned_data["size"].partition(".")
        return admission.admit(
            organisation=subject,
            on=self.cleaned_data["on"],
            kind=kind,
            sub_kind=sub_kind,
            by=by,
            note=self.cleaned_data["reason"],
        )


class LeaveForm(DatedVerbForm):
    title = _("End the membership")
    done = _("The membership of %(name)s has an end.")
    why = _choice(_("reason for leaving"), Membership.LeavingReason.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("last day as a member")
        self.fields["reason"].label = _("note")

    def run(self, subject: Any, by: User) -> Any:
        return admission.leave(
            organisation=subject,
            on=self.cleaned_data["on"],
            reason=self.cleaned_data["why"],
            by=by,
            note=self.cleaned_data["reason"],
        )


class RenameForm(DatedVerbForm):
    title = _("Record a new name")
    done = _("%(name)s has a new name.")
    name = _text(_("new name"))
    short_name = _text(_("short name"), required=False)

    def run(self, subject: Any, by: User) -> Any:
        return naming.rename_organisation(
            organisation=subject,
            name=self.cleaned_data["name"],
            short_name=self.cleaned_data["short_name"],
            on=self.cleaned_data["on"],
            by=by,
            reason=self.cleaned_data["reason"],
        )


class ReclassifyForm(DatedVerbForm):
    title = _("Change the class")
    done = _("%(name)s has a new class.")
    size = _choice(pgettext_lazy("member", "class"), class_choices)

    def run(self, subject: Any, by: User) -> Any:
        kind, _dot, sub_kind = self.cleaned_data["size"].partition(".")
        return classification.reclassify(
            organisation=subject,
            kind=kind,
            sub_kind=sub_kind,
            on=self.cleaned_data["on"],
            by=by,
            reason=self.cleaned_data["reason"],
        )


class MergeForm(DatedVerbForm):
    title = _("Merge into another organisation")
    done = _("%(name)s is merged.")
    into = _text(_("successor"), help_text=_("Its name, in any spelling."))

    def clean_into(self) -> Any:
        match = match_names([self.cleaned_data["into"]])[0]
        if match.status == MatchStatus.AMBIGUOUS:
            names = ", ".join(each.name for each in match.candidates)
            raise forms.ValidationError(
                _("Several bear this name: %(names)s."), params={"names": names}
            )
        if match.organisation is None:
            raise forms.ValidationError(_("No organisation bears this name."))
        return match.organisation

    def run(self, subject: Any, by: User) -> Any:
        return admission.merge(
            organisation=subject,
            into=self.cleaned_data["into"],
            on=self.cleaned_data["on"],
            by=by,
            reason=self.cleaned_data["reason"],
        )


class PasswordForm(VerbForm):
    title = _("Set the password")
    done = _("The password of %(name)s is set.")
    password = forms.CharField(
        label=_("password"),
        strip=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "password", "autocomplete": "off"}),
    )

    def run(self, subject: Any, by: User) -> Any:
        return accounts.set_password(user=subject, password=self.cleaned_data["password"], by=by)


class InviteForm(VerbForm):
    title = _("Send an invitation")
    done = _("The invitation to %(name)s is on its way. The address works once: %(result)s")

    def run(self, subject: Any, by: User) -> Any:
        return accounts.invite(user=subject, by=by)


class RemoveSecondFactorForm(VerbForm):
    title = _("Remove the second factor")
    done = _("%(name)s sets up a new second factor at the next sign-in.")

    def run(self, subject: Any, by: User) -> Any:
        return accounts.remove_second_factor(user=subject, by=by)


def verb_view(
    model_admin: Any, request: HttpRequest, object_id: str, form_class: type[VerbForm]
) -> HttpResponse:
    subject = model_admin.get_object(request, object_id)
    if subject is None:
        raise Http404
    change_page = f"admin:{subject._meta.app_label}_{subject._meta.model_name}_change"
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            result = form.run(subject, request.user)  # type: ignore[arg-type]
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            words = form_class.done % {"name": str(subject), "result": result}
            model_admin.log_change(request, subject, str(form_class.title))
            model_admin.message_user(request, words)
            return redirect(change_page, subject.pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{form_class.title}: {subject}",
        "verb": form_class.title,
        "form": form,
        "opts": model_admin.model._meta,
        "subject": subject,
        "back": change_page,
    }
    return TemplateResponse(request, "admin/members/verb.html", context)
