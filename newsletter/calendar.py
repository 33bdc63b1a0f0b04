"""On which days the newsletter goes out: weekdays without Korean public holidays and without the
alliance's own days off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from django.conf import settings
from django.utils.translation import gettext as _

from alliance.periods import SEOUL

SATURDAY = 5
# Of other years nobody knows the holidays; they are slips of the keyboard.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Substitute and one-off holidays included."""
    return frozenset(holidays.country_holidays("KR", years=year))


def is_of_this_century(day: date) -> bool:
    return FIRST_DAY <= day <= LAST_DAY


def no_newsletter_on(day: date) -> str:
    """Why none goes out on the day, for people; empty where one does."""
    if is_sending_day(day):
        return ""
    return _("No newsletter goes out on %(day)s: a weekend, a public holiday or a day off.") % {
        "day": day.isoformat()
    }


def is_working_day(day: date) -> bool:
    return (
        is_of_this_century(day)
        and day.weekday() < SATURDAY
        and day not in public_holidays(day.year)
    )


def is_sending_day(day: date) -> bool:
    from newsletter.models import DayOff  # their querysets ask this module

    return (
        is_working_day(day)
        and not DayOff.objects.filter(starts_on__lte=day, ends_on__gte=day).exists()
    )


def sending_days(start: date, end: date) -> Iterator[date]:
    from newsletter.models import DayOff

    off = list(
        DayOff.objects.filter(starts_on__lte=end, ends_on__gte=start).values_list(
            "starts_on", "ends_on"
        )
    )
    day, end = max(start, FIRST_DAY), min(end, LAST_DAY)
    while day <= end:
        if is_working_day(day) and not any(first <= day <= last for first, last in off):
            yield day
        day += timedelta(days=1)


def usual_hour(day: date) -> datetime:
    """When the day's issue goes out unless an officer chooses another hour."""
    return datetime.combine(day, time.fromisoformat(settings.NEWSLETTER_SENDS_AT), tzinfo=SEOUL)
