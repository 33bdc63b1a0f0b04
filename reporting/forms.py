"""What a partner fills in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from alliance.pictures import PictureField
from reporting.models import Activity

# A browser takes a year typed as 25 for the year 25, and printed it would look right.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed meanwhile."""

    label: str
    stored: str
    mine: str


class ActivityForm(forms.ModelForm):
    """Based on a version: whoever saves second sees what the first one saved."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Activity
        fields = [
            "category",
            "status",
            "label",
            "headline",
            "result_words",
            "text",
            "held_from",
            "held_to",
            "date_words",
            "start",
            "end",
            "place",
            "hosts",
        ]
        widgets = {
            "held_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "held_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "start": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "end": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "text": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences: list[Difference] = []
        self.fields["version"].initial = self.instance.version
        for name in ("held_from", "held_to"):
            bounds = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
            self.fields[name].validators = [*self.fields[name].validators, *bounds]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "version",
            Row(Column("category"), Column("status")),
            "label",
            "headline",
            "result_words",
            "text",
            Fieldset(
                str(_("When and where")),
                Row(Column("held_from"), Column("held_to"), Column("date_words")),
                Row(Column("start"), Column("end")),
                Row(Column("place"), Column("hosts")),
            ),
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk is not None and self.data.get("version") != str(self.instance.version):
            self._show_differences()
            self.add_error(
                None,
                _(
                    "Somebody else changed this activity while you were editing it. "
                    "Compare the two versions and save again."
                ),
            )
        return cleaned

    def _show_differences(self) -> None:
        """The stored values beside the sent ones; saved once more, the sent ones hold."""
        stored = Activity.objects.get(pk=self.instance.pk)
        shown = ActivityForm(instance=stored)
        for name in self.Meta.fields:
            mine, theirs = self[name].value(), shown[name].value()
            if _text(mine) != _text(theirs):
                self.differences.append(
                    Difference(str(self[name].label), _text(theirs), _text(mine))
                )
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, once bound
        data["version"] = str(stored.version)
        self.data = data


def _text(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "strftime") and hasattr(value, "hour"):
        return f"{value:%H:%M}"
    # Browsers end lines by \r\n; that is no change.
    return "\n".join(line.rstrip() for line in str(value).splitlines()).strip("\n")


class SubmitForm(forms.Form):
    nothing_to_report = forms.BooleanField(
        label=_("There is nothing to report this quarter"), required=False
    )


class ActivityPictureForm(forms.Form):
    file = PictureField(label=_("picture"))
    caption = forms.CharField(label=_("caption"), max_length=200, required=False)
