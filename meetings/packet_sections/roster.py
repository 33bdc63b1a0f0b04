"""Who was called, and who came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance.figures import Figure
from alliance.packets import Options, Snapshot, packet_section
from alliance.periods import ReportingPeriod
from meetings.models import Meeting, Observer, RosterEntry
from meetings.packet_sections.material import meeting_of, target_figure
from meetings.posts import PostsOn
from members.models import Body, Person, Seat


@packet_section(
    "meetings.roster",
    title=_("Roster"),
    template_name="meetings/packet/roster.html",
)
def roster(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    """`options["marks"]` False: as sent out before the meeting, without attendance."""
    meeting = meeting_of(options)
    marks = bool(options.get("marks", True)) and meeting.status != Meeting.Status.PLANNED
    entries = list(meeting.roster.printable())
    observers = list(meeting.observers.select_related("person"))
    people = [entry.person for entry in entries] + [observer.person for observer in observers]
    posts = PostsOn(meeting.date, people)
    remarks = chair_remarks(meeting, [entry.person for entry in entries])
    figures = [target_figure(meeting)]
    if marks:
        figures += attendance_figures(meeting)
    return Snapshot(
        body={
            "marks": marks,
            "rows": [_row(entry, posts, remarks, marks=marks) for entry in entries],
            "observers": observer_line(observers, posts),
        },
        figures=tuple(figures),
    )


def attendance_figures(meeting: Meeting) -> list[Figure]:
    roster = meeting.roster.printable()
    counted: tuple[tuple[str, Any, str, str], ...] = (
        (
            "present",
            roster.present(),
            pgettext("attendance", "present"),
            gettext("Came or sent a proxy"),
        ),
        (
            "absent",
            roster.absent(),
            pgettext("attendance", "absent"),
            gettext("Neither came nor sent a proxy"),
        ),
        ("in_person", roster.in_person(), gettext("came in person"), gettext("Came in person")),
        (
            "by_proxy",
            roster.by_proxy(),
            pgettext("attendance", "by proxy"),
            gettext("Sent a proxy"),
        ),
    )
    return [
        Figure.count(
            key,
            records,
            label=label,
            unit=pgettext("unit", "people"),
            definition=definition,
            as_of=meeting.date,
            model=RosterEntry,
        )
        for key, records, label, definition in counted
    ]


def chair_remarks(meeting: Meeting, people: Iterable[Person]) -> dict[int, str]:
    """`위원장`, `윤리제도 분과장`: offices held on the meeting's day, by person."""
    seats = (
        Seat.objects.on(meeting.date)
        .filter(
            person__in=[person.pk for person in people],
            role__in=[Seat.Role.CHAIR, Seat.Role.VICE_CHAIR],
        )
        .select_related("body")
        .order_by("body__kind", "body__position")
    )
    found: dict[int, list[str]] = {}
    for seat in seats:
        if seat.body_id == meeting.body_id:
            word = (
                pgettext("roster", "chair")
                if seat.role == Seat.Role.CHAIR
                else pgettext("roster", "vice chair")
            )
        elif seat.body.kind == Body.Kind.SUBCOMMITTEE and seat.role == Seat.Role.CHAIR:
            name = seat.body.short_name or seat.body.name
            word = gettext("%(subcommittee)s subcommittee chair") % {"subcommittee": name}
        else:
            continue
        found.setdefault(seat.person_id, []).append(word)
    return {person: "/".join(words) for person, words in found.items()}


def _row(
    entry: RosterEntry, posts: PostsOn, remarks: dict[int, str], *, marks: bool
) -> dict[str, Any]:
    printed = posts.printed(entry.person, entry.seat.represents)
    return {
        "sector": entry.seat.get_sector_display() if entry.seat.sector else "",
        "organisation": printed.organisation,
        "organisation_note": printed.organisation_note,
        "name": entry.person.name,
        "title": printed.title,
        "title_note": printed.title_note,
        "remark": remarks.get(entry.person.pk, ""),
        "mark": entry.mark if marks else "",
        "proxy": entry.proxy if marks else "",
    }


def observer_line(observers: Iterable[Observer], posts: PostsOn) -> str:
    """`과기정통부 디지털콘텐츠과 김나은 사무관/이주원 주무관`, by where they come from."""
    groups: dict[str, list[str]] = {}
    for observer in observers:
        held = posts.of(observer.person)
        post = held[0] if held else None
        department = observer.department or (post.department if post else "")
        title = observer.title or (post.title if post else "")
        source = f"{post.short_organisation if post else ''} {department}".strip()
        groups.setdefault(source, []).append(f"{observer.person.name} {title}".strip())
    return ", ".join(f"{source} {'/'.join(names)}".strip() for source, names in groups.items())
