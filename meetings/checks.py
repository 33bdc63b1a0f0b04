"""What a meeting still lacks, and what does not fit, before its papers are printed.

The `check_…` functions are pure: records in, findings out. `check_meeting` gathers the records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from alliance import korean
from alliance.findings import CheckFinding, errors_first
from alliance.packets import UnknownSectionError, get_section
from alliance.timetables import check_timetable
from meetings.models import (
    AgendaItem,
    BylawItem,
    Decision,
    Meeting,
    MeetingTimetableRow,
    MinutesEntry,
    PacketEntry,
    PacketVersion,
    Renewal,
    RosterEntry,
)
from members.models import Seat

Attendance = RosterEntry.Attendance
Code = BylawItem.Code

# What a renewal may be based on: an item about the office itself, not about terms in general.
FITTING_BASES: dict[str, frozenset[str]] = {
    Renewal.Office.CHAIR: frozenset({Code.CHAIR_CHOICE}),
    Renewal.Office.SUBCOMMITTEE_CHAIRS: frozenset(
        {Code.SUBCOMMITTEE_CHAIRS, Code.SUBCOMMITTEE_CHAIR_TERM}
    ),
    Renewal.Office.MEMBERS: frozenset({Code.MEMBER_TERM}),
}
# Sectors that the bylaws want on the committee.
NEEDED_SECTORS = (Seat.Sector.ACADEMIA, Seat.Sector.INDUSTRY, Seat.Sector.PARTNER)


def meeting_link(meeting: Meeting) -> str:
    return reverse("admin:meetings_meeting_change", args=[meeting.pk])


def check_meeting(meeting: Meeting) -> list[CheckFinding]:
    """All findings of a meeting, errors first."""
    link = meeting_link(meeting)
    held = meeting.status != Meeting.Status.PLANNED
    items = list(
        meeting.agenda_items.select_related("speaker").prefetch_related(
            "presenting", "minutes_entries", "decisions", "timetable_rows"
        )
    )
    roster = list(meeting.roster.printable())
    seats = list(meeting.body.seats.on(meeting.date).select_related("person"))
    rows = list(meeting.timetable_rows.select_related("agenda_item"))
    findings = [
        *check_frame(meeting, link),
        *check_agenda(items, link),
        *check_rows(meeting, rows, items, link),
        *check_roster(meeting, roster, seats, link),
    ]
    packet = _latest_packet(meeting)
    if packet is not None:
        findings += check_annexes(items, packet, link)
    if held:
        findings += [
            *check_attendance(roster, link),
            *check_presenters(items, roster, link),
            *check_results(items, packet or [], link),
        ]
    findings += check_renewals(
        Renewal.objects.filter(agenda_item__meeting=meeting).select_related(
            "agenda_item", "basis__paragraph__article__bylaw", "decision"
        )
    )
    return errors_first(findings)


def _latest_packet(meeting: Meeting) -> list[PacketEntry] | None:
    """The entries of the meeting's draft, else of its last version; None without a packet."""
    version = (
        PacketVersion.objects.filter(packet__meeting=meeting)
        .exclude(state=PacketVersion.State.WITHDRAWN)
        .order_by("-number")
        .first()
    )
    return list(version.entries.printed()) if version else None


def check_frame(meeting: Meeting, link: str) -> list[CheckFinding]:
    findings = []
    weekday = meeting.date.weekday()
    if weekday >= 5:
        findings.append(
            CheckFinding.warning(
                "weekend",
                _("%(day)s is a %(weekday)s.")
                % {
                    "day": korean.packet_date(meeting.date, weekday=False),
                    "weekday": f"{korean.WEEKDAYS[weekday]}요일",
                },
                link,
            )
        )
    if meeting.place is None:
        findings.append(CheckFinding.error("no_place", _("The place is not set."), link))
    return findings


def check_agenda(items: Sequence[AgendaItem], link: str) -> list[CheckFinding]:
    if not items:
        return [CheckFinding.error("no_agenda", _("There is no agenda yet."), link)]
    findings = []
    if [item.number for item in items] != list(range(1, len(items) + 1)):
        findings.append(
            CheckFinding.error("agenda_numbers", _("The agenda is not numbered 1, 2, 3 …"), link)
        )
    findings += [
        CheckFinding.error("no_speaker", _("%(item)s: no speaker is named.") % {"item": item}, link)
        for item in items
        if item.kind == AgendaItem.Kind.LECTURE and item.speaker is None
    ]
    return findings


def check_rows(
    meeting: Meeting,
    rows: Sequence[MeetingTimetableRow],
    items: Iterable[AgendaItem],
    link: str,
) -> list[CheckFinding]:
    """The timetable against the announced times and the agenda."""
    if not rows:
        return [CheckFinding.error("no_timetable", _("There is no timetable yet."), link)]
    findings = [
        CheckFinding.error(f"timetable_{finding.code}", finding.message, link)
        for finding in check_timetable(rows, start=meeting.start, end=meeting.end)
    ]
    planned = {row.agenda_item_id for row in rows}
    findings += [
        CheckFinding.warning(
            "item_without_time",
            _("%(item)s has no row in the timetable.") % {"item": item},
            link,
        )
        for item in items
        if item.pk not in planned
    ]
    return findings


