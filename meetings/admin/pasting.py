"""Timetables and rosters as they are copied from a sheet."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, pgettext_lazy

from alliance.admin import PasteColumn, PasteTable, columns
from meetings.models import AgendaItem, Meeting, MeetingTimetableRow, RosterEntry
from meetings.services.statuses import hold_open
from members.models import Affiliation, Seat

_ITEM = re.compile(r"^\s*[○▶■]?\s*\(안건\s*(?P<number>\d+)\)\s*")
_BULLET = re.compile(r"^\s*[○▶■]\s*")
_PROXY = re.compile(r"^[○OoㅇＯ]?\s*\(\s*(?:대참|대리)\s*[:：]?\s*(?P<who>[^)]+)\)\s*$")
# Whole cells: `○ 박시우 대참` and `출장` begin like a mark, and are none.
_PRESENT = frozenset({"○", "O", "o", "ㅇ", "Ｏ", "참", "출", "참석", "출석"})
_ABSENT = frozenset({"×", "x", "X", "ⅹ", "불", "불참", "결석"})


def timetable_row(parent: models.Model | None, values: dict[str, Any]) -> MeetingTimetableRow:
    """`○ (안건 1) …` becomes a row of agenda item 1; further lines of the cell are sub-items."""
    lines = [line.strip() for line in values.pop("content").splitlines() if line.strip()]
    first = lines[0] if lines else ""
    item = None
    if (found := _ITEM.match(first)) is not None:
        item = AgendaItem.objects.filter(meeting=parent, number=int(found["number"])).first()
        if item is None:
            raise ValidationError(
                {"content": gettext("There is no agenda item %(number)s.") % found.groupdict()}
            )
        first = first[found.end() :]
    return MeetingTimetableRow(
        **values,
        agenda_item=item,
        content=_BULLET.sub("", first),
        sub_items="\n".join(line.lstrip("- ") for line in lines[1:]),
    )


TIMETABLE_TABLE = PasteTable(
    model=MeetingTimetableRow,
    parent_field="meeting",
    columns=(
        PasteColumn(
            pgettext_lazy("timetable", "Time"), ("start", "end"), columns.clock_range, required=True
        ),
        PasteColumn(pgettext_lazy("timetable", "Content"), "content", required=True),
        PasteColumn(pgettext_lazy("timetable", "Remark"), "presenter"),
    ),
    build=timetable_row,
)


def attendance(cell: str) -> tuple[str, str, str]:
    """`○`, `×`, `○ (대참 박시우 이사)`."""
    text = " ".join(cell.split())
    if (found := _PROXY.match(text)) is not None:
        name, _space, title = found["who"].strip().partition(" ")
        return RosterEntry.Attendance.PROXY, name, title.strip()
    if text in _ABSENT:
        return RosterEntry.Attendance.ABSENT, "", ""
    if text in _PRESENT:
        return RosterEntry.Attendance.PRESENT, "", ""
    raise ValidationError(
        gettext("“%(cell)s” is no mark of attendance such as ○, × or ○ (대참 …)."),
        params={"cell": cell},
    )


def roster_entry(parent: models.Model | None, values: dict[str, Any]) -> RosterEntry:
    """The entry of the seat that the person holds on the meeting's day; marked anew if there."""
    if not isinstance(parent, Meeting):
        raise ValidationError(gettext("Paste a roster into a meeting."))
    hold_open(parent)
    name = "".join(values.pop("name").split())
    organisation = values.pop("organisation", "")
    seats = [
        seat
        for seat in parent.body.seats.on(parent.date).select_related("person")
        if "".join(seat.person.name.split()) == name
    ]
    if len(seats) > 1 and organisation:
        seats = [seat for seat in seats if _works_at(seat, organisation, parent)]
    if len(seats) != 1:
        message = (
            gettext("“%(name)s” has no seat on the day of the meeting.")
            if not seats
            else gettext("“%(name)s” may be several people; give the organisation.")
        )
        raise ValidationError({"seat": message % {"name": name}})
    entry = parent.roster.filter(seat=seats[0]).first() or RosterEntry(
        meeting=parent, seat=seats[0]
    )
    if values.get("proxy_name", entry.proxy_name) != entry.proxy_name:
        # Whoever was the proxy before reads this meeting's packet no longer.
        entry.proxy_person = None
    for field in ("position", "attendance", "proxy_name", "proxy_title"):
        if field in values:
            setattr(entry, field, values[field])
    return entry


def _works_at(seat: Seat, organisation: str, meeting: Meeting) -> bool:
    wanted = "".join(organisation.split())
    return any(
        "".join(post.organisation.name.split()) == wanted
        for post in Affiliation.objects.on(meeting.date)
        .filter(person=seat.person_id)
        .select_related("organisation")
    )


ROSTER_TABLE = PasteTable(
    model=RosterEntry,
    parent_field="meeting",
    columns=(
        PasteColumn(pgettext_lazy("roster", "Sector"), "sector", fills_down=True),
        PasteColumn(pgettext_lazy("roster", "Organisation"), "organisation"),
        PasteColumn(pgettext_lazy("roster", "Name"), "name", required=True),
        PasteColumn(pgettext_lazy("roster", "Title"), "title"),
        PasteColumn(pgettext_lazy("roster", "Remark"), "remark"),
        PasteColumn(
            pgettext_lazy("roster", "Attendance"),
            ("attendance", "proxy_name", "proxy_title"),
            attendance,
        ),
    ),
    build=roster_entry,
)
