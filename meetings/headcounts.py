"""How many were called, came and stayed away. Observers and guests are not counted."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.models import Meeting, RosterEntry

Attendance = RosterEntry.Attendance


@dataclass(frozen=True)
class Headcount:
    target: int
    in_person: int
    by_proxy: int
    absent: int
    unmarked: int

    @property
    def present(self) -> int:
        """Who sent a proxy counts as present."""
        return self.in_person + self.by_proxy

    @property
    def printed(self) -> str:
        """`11/5`."""
        return f"{self.present}/{self.absent}"


def headcount(meeting: Meeting) -> Headcount:
    # All entries, so that a list of meetings can fetch them beforehand.
    marks = [entry.attendance for entry in meeting.roster.all()]
    return Headcount(
        target=len(marks),
        in_person=marks.count(Attendance.PRESENT),
        by_proxy=marks.count(Attendance.PROXY),
        absent=marks.count(Attendance.ABSENT),
        unmarked=marks.count(Attendance.UNSET),
    )
