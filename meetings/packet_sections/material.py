"""Overview, agenda and timetable."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance import korean
from alliance.figures import Figure
from alliance.packets import Options, Snapshot, packet_section
from alliance.periods import ReportingPeriod
from meetings.models import AgendaItem, Meeting
from meetings.posts import PostsOn


def meeting_of(options: Options) -> Meeting:
    meeting: Meeting = Meeting.objects.select_related("body", "place").get(pk=options["meeting"])
    return meeting


def target_figure(meeting: Meeting) -> Figure:
    return Figure.count(
        "target",
        meeting.roster.printable(),
        label=gettext("called to the meeting"),
        unit=pgettext("unit", "people"),
        definition=gettext("Entries of the meeting's roster; observers and guests apart"),
        as_of=meeting.date,
    )


@packet_section(
    "meetings.overview",
    title=_("Overview of the meeting"),
    template_name="meetings/packet/overview.html",
)
def overview(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    meeting = meeting_of(options)
    when = f"{korean.packet_date(meeting.date)} {korean.time_range(meeting.start, meeting.end)}"
    return Snapshot(
        body={
            "when": when,
            "place": meeting.place.printed if meeting.place else "",
            "participants": meeting.participants_note,
        },
        figures=(target_figure(meeting),),
    )


@packet_section(
    "meetings.agenda",
    title=_("Agenda (planned)"),
    template_name="meetings/packet/agenda.html",
)
def agenda(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    meeting = meeting_of(options)
    items = list(meeting.agenda_items.select_related("speaker"))
    posts = PostsOn(meeting.date, [item.speaker for item in items if item.speaker])
    return Snapshot(body={"items": [_agenda_line(item, posts) for item in items]})


def _agenda_line(item: AgendaItem, posts: PostsOn) -> dict[str, Any]:
    remarks = [posts.line(item.speaker)] if item.speaker else []
    if item.remark and item.remark not in remarks:
        remarks.append(item.remark)
    return {
        "number": item.number,
        "title": item.full_title,
        "presenters": item.presenters,
        "remarks": remarks,
    }


@packet_section(
    "meetings.timetable",
    title=_("Timetable (planned)"),
    template_name="meetings/packet/timetable.html",
)
def timetable(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    meeting = meeting_of(options)
    rows = meeting.timetable_rows.select_related("agenda_item")
    return Snapshot(body={"rows": [row.to_json() for row in rows]})
