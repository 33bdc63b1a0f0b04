"""A meeting is planned, held, closed; who goes a step back says why, and the steps are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from meetings.models import Decision, Meeting, MeetingStatusChange

if TYPE_CHECKING:
    from members.models import User

Status = Meeting.Status


@transaction.atomic
def hold_meeting(*, meeting_id: int, on: date, by: User | None, at: datetime) -> Meeting:
    """Say that the meeting took place; said again, nothing changes."""
    meeting = _locked(meeting_id)
    _refuse_if_closed(meeting)
    if meeting.date > on:
        raise RuleViolation(_("The day of the meeting is still to come."))
    return _move(meeting, Status.HELD, by=by, at=at)


@transaction.atomic
def close_meeting(*, meeting_id: int, by: User | None, at: datetime) -> Meeting:
    """Nothing of the roster changes any more; refused while somebody is not marked."""
    meeting = _locked(meeting_id)
    if meeting.status != Status.HELD:
        raise RuleViolation(_("Only a meeting that was held can be closed."))
    if meeting.roster.unmarked().exists():
        raise RuleViolation(_("Mark everybody on the roster first."))
    return _move(meeting, Status.CLOSED, by=by, at=at)


@transaction.atomic
def reopen_meeting(*, meeting_id: int, reason: str, by: User | None, at: datetime) -> Meeting:
    """Let the roster of a closed meeting be corrected; the reason is kept."""
    meeting = _locked(meeting_id)
    if meeting.status != Status.CLOSED:
        raise RuleViolation(_("Only a closed meeting can be opened again."))
    return _move_back(meeting, Status.HELD, reason=reason, by=by, at=at)


@transaction.atomic
def plan_again(*, meeting_id: int, reason: str, by: User | None, at: datetime) -> Meeting:
    """Take back that the meeting was held, where it was marked so by mistake."""
    meeting = _locked(meeting_id)
    if meeting.status != Status.HELD:
        raise RuleViolation(_("Only a meeting that is marked as held can be planned again."))
    decided = Decision.objects.filter(agenda_item__meeting=meeting)
    if decided.exclude(outcome=Decision.Outcome.PENDING).exists():
        raise RuleViolation(_("The meeting has decisions, so it was held."))
    return _move_back(meeting, Status.PLANNED, reason=reason, by=by, at=at)


def hold_open(meeting: Meeting) -> None:
    """Nobody closes the meeting before the transaction ends; refused where somebody has."""
    _refuse_if_closed(_locked(meeting.pk))


def _locked(meeting_id: int) -> Meeting:
    meeting: Meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    return meeting


def _refuse_if_closed(meeting: Meeting) -> None:
    if meeting.status == Status.CLOSED:
        raise RuleViolation(_("This meeting is closed."))


def _move_back(
    meeting: Meeting, status: Meeting.Status, *, reason: str, by: User | None, at: datetime
) -> Meeting:
    if not reason.strip():
        raise RuleViolation(_("Say why the meeting goes a step back."))
    return _move(meeting, status, by=by, at=at, reason=reason.strip())


def _move(
    meeting: Meeting, status: Meeting.Status, *, by: User | None, at: datetime, reason: str = ""
) -> Meeting:
    if meeting.status == status:
        return meeting
    MeetingStatusChange.objects.create(
        meeting=meeting,
        before=meeting.status,
        after=status,
        reason=reason,
        changed_by=by,
        changed_at=at,
    )
    meeting.status = status
    meeting.save(update_fields=["status"])
    return meeting
