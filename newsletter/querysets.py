"""Questions about many issues, promotions and mailings."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Self

from django.db.models import Min, Prefetch, Q

from alliance.models import VersionedQuerySet
from alliance.periods import SEOUL, DayRange

SENT = "sent"


def _moments(days: DayRange) -> tuple[datetime, datetime]:
    """From Seoul's first midnight to the one after the last day."""
    first = datetime.combine(days.start, time.min, tzinfo=SEOUL)
    return first, datetime.combine(days.end + timedelta(days=1), time.min, tzinfo=SEOUL)


class NewsletterIssueQuerySet(VersionedQuerySet):
    def sent(self) -> Self:
        return self.filter(state=SENT)

    def sent_within(self, days: DayRange) -> Self:
        return self.sent().filter(date__range=(days.start, days.end)).order_by("date")

    def in_month(self, year: int, month: int) -> Self:
        return self.filter(date__year=year, date__month=month)

    def with_contents(self) -> Self:
        from newsletter.models import PromotionPlacement  # the models import this module

        placements = PromotionPlacement.objects.select_related(
            "promotion__organisation"
        ).prefetch_related("promotion__pictures")
        return self.prefetch_related("articles", Prefetch("placements", queryset=placements))


class PromotionQuerySet(VersionedQuerySet):
    def with_first_sent(self) -> Self:
        """Annotate `first_sent_on`: the day of the first issue really sent with it."""
        return self.annotate(
            first_sent_on=Min("placements__issue__date", filter=Q(placements__issue__state=SENT))
        )

    def first_sent_within(self, days: DayRange) -> Self:
        """Each booking once, in the order of first sending."""
        return (
            self.with_first_sent()
            .filter(first_sent_on__range=(days.start, days.end))
            .order_by("first_sent_on", "pk")
        )

    def booked_on(self, day: date) -> Self:
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class EmailNoticeQuerySet(VersionedQuerySet):
    def sent_within(self, days: DayRange) -> Self:
        first, after_last = _moments(days)
        return self.filter(state=SENT, sent_at__gte=first, sent_at__lt=after_last).order_by(
            "sent_at", "pk"
        )
