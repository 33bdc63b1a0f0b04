"""Who may do what with the subcommittees' meetings. Rights follow from seats."""

from __future__ import annotations

from datetime import date
from typing import Any

from members.models import Seat
from subcommittees.models import SubcommitteeMeeting


def may_file_report(user: Any, meeting: SubcommitteeMeeting, on: date) -> bool:
    """The chair and the secretary of the subcommittee while their terms last, and officers."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_officer:
        return True
    return (
        user.person_id is not None
        and Seat.objects.on(on)
        .filter(
            body_id=meeting.body_id,
            person_id=user.person_id,
            role__in=[Seat.Role.CHAIR, Seat.Role.SECRETARY],
        )
        .exists()
    )
