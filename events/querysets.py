"""Questions about events."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from alliance.models import VersionedQuerySet
from alliance.periods import DayRange


class EventQuerySet(VersionedQuerySet):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def takes_place(self, day: date) -> Self:
        """Without what was cancelled by the day."""
        return self.exclude(cancelled_on__lte=day)

    def announced_by(self, day: date) -> Self:
        """What the public knows of on the day."""
        return self.filter(announced_on__lte=day)

    def held_within(self, days: DayRange) -> Self:
        """Events of these days (an event of several days counts on its first), earliest first."""
        return (
            self.filter(date__range=(days.start, days.end))
            .takes_place(days.end)
            .order_by("date", F("start").asc(nulls_last=True), "pk")
        )

    def planned_within(self, days: DayRange, *, as_of: date) -> Self:
        """Announced by the as-of date, and dated in the days to come."""
        return (
            self.announced_by(as_of)
            .takes_place(as_of)
            .filter(date__range=(days.start, days.end))
            .order_by("date", F("start").asc(nulls_last=True), "pk")
        )

    def cancelled_as_of(self, day: date) -> Self:
        """Adds `is_cancelled`, as it stands on the day."""
        return self.annotate(
            is_cancelled=ExpressionWrapper(
                Q(cancelled_on__isnull=False, cancelled_on__lte=day), output_field=BooleanField()
            )
        )

    def upcoming(self, day: date) -> Self:
        """Events that are not over on the day, the next one first."""
        return (
            self.annotate(over_after=Coalesce("last_day", "date"))
            .filter(over_after__gte=day)
            .order_by("date", F("start").asc(nulls_last=True), "pk")
        )

    def past(self, day: date) -> Self:
        return (
            self.annotate(over_after=Coalesce("last_day", "date"))
            .filter(over_after__lt=day)
            .order_by("-date", F("start").desc(nulls_last=True), "-pk")
        )

    def of_organisation(self, organisation_id: int, *, by: date) -> Self:
        """Events that the organisation stands behind, or by the day received an award at."""
        from events.models import AwardRecipient, EventRole

        roles = EventRole.objects.filter(event=OuterRef("pk"), organisation=organisation_id)
        awards = AwardRecipient.objects.filter(
            award__event=OuterRef("pk"), organisation=organisation_id
        )
        return self.filter(Exists(roles) | Q(Exists(awards), date__lte=by))

    def printable(self) -> Self:
        """With everything that a packet prints."""
        return self.select_related("place").prefetch_related(
            "roles__organisation",
            "sessions",
            "programme__session",
            "awards",
            "press_articles",
            "pictures",
        )


class AwardQuerySet(VersionedQuerySet):
    def of_events(self, event_ids: list[int]) -> Self:
        return self.filter(event__in=event_ids).order_by("event__date", "position", "pk")

    def total(self) -> int:
        return self.aggregate(total=Sum("count"))["total"] or 0


class PressCoverageQuerySet(VersionedQuerySet):
    def latest_of(self, event_id: int, *, by: date) -> Self:
        """The last count made by the day (none or one row)."""
        return self.filter(event=event_id, counted_on__lte=by).order_by("-counted_on")[:1]


class PressArticleQuerySet(VersionedQuerySet):
    def published_by(self, day: date) -> Self:
        return self.filter(published_on__lte=day)


class ConsultationEventQuerySet(VersionedQuerySet):
    def held_within(self, days: DayRange) -> Self:
        return (
            self.filter(date__range=(days.start, days.end))
            .exclude(event__cancelled_on__lte=days.end)
            .order_by("date", "pk")
        )


class BookingQuerySet(VersionedQuerySet):
    def of_consultation(self, consultation_id: int) -> Self:
        return (
            self.filter(advisor__consultation=consultation_id)
            .select_related("advisor__firm", "organisation", "slot")
            .order_by(F("slot__start").asc(nulls_last=True), "advisor__position", "pk")
        )

    def of_kind(self, kind: str) -> Self:
        return self.filter(advisor__kind=kind)

    def in_grid(self) -> Self:
        return self.filter(slot__isnull=False)

    def outside_grid(self) -> Self:
        return self.filter(Q(slot__isnull=True))
