"""Questions about partners, activities and web measures."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db.models import OuterRef, Prefetch, Q, Subquery

from alliance.models import DatedQuerySet, VersionedQuerySet
from alliance.periods import DayRange, Quarter
from members.roles import organisations_represented_on


class PartnerQuerySet(DatedQuerySet):
    def of_user(self, user: Any, day: date) -> Self:
        """Partners whose organisation the account may act for on the day."""
        represented = organisations_represented_on(user, day)
        return self.on(day).filter(organisation__in=represented.order_by().values("pk"))


class PartnerReportQuerySet(VersionedQuerySet):
    def of_quarter(self, quarter: Quarter) -> Self:
        return self.filter(year=quarter.year, quarter_number=quarter.number)

    def before_quarter(self, quarter: Quarter) -> Self:
        earlier = Q(year=quarter.year, quarter_number__lt=quarter.number)
        return self.filter(Q(year__lt=quarter.year) | earlier)

    def handed_in(self) -> Self:
        return self.exclude(state="draft")


class ActivityQuerySet(VersionedQuerySet):
    def of_report(self, code: str, quarter: Quarter) -> Self:
        """What the partner handed in for the quarter, in printed order."""
        return (
            self.filter(
                report__partner__code=code,
                report__year=quarter.year,
                report__quarter_number=quarter.number,
            )
            .exclude(report__state="draft")
            .order_by("position", "pk")
        )

    def known_by(self, day: date) -> Self:
        """Without what had not happened by the day and was no announced plan."""
        return self.filter(Q(held_from__isnull=True) | Q(held_from__lte=day) | Q(status="planned"))

    def dated_within(self, days: DayRange) -> Self:
        return self.exclude(report__state="draft").filter(held_from__range=(days.start, days.end))

    def with_details(self) -> Self:
        from reporting.models import Exhibitor  # the models import this module

        exhibitors = Exhibitor.objects.select_related("organisation").order_by("position", "pk")
        return self.select_related("report__partner__organisation").prefetch_related(
            "counts", "programme", "pictures", Prefetch("exhibitors", queryset=exhibitors)
        )


class VisitMonthQuerySet(VersionedQuerySet):
    def counted_by(self, day: date) -> Self:
        """For each month its latest count up to the day."""
        latest = (
            self.model._base_manager.filter(
                year=OuterRef("year"), month=OuterRef("month"), counted_to__lte=day
            )
            .order_by("-counted_to")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(latest)).order_by("year", "month")

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)


class PageViewCountQuerySet(VersionedQuerySet):
    def ending_by(self, day: date) -> Self:
        """Latest first."""
        return self.filter(end__lte=day).order_by("-end", "-start")
