"""The workbench's small forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alliance.packets import all_sections
from alliance.periods import Quarter
from meetings.models import Meeting, PacketVersion
from meetings.packets.places import EntryPlace, place_choices

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class PeriodForm(forms.Form):
    as_of = forms.DateField(
        label=gettext_lazy("as-of date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )
    year = forms.IntegerField(
        label=gettext_lazy("year"), min_value=EARLIEST.year, max_value=LATEST.year
    )
    quarter = forms.TypedChoiceField(
        label=gettext_lazy("quarter"), coerce=int, choices=[(n, f"{n}/4분기") for n in (1, 2, 3, 4)]
    )
    # What the officer saw, so that nobody's choice is overwritten unread.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, version: PacketVersion) -> PeriodForm:
        return cls(
            initial={
                "as_of": version.as_of,
                "year": version.period_year,
                "quarter": version.period_quarter,
                "seen": period_code(version.as_of, version.quarter),
            }
        )

    @property
    def chosen(self) -> Quarter:
        return Quarter(self.cleaned_data["year"], self.cleaned_data["quarter"])


def period_code(as_of: date, quarter: Quarter) -> str:
    return f"{as_of.isoformat()} {quarter}"


class FigureForm(forms.Form):
    value = forms.IntegerField(label=gettext_lazy("value to print"), min_value=0, max_value=2**62)
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=300)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class LinkForm(forms.Form):
    reader = forms.CharField(label=gettext_lazy("reader"), max_length=100)
    days = forms.IntegerField(label=gettext_lazy("days"), min_value=1, max_value=30, initial=7)


class SectionForm(forms.Form):
    """A section to be added, and where."""

    section = forms.ChoiceField(label=gettext_lazy("section"))
    place = forms.ChoiceField(label=pgettext_lazy("packet", "place"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(_code(key, options), label) for key, options, label in section_variants()]
        self.fields["section"].choices = [("", _("choose …")), *choices]  # type: ignore[attr-defined]
        self.fields["place"].choices = place_choices(meeting)  # type: ignore[attr-defined]

    @property
    def section_key(self) -> str:
        return str(json.loads(self.cleaned_data["section"])[0])

    @property
    def options(self) -> dict[str, Any]:
        return dict(json.loads(self.cleaned_data["section"])[1])

    @property
    def chosen_place(self) -> EntryPlace:
        return EntryPlace.parse(self.cleaned_data["place"])


def _code(key: str, options: Mapping[str, Any]) -> str:
    return json.dumps([key, dict(options)], sort_keys=True)


def section_variants() -> list[tuple[str, Mapping[str, Any], str]]:
    """Every section, once for each thing that it may be about: key, options, label."""
    found: list[tuple[str, Mapping[str, Any], str]] = []
    for section in all_sections():
        variants = section.variants() if section.variants else [({}, "")]
        for options, label in variants:
            title = str(section.title)
            found.append((section.key, options, f"{title} ({label})" if label else title))
    return sorted(found, key=lambda item: item[2])
