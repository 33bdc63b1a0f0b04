from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.classes import choice_of, class_choices, parts_of
from members.models import MembershipApplication, Organisation
from members.validators import (
    normalise_registration_number,
    validate_name,
    validate_phone,
    validate_registration_number,
)


class ApplicationForm(forms.ModelForm):
    size = forms.ChoiceField(
        label=pgettext_lazy("member", "class"),
        choices=lambda: [("", _("Please choose")), *class_choices()],
        help_text=_(
            "Size of a company by the Framework Act on Small and Medium Enterprises; "
            "the secretariat looks at it."
        ),
    )
    # People do not see it; what fills in every field gives itself away.
    fax = forms.CharField(
        label=_("Please leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    homepage = forms.URLField(
        label=_("homepage"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    consent = forms.BooleanField(
        label=_("I agree that the alliance keeps and uses these personal data as described above."),
        error_messages={"required": _("Without this consent the application cannot be taken in.")},
    )

    class Meta:
        model = MembershipApplication
        fields = (
            "name",
            "registration_number",
            "representative",
            "region",
            "address",
            "homepage",
            "introduction",
            "contact_name",
            "contact_title",
            "contact_email",
            "contact_phone",
        )
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 5, "maxlength": 2000}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "registration_number": forms.TextInput(attrs={"placeholder": "000-00-00000"}),
        }

    NEEDED = ("representative", "introduction", "contact_name", "contact_email", "contact_phone")
    ORGANISATION = (
        "name",
        "size",
        "registration_number",
        "representative",
        "region",
        "address",
        "homepage",
        "introduction",
    )
    CONTACT = ("contact_name", "contact_title", "contact_email", "contact_phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.NEEDED:
            self.fields[name].required = True
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            ("", _("Please choose")),
            *Organisation.Region.choices,
        ]
        self.fields["introduction"].max_length = 2000  # type: ignore[attr-defined]
        self.fields["name"].validators.append(validate_name)
        self.fields["contact_phone"].validators.append(validate_phone)
        self.fields["registration_number"].max_length = 20  # type: ignore[attr-defined]
        # Checked below, once it is written as it is kept.
        self.fields["registration_number"].validators = []
        if self.instance.pk:
            self.initial["size"] = choice_of(self.instance.kind, self.instance.sub_kind)

    def clean_registration_number(self) -> str:
        number = normalise_registration_number(self.cleaned_data["registration_number"].strip())
        if number:
            validate_registration_number(number)
        return number

    def clean_introduction(self) -> str:
        text: str = self.cleaned_data["introduction"].strip()
        if len(text) > 2000:
            raise forms.ValidationError(_("Please write at most 2,000 letters."))
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if size := cleaned.get("size"):
            self.instance.kind, self.instance.sub_kind = parts_of(size)
        return cleaned

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("fax", "").strip())

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [
            (_("Applicant"), [self[name] for name in self.ORGANISATION]),
            (_("Contact"), [self[name] for name in self.CONTACT]),
        ]
