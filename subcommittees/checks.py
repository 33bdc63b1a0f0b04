"""What a subcommittee's report still lacks, and what in it does not add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from alliance import korean
from alliance.findings import CheckFinding, errors_first
from alliance.timetables import check_timetable
from subcommittees.models import (
    ParticipantCount,
    Presentation,
    SubcommitteeMeeting,
    SubcommitteeTimetableRow,
)


def meeting_link(meeting: SubcommitteeMeeting) -> str:
    return reverse("admin:subcommittees_subcommitteemeeting_change", args=[meeting.pk])


def check_meeting(meeting: SubcommitteeMeeting) -> list[CheckFinding]:
    """All findings of a meeting, errors first."""
    link = meeting_link(meeting)
    presentations = list(meeting.presentations.select_related("speaker", "organisation"))
    findings = [
        *check_frame(meeting, link),
        *check_programme(meeting, list(meeting.timetable_rows.all()), link),
        *check_participants(meeting, list(meeting.participant_counts.all()), link),
        *check_presentations(presentations, link),
    ]
    if meeting.status == SubcommitteeMeeting.Status.HELD:
        has_findings = meeting.findings.exists() or any(each.sections for each in presentations)
        findings += check_report(meeting, link, has_findings=has_findings)
    return errors_first(findings)


def check_frame(meeting: SubcommitteeMeeting, link: str) -> list[CheckFinding]:
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
        findings.append(CheckFinding.warning("no_place", _("The place is not set."), link))
    return findings


def check_programme(
    meeting: SubcommitteeMeeting, rows: Sequence[SubcommitteeTimetableRow], link: str
) -> list[CheckFinding]:
    return [
        CheckFinding.error(f"timetable_{finding.code}", finding.message, link)
        for finding in check_timetable(rows, start=meeting.start, end=meeting.end)
    ]


def check_participants(
    meeting: SubcommitteeMeeting, counts: Iterable[ParticipantCount], link: str
) -> list[CheckFinding]:
    """The parts of each split add up to the total."""
    total = meeting.participants_total
    if total is None:
        return [
            CheckFinding.warning(
                "no_participants", _("The number of participants is missing."), link
            )
        ]
    by_kind = {count.kind: count.count for count in counts}
    findings = []
    for split in ParticipantCount.SPLITS:
        given = [by_kind[kind] for kind in split if kind in by_kind]
        if given and sum(given) != total:
            findings.append(
                CheckFinding.error(
                    "participants_do_not_add_up",
                    _("%(parts)s make %(sum)s, not %(total)s participants.")
                    % {
                        "parts": " + ".join(
                            f"{kind.label} {by_kind[kind]}" for kind in split if kind in by_kind
                        ),
                        "sum": sum(given),
                        "total": total,
                    },
                    link,
                )
            )
    return findings


def check_presentations(presentations: Iterable[Presentation], link: str) -> list[CheckFinding]:
    return [
        CheckFinding.warning(
            "no_speaker", _("“%(title)s”: no speaker is named.") % {"title": item.title}, link
        )
        for item in presentations
        if item.speaker is None and not item.speaker_name
    ]


def check_report(
    meeting: SubcommitteeMeeting, link: str, *, has_findings: bool
) -> list[CheckFinding]:
    findings = []
    if not has_findings:
        findings.append(
            CheckFinding.error("no_findings", _("The report has no findings yet."), link)
        )
    if meeting.report_state != SubcommitteeMeeting.ReportState.ACCEPTED:
        findings.append(
            CheckFinding.warning(
                "report_not_accepted",
                _("The report is not accepted yet (%(state)s).")
                % {"state": meeting.get_report_state_display()},
                link,
            )
        )
    return findings
