"""Filters of lists: a chosen day, and what was so on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.contrib.filters.admin import TextFilter
from unfold.widgets import UnfoldAdminTextInputWidget

from alliance.periods import today
from members.counting import UNCLASSIFIED
from members.models import Body, Classification

MEMBER_ON = "member_on"
SIZE_DUE = "size_due"


class DayForm(forms.Form):
    def __init__(self, name: str, label: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[name] = forms.DateField(
            label=label,
            required=False,
            widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        )


class DayFilter(TextFilter):
    """A day as people pick it; what is no day is passed over."""

    form_class = DayForm

    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.value() or "")
        except ValueError:
            return None


class MemberOnFilter(DayFilter):
    title = _("members on")
    parameter_name = MEMBER_ON

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        day = self.day()
        return queryset.members_on(day) if day else queryset


class SizeDueFilter(DayFilter):
    """Companies whose size nobody confirmed within the year up to the day."""

    title = _("size to be confirmed on")
    parameter_name = SIZE_DUE

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        day = self.day()
        return queryset.size_check_due(day) if day else queryset


def chosen_day(request: HttpRequest) -> date:
    """The day that the list looks at: the one picked in the filter, else today."""
    try:
        return date.fromisoformat(request.GET.get(MEMBER_ON, ""))
    except ValueError:
        return today()


def class_lookups() -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for kind in Classification.Kind:
        found.append((kind.value, kind.label))
        found += [
            (f"{kind.value}.{sub_kind.value}", f"– {sub_kind.label}")
            for sub_kind in Classification.SUB_KINDS[kind]
        ]
    return [*found, (UNCLASSIFIED, _("unclassified"))]


def of_class(classified: Any, value: str) -> Any:
    """Of records that know their `kind` and `sub_kind`, those of the filter's class."""
    if value == UNCLASSIFIED:
        return classified.filter(kind="")
    kind, _dot, sub_kind = value.partition(".")
    of_kind = classified.filter(kind=kind)
    return of_kind.filter(sub_kind=sub_kind) if sub_kind else of_kind


class ClassFilter(SimpleListFilter):
    """Kind or sub-kind on the chosen day."""

    title = pgettext_lazy("member", "class")
    parameter_name = "class"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return class_lookups()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not (value := self.value()):
            return queryset
        return of_class(queryset.classified_on(chosen_day(request)), value)


class SeatOnFilter(DayFilter):
    title = _("held on")
    parameter_name = "held_on"

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        day = self.day()
        return queryset.on(day) if day else queryset


class BodyFilter(SimpleListFilter):
    title = pgettext_lazy("committee", "body")
    parameter_name = "body"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(body.code, body.name) for body in Body.objects.all()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.of_body(self.value()) if self.value() else queryset
