"""On which days the newsletter goes out: weekdays without Korean public holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Substitute and one-off holidays included."""
    return frozenset(holidays.country_holidays("KR", years=year))


def is_sending_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


def sending_days(start: date, end: date) -> Iterator[date]:
    day = start
    while day <= end:
        if is_sending_day(day):
            yield day
        day += timedelta(days=1)
