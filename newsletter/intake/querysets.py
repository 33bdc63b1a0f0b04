"""Questions about feeds and stories."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from alliance.models import VersionedQuerySet
from alliance.periods import SEOUL
from newsletter.calendar import sending_days

# Longer than any row of holidays; beyond it news are old.
LONGEST_CATCH_UP = 14


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=SEOUL)


def catch_up_from(day: date) -> date:
    """The sending day before this one: what happened since then is news for this day's issue.
    Where drafts since the last issue that went out were left behind, the one before them."""
    from newsletter.models import NewsletterIssue  # the models import this module

    earliest = day - timedelta(days=LONGEST_CATCH_UP)
    issues = NewsletterIssue.objects.filter(date__gte=earliest, date__lt=day)
    left_behind = set(issues.left_behind(day).values_list("date", flat=True))
    told = set(issues.values_list("date", flat=True)) - left_behind
    unread = [each for each in left_behind if not told or each > max(told)]
    until = min(unread, default=day)
    before = list(sending_days(earliest, until - timedelta(days=1)))
    return before[-1] if before else earliest


class FeedQuerySet(VersionedQuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def in_trouble(self) -> Self:
        return self.active().exclude(error="")


class StoryQuerySet(VersionedQuerySet):
    def since(self, day: date) -> Self:
        return self.filter(published_at__gte=midnight(day))

    def until(self, day: date) -> Self:
        return self.filter(published_at__lt=midnight(day + timedelta(days=1)))

    def open(self) -> Self:
        """Neither dropped nor told."""
        return self.filter(state__in=["new", "starred"])

    def fresh(self, day: date) -> Self:
        """Within the catch-up window of the day's issue."""
        return self.since(catch_up_from(day)).until(day)

    def in_order(self) -> Self:
        """Starred first, as the officer ordered them, then the latest."""
        chosen = Case(
            When(state__in=["starred", "used"], then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
        return self.annotate(chosen=chosen).order_by("chosen", "position", "-published_at", "pk")

    def for_issue(self, day: date) -> Self:
        """What the day's issue may tell: starred stories in the officer's order, then the latest.

        What the issue tells already is among them, so that it can be drafted again. An event or a
        call that is over is left out unless it was starred; so is what has no title yet.
        """
        told = Q(state="used", used_in__date=day)
        ongoing = Q(expires_on__isnull=True) | Q(expires_on__gte=day)
        fresh = Q(
            state="new",
            published_at__gte=midnight(catch_up_from(day)),
            published_at__lt=midnight(day + timedelta(days=1)),
        )
        return (
            self.filter(told | Q(state="starred") | (fresh & ongoing)).exclude(title="").in_order()
        )

    def on_desk(self, day: date) -> Self:
        """What an officer looks through on a day, dropped and told stories included."""
        told = Q(state="used", used_in__date=day)
        window = Q(
            published_at__gte=midnight(catch_up_from(day)),
            published_at__lt=midnight(day + timedelta(days=1)),
        )
        return self.filter(told | Q(state="starred") | (window & Q(state__in=["new", "dropped"])))


class StoryItemQuerySet(QuerySet[Any]):
    def seen_since(self, at: datetime) -> Self:
        return self.filter(published_at__gte=at)
