"""Questions about the subcommittees' meetings."""

from __future__ import annotations

from datetime import date
from typing import Self

from alliance.models import VersionedQuerySet


class SubcommitteeMeetingQuerySet(VersionedQuerySet):
    def of_subcommittee(self, code: str) -> Self:
        return self.filter(body__code=code)

    def held_between(self, start: date, end: date) -> Self:
        """Meetings that took place from `start` to `end`, both days included, oldest first."""
        return self.filter(status="held", date__range=(start, end)).order_by(
            "date", "start", "body__position", "pk"
        )

    def awaiting_report(self, day: date) -> Self:
        """Held by the day, and the secretariat has not accepted the report yet."""
        return self.filter(status="held", date__lte=day).exclude(report_state="accepted")

    def printable(self) -> Self:
        """With everything that the report prints."""
        return self.select_related("body", "place").prefetch_related(
            "participant_counts",
            "timetable_rows",
            "presentations__speaker",
            "presentations__organisation",
            "presentations__findings__rows",
            "findings__rows",
            "pictures",
        )