def check_roster(
    meeting: Meeting, roster: Sequence[RosterEntry], seats: Iterable[Seat], link: str
) -> list[CheckFinding]:
    if not roster:
        return [CheckFinding.error("no_roster", _("The roster is not opened yet."), link)]
    findings = [
        CheckFinding.error(
            "term_over",
            _("%(person)s is on the roster, but the term does not cover the day.")
            % {"person": entry.person},
            link,
        )
        for entry in roster
        if not entry.seat.holds_on(meeting.date)
    ]
    called = {entry.seat_id for entry in roster}
    findings += [
        CheckFinding.warning(
            "seat_not_called",
            _("%(person)s has a seat on that day and is not on the roster.")
            % {"person": seat.person},
            link,
        )
        for seat in seats
        if seat.pk not in called
    ]
    sectors = {entry.seat.sector for entry in roster}
    findings += [
        CheckFinding.warning(
            "sector_missing",
            _("Nobody on the roster is from: %(sector)s.") % {"sector": sector.label},
            link,
        )
        for sector in NEEDED_SECTORS
        if sector not in sectors
    ]
    return findings


def check_attendance(roster: Sequence[RosterEntry], link: str) -> list[CheckFinding]:
    unmarked = [entry for entry in roster if entry.attendance == Attendance.UNSET]
    if not unmarked:
        return []
    names = ", ".join(entry.person.name for entry in unmarked)
    return [
        CheckFinding.error(
            "not_marked",
            _("Present and absent do not add up to those called: %(names)s not marked.")
            % {"names": names},
            link,
        )
    ]


def check_presenters(
    items: Iterable[AgendaItem], roster: Iterable[RosterEntry], link: str
) -> list[CheckFinding]:
    absent = {entry.seat.person_id for entry in roster if entry.attendance == Attendance.ABSENT}
    return [
        CheckFinding.warning(
            "presenter_absent",
            _("%(item)s: %(person)s presents it and was absent without a proxy.")
            % {"item": item, "person": person},
            link,
        )
        for item in items
        for person in item.presenting.all()
        if person.pk in absent
    ]


def check_annexes(
    items: Iterable[AgendaItem], entries: Sequence[PacketEntry], link: str
) -> list[CheckFinding]:
    """Each item has an annex in the packet, or says that it has none."""
    numbers = {entry.annex_number for entry in entries}
    return [
        CheckFinding.warning(
            "no_annex", _("%(item)s has no annex in the packet.") % {"item": item}, link
        )
        for item in items
        if item.has_annex and item.number not in numbers
    ]


def check_results(
    items: Iterable[AgendaItem], entries: Sequence[PacketEntry], link: str
) -> list[CheckFinding]:
    """Each item comes to something, and what the minutes quote stands in the packet."""
    findings: list[CheckFinding] = []
    for item in items:
        own = [entry.section_key for entry in entries if entry.annex_number == item.number]
        decided = [
            each for each in item.decisions.all() if each.outcome != Decision.Outcome.PENDING
        ]
        written = list(item.minutes_entries.all())
        if not (decided or written or any(_has_digest(key) for key in own)):
            findings.append(
                CheckFinding.warning(
                    "no_results", _("%(item)s has no results yet.") % {"item": item}, link
                )
            )
        if item.kind == AgendaItem.Kind.RESOLUTION and not decided:
            findings.append(
                CheckFinding.error(
                    "not_decided", _("%(item)s: no decision is recorded.") % {"item": item}, link
                )
            )
        if entries:
            findings += _missing_sections(item, written, own, link)
    return findings


def _has_digest(section_key: str) -> bool:
    try:
        return bool(section_key) and get_section(section_key).digest is not None
    except UnknownSectionError:
        return False


def _missing_sections(
    item: AgendaItem, written: Iterable[MinutesEntry], own: Collection[str], link: str
) -> list[CheckFinding]:
    return [
        CheckFinding.warning(
            "section_not_printed",
            _("%(item)s: the results quote “%(section)s”, which its annex does not print.")
            % {"item": item, "section": entry.section_key},
            link,
        )
        for entry in written
        if entry.kind == MinutesEntry.Kind.COMPUTED and entry.section_key not in own
    ]


def check_renewals(renewals: Iterable[Renewal]) -> list[CheckFinding]:
    """Decisions wider than their item, rules that do not fit, terms not written yet."""
    findings = []
    for renewal in renewals:
        link = reverse("admin:meetings_renewal_change", args=[renewal.pk])
        words = {"item": renewal.agenda_item, "office": renewal.get_office_display()}
        if renewal.basis.code not in FITTING_BASES[renewal.office]:
            findings.append(
                CheckFinding.warning(
                    "basis_does_not_fit",
                    _("%(item)s: %(citation)s is not the rule on the office “%(office)s”.")
                    % {**words, "citation": renewal.basis.citation},
                    link,
                )
            )
        decision = renewal.decision
        carried = decision is not None and decision.outcome == Decision.Outcome.CARRIED
        if carried and not renewal.on_agenda:
            findings.append(
                CheckFinding.warning(
                    "wider_than_item",
                    _("%(item)s: the decision covers “%(office)s”, which the agenda did not name.")
                    % words,
                    link,
                )
            )
        if carried and renewal.applied_on is None:
            findings.append(
                CheckFinding.warning(
                    "terms_not_written",
                    _("%(item)s: the new terms of “%(office)s” are not written yet.") % words,
                    link,
                )
            )
    return findings
