"""Days, quarters and reporting periods, all of them Seoul's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SEOUL = ZoneInfo("Asia/Seoul")


def today() -> date:
    """Seoul's today; the demo stands still on PORTAL_TODAY (development settings only)."""
    if settings.PORTAL_TODAY:
        return date.fromisoformat(settings.PORTAL_TODAY)
    return timezone.localdate(timezone=SEOUL)


def seoul_day(at: datetime) -> date:
    return timezone.localdate(at, timezone=SEOUL)


class PeriodRule(TextChoices):
    """Which facts "this time" counts. Printed under the figures of a section."""

    CALENDAR_QUARTER = "calendar_quarter", _("calendar quarter")
    SINCE_LAST_PACKET = "since_last_packet", _("since the last packet")


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            message = f"A quarter is 1 to 4, not {self.number}"
            raise ValueError(message)

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2025Q4`; raises ValueError."""
        match = re.fullmatch(r"([12]\d{3})Q([1-4])", text.strip(), re.IGNORECASE)
        if match is None:
            message = f"Not a quarter like 2025Q4: {text!r}"
            raise ValueError(message)
        return cls(int(match[1]), int(match[2]))

    @property
    def start(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def end(self) -> date:
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        return (
            Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)
        )

    @property
    def label(self) -> str:
        """As public documents print it: `4/4분기`."""
        return f"{self.number}/4분기"

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


@dataclass(frozen=True)
class DayRange:
    """From `start` to `end`, both inclusive; empty when the end lies before the start."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class ReportingPeriod:
    """A quarter looked at on an as-of date.

    `since` is the first day that no earlier packet covers: the day after the as-of date of the
    previous meeting's last published version, or 1 January of the period's year.
    """

    quarter: Quarter
    as_of: date
    since: date

    @property
    def year(self) -> int:
        return self.quarter.year

    @property
    def year_to_date(self) -> DayRange:
        return DayRange(date(self.year, 1, 1), min(self.as_of, self.quarter.end))

    @property
    def quarter_to_date(self) -> DayRange:
        return DayRange(self.quarter.start, min(self.as_of, self.quarter.end))

    @property
    def since_last_packet(self) -> DayRange:
        return DayRange(self.since, self.as_of)

    @property
    def upcoming(self) -> DayRange:
        """Where announced plans lie: the 92 days after the as-of date."""
        return DayRange(self.as_of + timedelta(days=1), self.as_of + timedelta(days=92))

    def range_for(self, rule: PeriodRule | str) -> DayRange:
        if rule == PeriodRule.SINCE_LAST_PACKET:
            return self.since_last_packet
        return self.quarter_to_date
