"""Places for banners by day: what is booked, what is free, where too much was booked."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import holidays

from newsletter.calendar import sending_days
from newsletter.models import DayOff, Promotion, SendingPlan

# Where no plan holds on the day.
USUAL_PLACES = 4


@dataclass(frozen=True)
class BookedDay:
    day: date
    in_month: bool
    is_sending_day: bool
    # What takes a weekday out: a public holiday, a day off of the alliance's own.
    occasion: str = ""
    places: int = 0
    bookings: list[Promotion] = field(default_factory=list)

    @property
    def free(self) -> int:
        return max(0, self.places - len(self.bookings))

    @property
    def too_many(self) -> int:
        return max(0, len(self.bookings) - self.places)


def places_on(day: date) -> int:
    plan = SendingPlan.objects.on(day).first()
    return plan.promotion_places if plan else USUAL_PLACES


def month_of_places(year: int, month: int) -> list[list[BookedDay]]:
    """Weeks from Monday to Sunday, days of the neighbouring months included."""
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(year, month)
    days = [day for week in weeks for day in week]
    found = {each.day: each for each in _booked(days, month)}
    return [[found[day] for day in week] for week in weeks]


def overbooked_days(start: date, end: date) -> list[BookedDay]:
    """Days of sending in the stretch with more banners than places."""
    days = list(_stretch(start, end))
    return [each for each in _booked(days, start.month) if each.is_sending_day and each.too_many]


def _stretch(start: date, end: date) -> Iterable[date]:
    day = start
    while day <= end:
        yield day
        day += timedelta(days=1)


def _booked(days: list[date], month: int) -> list[BookedDay]:
    first, last = days[0], days[-1]
    sending = set(sending_days(first, last))
    bookings = list(
        Promotion.objects.filter(starts_on__lte=last, ends_on__gte=first)
        .select_related("organisation")
        .prefetch_related("pictures")
        .order_by("starts_on", "pk")
    )
    plans = list(SendingPlan.objects.all())
    names = _occasions(first, last)
    return [
        BookedDay(
            day=day,
            in_month=day.month == month,
            is_sending_day=day in sending,
            occasion=names.get(day, ""),
            places=next(
                (plan.promotion_places for plan in plans if plan.holds_on(day)), USUAL_PLACES
            )
            if day in sending
            else 0,
            bookings=[each for each in bookings if each.is_booked_on(day)]
            if day in sending
            else [],
        )
        for day in days
    ]


def _occasions(first: date, last: date) -> dict[date, str]:
    public = holidays.country_holidays("KR", years=range(first.year, last.year + 1), language="ko")
    names = {day: name for day, name in public.items() if first <= day <= last}
    for off in DayOff.objects.filter(starts_on__lte=last, ends_on__gte=first):
        for day in _stretch(max(off.starts_on, first), min(off.ends_on, last)):
            names.setdefault(day, off.name)
    return names
