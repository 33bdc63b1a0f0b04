"""What can happen in the subcommittees: a meeting is held, its report filed and accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from subcommittees import permissions
from subcommittees.models import (
    SubcommitteeMeeting,
    SubcommitteeStatusChange,
    SubcommitteeTimetableRow,
)

if TYPE_CHECKING:
    from members.models import User

Status = SubcommitteeMeeting.Status


@dataclass(frozen=True)
class ProgrammeRow:
    """A row of a programme as it is handed in: from a form, a paste, the demo."""

    start: time
    end: time
    content: str
    presenter: str = ""
    sub_items: tuple[str, ...] = ()


@transaction.atomic
def replace_programme(
    *, meeting: SubcommitteeMeeting, rows: Sequence[ProgrammeRow]
) -> list[SubcommitteeTimetableRow]:
    """Put the rows in the place of the old programme, in the order given."""
    meeting.timetable_rows.all().delete()
    return SubcommitteeTimetableRow.objects.bulk_create(
        SubcommitteeTimetableRow(
            meeting=meeting,
            position=position,
            start=row.start,
            end=row.end,
            content=row.content,
            presenter=row.presenter,
            sub_items="\n".join(row.sub_items),
        )
        for position, row in enumerate(rows, start=1)
    )


@transaction.atomic
def hold_meeting(
    *, meeting_id: int, on: date, by: User | None, at: datetime
) -> SubcommitteeMeeting:
    """Say that the meeting took place; from then on it belongs into a packet."""
    meeting = _locked(meeting_id)
    if meeting.status == Status.CANCELLED:
        raise RuleViolation(_("This meeting was cancelled."))
    if meeting.date > on:
        raise RuleViolation(_("The day of the meeting is still to come."))
    return _change_status(meeting, Status.HELD, by=by, at=at)


@transaction.atomic
def cancel_meeting(
    *, meeting_id: int, reason: str, by: User | None, at: datetime
) -> SubcommitteeMeeting:
    """The meeting does not take place; its number in the year stays its own."""
    meeting = _locked(meeting_id)
    if meeting.status != Status.PLANNED:
        raise RuleViolation(_("Only a planned meeting can be cancelled."))
    return _change_status(meeting, Status.CANCELLED, by=by, at=at, reason=reason)


@transaction.atomic
def plan_again(
    *, meeting_id: int, reason: str, by: User | None, at: datetime
) -> SubcommitteeMeeting:
    """Take back that the meeting was held or cancelled, while it has no report."""
    meeting = _locked(meeting_id)
    if meeting.status == Status.PLANNED:
        raise RuleViolation(_("The meeting is planned already."))
    if meeting.report_state != SubcommitteeMeeting.ReportState.DRAFT:
        raise RuleViolation(_("The report was submitted; give it back first."))
    return _change_status(meeting, Status.PLANNED, by=by, at=at, reason=reason)


@transaction.atomic
def submit_report(*, meeting_id: int, by: User, on: date) -> SubcommitteeMeeting:
    """The chair or the subcommittee's secretary files the report; the secretariat reads it next."""
    meeting = _locked(meeting_id)
    if not permissions.may_file_report(by, meeting, on):
        raise RuleViolation(_("Only the subcommittee's chair or secretary files its report."))
    if meeting.status != Status.HELD:
        raise RuleViolation(_("Only a meeting that was held has a report."))
    if meeting.report_state == SubcommitteeMeeting.ReportState.ACCEPTED:
        raise RuleViolation(_("This report was accepted already."))
    return _move(meeting, SubcommitteeMeeting.ReportState.SUBMITTED)


@transaction.atomic
def accept_report(*, meeting_id: int, by: User) -> SubcommitteeMeeting:
    meeting = _locked(meeting_id)
    if not by.is_officer:
        raise RuleViolation(_("Only the secretariat accepts reports."))
    if meeting.report_state != SubcommitteeMeeting.ReportState.SUBMITTED:
        raise RuleViolation(_("Only a submitted report can be accepted."))
    return _move(meeting, SubcommitteeMeeting.ReportState.ACCEPTED)


@transaction.atomic
def return_report(*, meeting_id: int, by: User) -> SubcommitteeMeeting:
    """Back to its author for changes; also an accepted one, until a packet is published."""
    meeting = _locked(meeting_id)
    if not by.is_officer:
        raise RuleViolation(_("Only the secretariat returns reports."))
    if meeting.report_state == SubcommitteeMeeting.ReportState.DRAFT:
        raise RuleViolation(_("This report was not submitted."))
    return _move(meeting, SubcommitteeMeeting.ReportState.DRAFT)


def _locked(meeting_id: int) -> SubcommitteeMeeting:
    meeting: SubcommitteeMeeting = SubcommitteeMeeting.objects.select_for_update().get(
        pk=meeting_id
    )
    return meeting


def _change_status(
    meeting: SubcommitteeMeeting,
    status: SubcommitteeMeeting.Status,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> SubcommitteeMeeting:
    if meeting.status == status:
        return meeting
    if status != Status.HELD and not reason.strip():
        raise RuleViolation(_("Say why the status changes."))
    SubcommitteeStatusChange.objects.create(
        meeting=meeting,
        before=meeting.status,
        after=status,
        reason=reason.strip(),
        changed_by=by,
        changed_at=at,
    )
    meeting.status = status
    meeting.save(update_fields=["status"])
    return meeting


def _move(
    meeting: SubcommitteeMeeting, state: SubcommitteeMeeting.ReportState
) -> SubcommitteeMeeting:
    meeting.report_state = state
    meeting.save(update_fields=["report_state"])
    return meeting
