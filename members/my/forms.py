"""What a member's people fill in."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from alliance.admin import shown
from alliance.admin.locking import LockedFormMixin
from alliance.admin.shown import Shown
from members.entry_content import CONTACT_FIELDS, RELEASABLE, EntryContent
from members.entry_limits import (
    LONGEST_INTRODUCTION,
    LONGEST_PRODUCT,
    LONGEST_TAG,
    MOST_FIELDS,
    MOST_PRODUCTS,
    MOST_TAGS,
)
from members.items import split_items, written_items
from members.logos import LogoField
from members.models import BusinessField, EntryDraft


class EntryForm(LockedFormMixin, forms.ModelForm):
    """Two people of one company, or an officer in between: the second saver sees both versions.

    `content` is the draft with what was published since; `live` the public entry.
    """

    introduction = forms.CharField(
        label=_("introduction"),
        required=False,
        max_length=LONGEST_INTRODUCTION,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("What you do, for whom, and what makes you different; 2,000 letters at most."),
    )
    logo = LogoField(
        label=_("logo"),
        required=False,
        help_text=_("PNG, JPEG, WebP or GIF, 5 MB at most. It is scaled to 640 pixels."),
    )
    business_fields = forms.ModelMultipleChoiceField(
        label=_("fields of business"),
        queryset=BusinessField.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Five at most."),
    )
    homepage = forms.URLField(
        label=_("homepage"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    released = forms.MultipleChoiceField(
        label=_("Anyone may read"),
        choices=RELEASABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not ticked is seen by the secretariat alone."),
    )

    class Meta:
        model = EntryDraft
        fields = [
            "introduction",
            "logo",
            "removes_logo",
            "business_fields",
            "tags",
            "products",
            "seeks_partners",
            "homepage",
            "contact_name",
            "contact_title",
            "contact_email",
            "contact_phone",
            "released",
        ]
        widgets = {"tags": forms.TextInput(), "products": forms.Textarea(attrs={"rows": 5})}

    def __init__(
        self, *args: Any, content: EntryContent, live: EntryContent, **kwargs: Any
    ) -> None:
        chosen = BusinessField.objects.filter(name__in=content.business_fields)
        kwargs["initial"] = {"business_fields": list(chosen), "logo": content.logo}
        draft: EntryDraft = kwargs["instance"]
        # Both what was drafted and what is public may have changed since the page was opened.
        self.stamp = zlib.crc32(f"{draft.pk}:{draft.version}:{live.fingerprint}".encode())
        self.saw_all = False
        super().__init__(*args, **kwargs)
        if self.is_bound and self.lacks_token:
            # Opened before anybody had begun the draft that is there now.
            begun = shown.unsign(self.data.get(shown.FIELD, "")).get("None")
            self.lacks_token = begun is None
            self.settle(begun)
        if not content.logo:
            del self.fields["removes_logo"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        logo = ["logo", *(["removes_logo"] if "removes_logo" in self.fields else [])]
        return Layout(
            Fieldset(
                str(_("Who we are")),
                "introduction",
                HTML('{% include "members/my/_logo.html" %}'),
                *logo,
            ),
            Fieldset(str(_("Business")), "business_fields", "tags", "products", "seeks_partners"),
            Fieldset(
                str(_("Homepage and contact")),
                "homepage",
                Row(Column("contact_name"), Column("contact_title")),
                Row(Column("contact_email"), Column("contact_phone")),
            ),
            Fieldset(str(_("What anyone may read")), "released"),
        )

    # --- Which version the form was based on ---------------------------------------------------

    @property
    def is_guarded(self) -> bool:
        return True

    def settle(self, seen: Shown | None) -> None:
        if seen is not None:
            self.saw_all = seen.version == self.stamp
            version = self.instance.version if self.saw_all else -1
            seen = replace(seen, version=version)
        super().settle(seen)

    @property
    def shown_input(self) -> SafeString | str:
        values = shown.shown_by(self).values
        token = shown.sign({self.instance.pk: Shown(self.stamp, values)})
        return shown.hidden_input(shown.FIELD, token)

    # --- What may stand in it ------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        further = any(cleaned.get(name) for name in CONTACT_FIELDS if name != "contact_name")
        if further and "contact_name" in cleaned and not cleaned["contact_name"]:
            self.add_error(
                "contact_name",
                _("Whose are these? A department will do. To show no contact, empty all four."),
            )
        return cleaned

    def clean_introduction(self) -> str:
        return str(self.cleaned_data["introduction"]).replace("\r\n", "\n")

    def clean_business_fields(self) -> Any:
        chosen = self.cleaned_data["business_fields"]
        if len(chosen) > MOST_FIELDS:
            raise ValidationError(_("Choose five at most."))
        return chosen

    def clean_tags(self) -> str:
        tags = split_items(self.cleaned_data["tags"])
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            raise ValidationError(
                _("At most %(number)s tags of %(length)s letters each."),
                params={"number": MOST_TAGS, "length": LONGEST_TAG},
            )
        return written_items(tags)

    def clean_products(self) -> str:
        lines = [" ".join(line.split()) for line in self.cleaned_data["products"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_PRODUCTS or any(len(line) > LONGEST_PRODUCT for line in lines):
            raise ValidationError(
                _("At most %(number)s lines of %(length)s letters each."),
                params={"number": MOST_PRODUCTS, "length": LONGEST_PRODUCT},
            )
        return "\n".join(lines)
