"""The register's verbs as forms: each runs one service and leaves its trace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from alliance.errors import RuleViolation
from alliance.periods import today
from members.classes import class_choices, parts_of, size_choices
from members.models import Classification, Membership, SizeCheck, User
from members.services import accounts, admission, certificates, classification, naming, size_checks
from members.services.matching import MatchStatus, match_names
from members.validators import validate_plausible_day


def _text(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, widget=UnfoldAdminTextInputWidget(), **options
    )


def _choice(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=UnfoldAdminSelectWidget(), **options
    )


class VerbForm(forms.Form):
    """`run` does it; a RuleViolation is shown beside the form."""

    title: Any
    done: Any

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        """What stands in the form when it is opened for this record."""
        return {}

    def run(self, subject: Any, by: User) -> Any:
        raise NotImplementedError


class ReasonedVerbForm(VerbForm):
    """A step that says why."""

    reason = forms.CharField(label=_("reason"), max_length=300, widget=UnfoldAdminTextInputWidget())


class DatedVerbForm(VerbForm):
    on = forms.DateField(
        label=_("in force from"),
        initial=today,
        validators=[validate_plausible_day],
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
    reason = _text(_("reason"), required=False)


class AdmitForm(DatedVerbForm):
    title = _("Admit as a member")
    done = _("%(name)s is a member.")
    size = _choice(pgettext_lazy("member", "class"), class_choices)

    def run(self, subject: Any, by: User) -> Any:
        kind, sub_kind = parts_of(self.cleaned_data["size"])
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
    shares_name = forms.BooleanField(
        label=_("It bears this name although another organisation does too"),
        required=False,
        widget=UnfoldBooleanWidget(),
    )

    def run(self, subject: Any, by: User) -> Any:
        match = match_names([self.cleaned_data["name"]])[0]
        others = [
            each
            for each in (match.organisation, *match.candidates)
            if each is not None and each.pk != subject.pk
        ]
        if others and not self.cleaned_data["shares_name"]:
            names = ", ".join(f"{each.name} {each.member_number or ''}".strip() for each in others)
            raise RuleViolation(
                _("Another organisation bears this name: %(names)s. If that is right, tick below.")
                % {"names": names}
            )
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
        kind, sub_kind = parts_of(self.cleaned_data["size"])
        return classification.reclassify(
            organisation=subject,
            kind=kind,
            sub_kind=sub_kind,
            on=self.cleaned_data["on"],
            by=by,
            reason=self.cleaned_data["reason"],
        )


class ConfirmSizeForm(DatedVerbForm):
    title = _("Confirm the size of the company")
    done = _("The size of %(name)s is confirmed.")
    size = _choice(_("size"), size_choices)

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        """What the company answered, else what it is."""
        asked = SizeCheck.objects.open().filter(organisation=subject).first()
        of_today = Classification.objects.in_force(subject.pk, today())
        if asked is not None and asked.answer:
            return {"size": asked.answer, "reason": asked.note[:200]}
        return {"size": of_today.sub_kind if of_today else ""}

    def run(self, subject: Any, by: User) -> Any:
        return size_checks.confirm(
            organisation=subject,
            size=self.cleaned_data["size"],
            on=self.cleaned_data["on"],
            by=by,
            at=timezone.now(),
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


class CertificateForm(VerbForm):
    title = _("Issue a certificate of membership")
    done = _(
        "%(name)s: certificate %(result)s is being made; it will be in the list of certificates."
    )

    on = forms.DateField(
        label=_("as of"),
        initial=today,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
    purpose = forms.CharField(
        label=pgettext_lazy("certificate", "purpose"),
        max_length=120,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Printed on it, for example: for a tender of the city of Busan"),
    )

    def run(self, subject: Any, by: User) -> Any:
        certificate = certificates.issue(
            organisation=subject,
            as_of=self.cleaned_data["on"],
            purpose=self.cleaned_data["purpose"],
            by=by,
            on=today(),
            at=timezone.now(),
        )
        return certificate.number


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
    form = form_class(
        request.POST if request.method == "POST" else None,
        initial=form_class.initial_for(subject),
    )
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
