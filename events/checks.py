"""What an event's record lacks, or where it contradicts itself. Told, never enforced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from django.urls import reverse
from django.utils.translation import gettext as _

from alliance import korean
from alliance.findings import CheckFinding, errors_first
from alliance.timetables import Finding, check_rows, check_timetable
from events.models import ConsultationEvent, Event, ProgrammeRow


@dataclass(frozen=True)
class _Row:
    """A row as the checker of timetables sees it: a session beside the others is one too."""

    start: time
    end: time
    content: str
    parallel: bool


def check_event(event: Event) -> list[CheckFinding]:
    link = reverse("admin:events_event_change", args=[event.pk])
    rows = list(event.programme.select_related("session"))
    findings = [
        *_as_errors(check_programme(event, rows), link),
        *_check_awards(event, link),
        *_check_press(event, link),
    ]
    if rows and event.start is None:
        findings.append(CheckFinding.error("no_times", _("The times are not announced."), link))
    if event.place is None:
        findings.append(CheckFinding.error("no_place", _("The place is not set."), link))
    if event.date.weekday() >= 5:
        findings.append(
            CheckFinding.warning(
                "weekend",
                _("%(day)s is a weekend.") % {"day": korean.packet_date(event.date)},
                link,
            )
        )
    for consultation in event.consultations.all():
        findings += _as_errors(check_slots(consultation), link)
    return errors_first(findings)


def check_programme(event: Event, rows: Iterable[ProgrammeRow]) -> list[Finding]:
    """The main programme against the announced times; each parallel session by itself."""
    listed = list(rows)
    findings = check_timetable(
        [_Row(row.start, row.end, row.content, row.runs_beside) for row in listed],
        start=event.start,
        end=event.end,
    )
    beside = {row.session for row in listed if row.session is not None and row.session.parallel}
    for session in sorted(beside, key=lambda each: each.number):
        findings += check_rows([row for row in listed if row.session_id == session.pk])
    return findings


def check_slots(consultation: ConsultationEvent) -> list[Finding]:
    """Slots that overlap. The change-over between two of them is no gap."""
    found = check_rows(list(consultation.slots.order_by("start")))
    return [finding for finding in found if finding.code != "gap"]


def _as_errors(findings: Iterable[Finding], link: str) -> list[CheckFinding]:
    return [CheckFinding.error(finding.code, finding.message, link) for finding in findings]


def _check_awards(event: Event, link: str) -> list[CheckFinding]:
    findings = []
    awards = list(event.awards.prefetch_related("recipients"))
    for award in awards:
        named = len(award.recipients.all())
        if named > award.count:
            findings.append(
                CheckFinding.error(
                    "award_recipients",
                    _("%(award)s: %(named)s recipients are named.")
                    % {"award": award, "named": named},
                    link,
                )
            )
    if awards and not event.programme.filter(shows_awards=True).exists():
        findings.append(
            CheckFinding.warning(
                "no_ceremony", _("No row of the programme is the award ceremony."), link
            )
        )
    return findings


def _check_press(event: Event, link: str) -> list[CheckFinding]:
    latest = event.press_counts.first()
    if latest is None or not latest.is_older_than_event:
        return []
    return [
        CheckFinding.warning(
            "press_count_older",
            _("The articles were counted on %(counted)s, before the event (%(held)s).")
            % {
                "counted": korean.packet_date(latest.counted_on),
                "held": korean.packet_date(event.date),
            },
            link,
        )
    ]
