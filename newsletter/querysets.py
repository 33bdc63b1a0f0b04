"""Questions about many issues, promotions and mailings."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Self

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

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

    def left_behind(self, before: date) -> Self:
        """Of an earlier day and never sent: what they tell, nobody has read."""
        return self.filter(date__lt=before, mailings__isnull=True).exclude(state=SENT)

    def due(self, at: datetime) -> Self:
        """Approved, its hour come, and neither on its way nor held back."""
        return self.filter(
            state="approved", scheduled_at__lte=at, held_at__isnull=True, mailings__isnull=True
        ).order_by("scheduled_at")

    def in_month(self, year: int, month: int) -> Self:
        return self.filter(date__year=year, date__month=month)

    def mentioning(self, text: str) -> Self:
        """Every word stands somewhere in the issue: a title, an outlet, a summary,
        a promotion's title."""
        from newsletter.models import IssueArticle, PromotionPlacement  # they import this module

        found = self
        for word in text.split():
            article = IssueArticle.objects.filter(
                Q(title__icontains=word) | Q(outlet__icontains=word) | Q(summary__icontains=word),
                issue=OuterRef("pk"),
            )
            placement = PromotionPlacement.objects.filter(
                promotion__title__icontains=word, issue=OuterRef("pk")
            )
            found = found.filter(Q(title__icontains=word) | Exists(article) | Exists(placement))
        return found

    def with_contents(self) -> Self:
        from newsletter.models import PromotionPlacement  # the models import this module

        placements = PromotionPlacement.objects.select_related(
            "promotion__organisation"
        ).prefetch_related("promotion__pictures")
        return self.prefetch_related(
            "articles__story", "corrections", Prefetch("placements", queryset=placements)
        )


class IssueArticleQuerySet(VersionedQuerySet):
    def in_order(self) -> Self:
        """As the mail has them: by section, then by position."""
        from newsletter.models import IssueArticle  # the models import this module

        sections = [
            When(section=section, then=Value(place))
            for place, section in enumerate(IssueArticle.Section.values)
        ]
        return self.annotate(place=Case(*sections, output_field=IntegerField())).order_by(
            "issue", "place", "position", "pk"
        )


class PromotionQuerySet(VersionedQuerySet):
    def with_first_sent(self) -> Self:
        """Annotate `first_sent_on`: Seoul's day on which an issue with it was first really sent."""
        sent_on = TruncDate("placements__issue__sent_at", tzinfo=SEOUL)
        return self.annotate(first_sent_on=Min(sent_on, filter=Q(placements__issue__state=SENT)))

    def first_sent_within(self, days: DayRange) -> Self:
        """Each booking once, in the order of first sending."""
        return (
            self.with_first_sent()
            .filter(first_sent_on__range=(days.start, days.end))
            .order_by("first_sent_on", "pk")
        )

    def booked_on(self, day: date) -> Self:
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def with_clicks(self) -> Self:
        """Adds `click_count`, of all days together."""
        from newsletter.models import PromotionClicks

        of_promotion = PromotionClicks.objects.filter(promotion=OuterRef("pk")).order_by()
        total = of_promotion.values("promotion").annotate(total=Sum("count")).values("total")
        return self.annotate(click_count=Coalesce(Subquery(total), 0))


class EmailNoticeQuerySet(VersionedQuerySet):
    def sent_within(self, days: DayRange) -> Self:
        first, after_last = _moments(days)
        return self.filter(state=SENT, sent_at__gte=first, sent_at__lt=after_last).order_by(
            "sent_at", "pk"
        )
