"""What officers fill in about readers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from alliance.periods import SEOUL, today
from members.admin.verbs import VerbForm
from members.models import User
from newsletter.models import Consent
from newsletter.models.subscribers import mailable_address
from newsletter.subscriptions import erasing, verbs
from newsletter.subscriptions.verbs import Choice, Trace


def _line(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, widget=UnfoldAdminTextInputWidget(), **options
    )


class ConsentFacts(forms.Form):
    """When, where and to what somebody consented."""

    newsletter = forms.BooleanField(
        label=_("Weekday newsletter"), required=False, initial=True, widget=UnfoldBooleanWidget
    )
    notices = forms.BooleanField(
        label=_("Calls and events"), required=False, initial=True, widget=UnfoldBooleanWidget
    )
    consented_on = forms.DateField(
        label=_("Day of the consent"),
        initial=today,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
    source = _line(
        _("Where the consent is kept"),
        help_text=_("A form, a mail, a list: what could be shown if somebody asks."),
    )
    wording = forms.CharField(
        label=_("Words that were agreed to"),
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )

    def clean_consented_on(self) -> Any:
        day = self.cleaned_data["consented_on"]
        if day > today():
            raise forms.ValidationError(_("A consent cannot lie in the future."))
        return day

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if data is not None and not (data.get("newsletter") or data.get("notices")):
            self.add_error("newsletter", _("Choose at least one of the two."))
        return data

    @property
    def choice(self) -> Choice:
        return Choice(
            newsletter=self.cleaned_data["newsletter"], notices=self.cleaned_data["notices"]
        )

    def trace(self, by: Any, method: Consent.Method) -> Trace:
        """Of a consent today the hour is now; of an earlier one the day is all that is known."""
        day = self.cleaned_data["consented_on"]
        at = timezone.now() if day == today() else datetime(*day.timetuple()[:3], tzinfo=SEOUL)
        return Trace(
            at=min(at, timezone.now()),
            method=method,
            by=by,
            source=self.cleaned_data["source"],
            wording=self.cleaned_data["wording"],
        )


class RecordConsentForm(ConsentFacts):
    email = forms.CharField(
        label=_("E-mail address"), max_length=254, widget=UnfoldAdminTextInputWidget()
    )
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False, widget=UnfoldAdminTextInputWidget()
    )
    organisation_name = forms.CharField(
        label=_("Company or institution"),
        max_length=150,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("A member's name in any spelling finds the member."),
    )

    field_order = ("email", "name", "organisation_name")

    def clean_email(self) -> str:
        return mailable_address(self.cleaned_data["email"])


class WithdrawForm(VerbForm):
    title = _("Record a withdrawal")
    done = _("%(name)s gets no more mail; the reader is told by one last mail.")
    source = _line(_("How it was said"), help_text=_("By telephone, by mail, at an event."))

    def run(self, subject: Any, by: User) -> Any:
        trace = Trace(
            at=timezone.now(),
            method=Consent.Method.OFFICER,
            by=by,
            source=self.cleaned_data["source"],
        )
        return verbs.unsubscribe(subscriber=subject, trace=trace)


class EraseForm(VerbForm):
    title = _("Erase on request")
    done = _("Erased; what stays of it is %(name)s. Please tell whoever asked that it is done.")
    note = _line(
        _("Who asked, and how"),
        help_text=_(
            "For example: the reader, by telephone. No name and no address, as this is kept. "
            "Erased for good: address, name, company and what the sent mails say of them. Kept: "
            "when and how the consent was given and withdrawn, without the address, and a mark by "
            "which no list brings the address back. Copies that were exported are not reached."
        ),
    )

    def run(self, subject: Any, by: User) -> Any:
        erasing.erase(subscriber=subject, note=self.cleaned_data["note"], by=by, at=timezone.now())


class SuppressForm(forms.Form):
    email = forms.CharField(
        label=_("E-mail address"), max_length=254, widget=UnfoldAdminTextInputWidget()
    )
    note = _line(_("Reason"))

    def clean_email(self) -> str:
        return mailable_address(self.cleaned_data["email"])


class LiftForm(VerbForm):
    title = _("Lift the suppression")
    done = _("%(name)s may get mail again.")
    note = _line(_("Reason"), help_text=_("Why mail will arrive, or is wanted, from now on."))

    def run(self, subject: Any, by: User) -> Any:
        verbs.lift_suppression(
            suppression=subject, note=self.cleaned_data["note"], by=by, at=timezone.now()
        )


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("List (.csv)"), widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv"})
    )
