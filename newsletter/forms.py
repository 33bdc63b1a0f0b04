"""What readers fill in."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from newsletter.models import Subscriber
from newsletter.models.subscribers import mailable_address
from newsletter.subscriptions.verbs import Choice

_NOTHING_CHOSEN = _("Choose at least one of the two.")


class ChoiceForm(forms.Form):
    newsletter = forms.BooleanField(label=_("Weekday newsletter"), required=False)
    notices = forms.BooleanField(
        label=_("Calls and events"),
        required=False,
        help_text=_("Single mails about calls for participation and about events."),
    )

    @property
    def choice(self) -> Choice:
        return Choice(
            newsletter=self.cleaned_data["newsletter"], notices=self.cleaned_data["notices"]
        )

    def _helper(self, *parts: Any) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout(*parts)
        return helper


class SubscribeForm(ChoiceForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation_name = forms.CharField(
        label=_("Company or institution"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    agrees_to_mail = forms.BooleanField(
        label=_("I agree to receive these mails."),
        error_messages={"required": _("Without this consent no mail may be sent to you.")},
    )
    agrees_to_data = forms.BooleanField(
        label=_("I agree that my data are kept for this."),
        error_messages={"required": _("Without this consent your address may not be kept.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"newsletter": True, "notices": True} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.helper = self._helper(
            "email",
            Row(Column("name"), Column("organisation_name")),
            Fieldset(str(_("What you want to receive")), "newsletter", "notices"),
            Fieldset(
                str(_("Consent")),
                HTML('{% include "newsletter/_wording.html" with text=wording.mail only %}'),
                "agrees_to_mail",
                HTML('{% include "newsletter/_wording.html" with text=wording.data only %}'),
                "agrees_to_data",
            ),
        )

    def clean_email(self) -> str:
        return mailable_address(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if data is not None and not (data.get("newsletter") or data.get("notices")):
            self.add_error("newsletter", _NOTHING_CHOSEN)
        return data


class PreferencesForm(ChoiceForm):
    """Choosing nothing is leaving, and is allowed."""

    def __init__(self, *args: Any, subscriber: Subscriber, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "newsletter": subscriber.wants_newsletter,
            "notices": subscriber.wants_notices,
        }
        super().__init__(*args, **kwargs)
        self.helper = self._helper("newsletter", "notices")
