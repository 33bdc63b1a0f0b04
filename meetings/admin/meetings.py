"""Meetings in the admin: agenda, timetable, roster and guests on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from alliance.admin import (
    PasteTable,
    RecordAdmin,
    RecordStackedInline,
    RecordTabularInline,
)
from alliance.admin.fixed import FixedRowsMixin
from alliance.admin.steps import StepsMixin, status_history
from alliance.periods import today
from meetings.admin.choices import SectionChoiceMixin
from meetings.admin.pasting import ROSTER_TABLE, TIMETABLE_TABLE
from meetings.checks import check_meeting
from meetings.headcounts import headcount
from meetings.models import (
    AgendaItem,
    Decision,
    Guest,
    Meeting,
    MeetingTimetableRow,
    MinutesEntry,
    Observer,
    Renewal,
    RosterEntry,
)
from meetings.services import rosters, statuses
from members.admin.verbs import ReasonedVerbForm, verb_view
from members.models import Body, Seat, User


class AgendaItemInline(RecordStackedInline):
    model = AgendaItem
    fields = (
        ("number", "kind", "has_annex"),
        ("title", "subtitle"),
        ("presenters", "presenting"),
        ("speaker", "remark"),
        "annex_title",
    )
    autocomplete_fields = ("speaker", "presenting")
    show_change_link = True
    tab = True


class TimetableInline(RecordTabularInline):
    model = MeetingTimetableRow
    fields = (
        "position",
        "start",
        "end",
        "agenda_item",
        "content",
        "sub_items",
        "presenter",
        "kind",
        "parallel",
    )
    ordering = ("position", "start")
    tab = True

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "agenda_item":
            kwargs["queryset"] = AgendaItem.objects.filter(meeting_id=_parent_id(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RosterInline(FixedRowsMixin, RecordTabularInline):
    """The roster of a closed meeting stays as it is."""

    model = RosterEntry
    fields = ("position", "seat", "attendance", "proxy_name", "proxy_title", "proxy_person")
    autocomplete_fields = ("proxy_person",)
    ordering = ("position", "pk")
    tab = True

    def is_fixed(self, parent: Meeting) -> bool:
        return parent.status == Meeting.Status.CLOSED

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "seat":
            meeting = Meeting.objects.filter(pk=_parent_id(request)).first()
            seats = Seat.objects.select_related("body", "person")
            # The seats of the meeting's day; those called already stay choosable.
            kwargs["queryset"] = (
                seats.filter(
                    models.Q(pk__in=Seat.objects.on(meeting.date).filter(body=meeting.body_id))
                    | models.Q(roster_entries__meeting=meeting)
                ).distinct()
                if meeting
                else seats.none()
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ObserverInline(RecordTabularInline):
    model = Observer
    fields = ("position", "person", "department", "title")
    autocomplete_fields = ("person",)
    tab = True


class GuestInline(RecordTabularInline):
    model = Guest
    fields = ("person", "agenda_item", "note")
    autocomplete_fields = ("person",)
    tab = True

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "agenda_item":
            kwargs["queryset"] = AgendaItem.objects.filter(meeting_id=_parent_id(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _parent_id(request: HttpRequest) -> int:
    """The meeting whose page it is; 0 where it is only being made."""
    match = request.resolver_match
    found = match.kwargs.get("object_id", "") if match else ""
    return int(found) if str(found).isdecimal() else 0


class StatusForm(ReasonedVerbForm):
    """A step back, which says why."""

    verb: Any

    def run(self, subject: Any, by: User) -> Any:
        reason = self.cleaned_data["reason"]
        return self.verb(meeting_id=subject.pk, reason=reason, by=by, at=timezone.now())


class ReopenForm(StatusForm):
    title = _("Open the meeting again")
    done = _("%(name)s is open again; its roster can be changed.")
    verb = staticmethod(statuses.reopen_meeting)


class PlanAgainForm(StatusForm):
    title = _("Plan the meeting again")
    done = _("%(name)s is planned again.")
    verb = staticmethod(statuses.plan_again)


Status = Meeting.Status
STEPS = {
    Status.PLANNED: ("open_roster", "mark_held"),
    Status.HELD: ("open_roster", "close", "plan_again"),
    Status.CLOSED: ("reopen",),
}


@admin.register(Meeting)
class MeetingAdmin(StepsMixin, RecordAdmin):
    list_display = ("name", "body", "date", "place", "status", "attendance")
    list_filter = ("status", "year", "body")
    list_select_related = ("body", "place")
    search_fields = ("year", "body__name", "place__name")
    date_hierarchy = "date"
    autocomplete_fields = ("place",)
    readonly_fields = ("checks", "attendance", "status", "history")
    inlines = (AgendaItemInline, TimetableInline, RosterInline, ObserverInline, GuestInline)
    paste_tables = (TIMETABLE_TABLE, ROSTER_TABLE)
    actions_submit_line = ("open_roster", "mark_held", "close")
    actions_detail = ("reopen", "plan_again")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("body", "year", "ordinal"),
                    ("date", "start", "end"),
                    ("place", "status", "as_of"),
                    ("participants_note", "attendance"),
                )
            },
        ),
        (_("Before printing"), {"fields": ("checks",)}),
        (_("Changes of status"), {"fields": ("history",)}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Meeting]:
        found: models.QuerySet[Meeting] = super().get_queryset(request)
        return found.prefetch_related("roster")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "body":
            kwargs["queryset"] = Body.objects.exclude(kind=Body.Kind.SUBCOMMITTEE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def may_paste(self, request: HttpRequest, table: PasteTable, parent: Any) -> bool:
        if table is ROSTER_TABLE and parent is not None and parent.status == Status.CLOSED:
            return False
        return bool(super().may_paste(request, table, parent))

    def offers_step(self, name: str, obj: Any) -> bool:
        return name in STEPS[obj.status]

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        statuses.hold_open(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for meeting in queryset.order_by("pk"):
            statuses.hold_open(meeting)
        super().delete_queryset(request, queryset)

    @admin.display(description=_("changes of status"))
    def history(self, meeting: Meeting) -> SafeString | str:
        return status_history(meeting)

    @admin.display(description=_("meeting"), ordering="date")
    def name(self, meeting: Meeting) -> str:
        return str(meeting)

    @admin.display(description=_("present/absent"))
    def attendance(self, meeting: Meeting) -> str:
        if meeting.pk is None or meeting.status == Meeting.Status.PLANNED:
            return "-"
        return headcount(meeting).printed

    @admin.display(description=_("what it lacks"))
    def checks(self, meeting: Meeting) -> SafeString | str:
        if meeting.pk is None:
            return "-"
        return render_to_string(
            "admin/alliance/_findings.html", {"findings": check_meeting(meeting)}
        )

    @action(description=_("Open the roster"))
    def open_roster(self, request: HttpRequest, meeting: Meeting) -> str:
        entries = rosters.open_roster(meeting=Meeting.objects.get(pk=meeting.pk))
        return gettext("The roster holds %(count)s people.") % {"count": len(entries)}

    @action(description=_("Mark as held"))
    def mark_held(self, request: HttpRequest, meeting: Meeting) -> str:
        statuses.hold_meeting(
            meeting_id=meeting.pk, on=today(), by=_officer(request), at=timezone.now()
        )
        return gettext("The meeting is marked as held.")

    @action(description=_("Close the meeting"))
    def close(self, request: HttpRequest, meeting: Meeting) -> str:
        statuses.close_meeting(meeting_id=meeting.pk, by=_officer(request), at=timezone.now())
        return gettext("The meeting is closed.")

    @action(description=_("Open the meeting again"), url_path="reopen", permissions=["change"])
    def reopen(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, ReopenForm)

    @action(description=_("Plan the meeting again"), url_path="plan-again", permissions=["change"])
    def plan_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, PlanAgainForm)


def _officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
    return request.user


class MinutesInline(SectionChoiceMixin, RecordStackedInline):
    model = MinutesEntry
    fields = (("position", "kind"), ("section_key", "label"), "text")


class DecisionInline(RecordStackedInline):
    model = Decision
    fields = (
        ("position", "kind", "outcome", "decided_on"),
        "text",
        ("votes_for", "votes_against", "abstentions"),
        ("basis", "follow_up", "follow_up_by", "follow_up_done_on"),
    )
    autocomplete_fields = ("basis",)
    show_change_link = True


class RenewalInline(RecordTabularInline):
    model = Renewal
    fields = ("position", "office", "term_months", "basis", "on_agenda", "decision")
    autocomplete_fields = ("basis", "decision")
    show_change_link = True


@admin.register(AgendaItem)
class AgendaItemAdmin(RecordAdmin):
    """An item with what it came to."""

    list_display = ("number", "title", "kind", "meeting", "has_annex")
    list_display_links = ("number", "title")
    list_filter = ("kind", "meeting__year")
    list_select_related = ("meeting",)
    search_fields = ("title", "presenters")
    autocomplete_fields = ("meeting", "speaker", "presenting")
    inlines = (MinutesInline, DecisionInline, RenewalInline)
