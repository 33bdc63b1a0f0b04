"""Who is called to a meeting, and who came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from meetings.models import Meeting, RosterEntry
from meetings.services.statuses import hold_open
from members.models import Person, Seat

SECTOR_ORDER = (
    Seat.Sector.GOVERNMENT,
    Seat.Sector.ACADEMIA,
    Seat.Sector.INDUSTRY,
    Seat.Sector.PARTNER,
    Seat.Sector.NONE,
)


@dataclass(frozen=True)
class AttendanceMark:
    seat_id: int
    attendance: str
    proxy_name: str = ""
    proxy_title: str = ""
    proxy_person: Person | None = None


@transaction.atomic
def open_roster(*, meeting: Meeting) -> list[RosterEntry]:
    """Call every seat that holds on the meeting's day, in the printed order.

    Repeating it adds seats that came since and keeps what is marked already.
    """
    hold_open(meeting)
    called = {entry.seat_id: entry for entry in meeting.roster.all()}
    seats = sorted(
        meeting.body.seats.on(meeting.date),
        key=lambda seat: (SECTOR_ORDER.index(Seat.Sector(seat.sector)), seat.position, seat.pk),
    )
    entries = []
    for position, seat in enumerate(seats, start=1):
        entry = called.pop(seat.pk, None)
        if entry is None:
            entry = RosterEntry.objects.create(meeting=meeting, seat=seat, position=position)
        elif entry.position != position:
            entry.position = position
            entry.save(update_fields=["position"])
        entries.append(entry)
    # A term that was corrected since may not cover the day any more; marks are never dropped.
    for left_over in called.values():
        if left_over.attendance == RosterEntry.Attendance.UNSET and not left_over.proxy_name:
            left_over.delete()
    return entries


@transaction.atomic
def record_attendance(*, meeting: Meeting, marks: Iterable[AttendanceMark]) -> None:
    """Mark who came, who sent a proxy, who was absent. All marks, or none."""
    hold_open(meeting)
    entries = {entry.seat_id: entry for entry in meeting.roster.select_for_update()}
    for mark in marks:
        entry = entries.get(mark.seat_id)
        if entry is None:
            raise RuleViolation(_("Somebody marked is not on the roster of this meeting."))
        if mark.attendance == RosterEntry.Attendance.PROXY and not mark.proxy_name:
            raise RuleViolation(
                _("Name the proxy of %(person)s.") % {"person": entry.seat.person.name}
            )
        entry.attendance = mark.attendance
        is_proxy = mark.attendance == RosterEntry.Attendance.PROXY
        entry.proxy_name = mark.proxy_name if is_proxy else ""
        entry.proxy_title = mark.proxy_title if is_proxy else ""
        entry.proxy_person = mark.proxy_person if is_proxy else None
        entry.save()
