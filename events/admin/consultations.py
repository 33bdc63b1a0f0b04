"""Consultation days in the admin: advisors, slots, and the grid pasted as a whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from alliance.admin import RecordAdmin, RecordTabularInline
from alliance.admin.columns import clock_range
from events.admin.pasting import BOOKING_TABLE, read_grid
from events.models import Advisor, Booking, ConsultationEvent, Slot
from events.services.consultations import lay_out_slots, names_in, record_grid
from members.admin.names import NameReview
from members.admin.verbs import VerbForm, verb_view
from members.models import User


class AdvisorInline(RecordTabularInline):
    model = Advisor
    fields = ("position", "kind", "firm", "label", "person", "person_title")
    autocomplete_fields = ("firm", "person")
    ordering = ("position", "pk")


class SlotInline(RecordTabularInline):
    model = Slot
    fields = ("start", "end", "is_break")
    ordering = ("start",)


class GridForm(VerbForm):
    title = _("Paste the grid")
    done = _("The grid of %(name)s is recorded: %(result)s consultations.")
    rows = forms.CharField(
        label=_("The whole grid, copied from Excel"),
        help_text=_(
            "First row: the advisors. First column: the times. “-” is a free turn, 휴식 a break. "
            "What was recorded before is replaced."
        ),
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 14, "spellcheck": "false"}),
    )

    def run(self, subject: Any, by: User) -> Any:
        labels, rows = read_grid(self.cleaned_data["rows"])
        self.review = NameReview(self.data, on=subject.date)
        self.review.ask(names_in(rows))
        with transaction.atomic():
            known = self.review.settle()
            bookings = record_grid(consultation=subject, labels=labels, rows=rows, known=known)
        return len(bookings)


class SlotsForm(VerbForm):
    title = _("Lay out the slots")
    done = _("The slots of %(name)s are laid out.")
    span = forms.CharField(
        label=_("From when to when"),
        help_text=_("14:00 ~ 17:00"),
        widget=UnfoldAdminTextInputWidget(),
    )
    pause = forms.CharField(
        label=_("Break"),
        help_text=_("15:40 ~ 16:00; may be left empty."),
        required=False,
        widget=UnfoldAdminTextInputWidget(),
    )

    def clean_span(self) -> Any:
        return clock_range(self.cleaned_data["span"])

    def clean_pause(self) -> Any:
        pause = self.cleaned_data["pause"]
        return (clock_range(pause),) if pause else ()

    def run(self, subject: Any, by: User) -> Any:
        start, end = self.cleaned_data["span"]
        return lay_out_slots(
            consultation=subject, start=start, end=end, breaks=self.cleaned_data["pause"]
        )


@admin.register(ConsultationEvent)
class ConsultationEventAdmin(RecordAdmin):
    list_display = ("title", "date", "organiser", "event")
    list_select_related = ("organiser", "event")
    search_fields = ("title", "event__name", "organiser__name")
    date_hierarchy = "date"
    autocomplete_fields = ("event", "organiser")
    inlines = (AdvisorInline, SlotInline)
    paste_tables = (BOOKING_TABLE,)
    actions_detail = ("grid", "slots")
    fields = (
        ("event", "date"),
        ("occasion", "title"),
        ("organiser", "slot_minutes", "changeover_minutes"),
    )

    @action(description=_("Paste the grid"), url_path="grid", permissions=["change"])
    def grid(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, GridForm)

    @action(description=_("Lay out the slots"), url_path="slots", permissions=["change"])
    def slots(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, SlotsForm)


@admin.register(Advisor)
class AdvisorAdmin(RecordAdmin):
    list_display = ("shown", "kind", "firm", "consultation")
    list_filter = ("kind", "consultation")
    list_select_related = ("firm", "person", "consultation")
    search_fields = ("label", "firm__search_text", "person__name")
    autocomplete_fields = ("consultation", "firm", "person")

    @admin.display(description=_("advisor"), ordering="label")
    def shown(self, advisor: Advisor) -> str:
        return str(advisor)


@admin.register(Slot)
class SlotAdmin(RecordAdmin):
    list_display = ("start", "end", "is_break", "consultation")
    list_filter = ("consultation",)
    list_select_related = ("consultation",)
    search_fields = ("consultation__title",)
    autocomplete_fields = ("consultation",)


@admin.register(Booking)
class BookingAdmin(RecordAdmin):
    list_display = ("printed_name", "organisation", "advisor", "slot")
    list_filter = ("advisor__consultation", "advisor__kind")
    list_select_related = ("organisation", "advisor__firm", "advisor__person", "slot")
    search_fields = ("printed_name", "organisation__search_text")
    autocomplete_fields = ("organisation", "advisor", "slot")
