"""Questions about many documents, notices and news."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import ExtractYear

from alliance.models import VersionedQuerySet
from alliance.periods import DayRange
from archive.search import LONGEST_SEARCH, asked_for


class ArchiveDocumentQuerySet(VersionedQuerySet):
    def posted_within(self, days: DayRange) -> Self:
        """In the order in which the year counts them."""
        return self.filter(posted_on__range=(days.start, days.end)).order_by("posted_on", "pk")

    def posted_by(self, day: date) -> Self:
        return self.filter(posted_on__lte=day)

    def newest_first(self) -> Self:
        return self.order_by("-posted_on", "-pk")

    def with_numbers(self) -> Self:
        """Annotate `number`, the place in the year (연번), whatever else is filtered away."""
        earlier = (
            self.model._base_manager.annotate(in_year=ExtractYear("posted_on"))
            .filter(in_year=ExtractYear(OuterRef("posted_on")))
            .filter(
                Q(posted_on__lt=OuterRef("posted_on"))
                | Q(posted_on=OuterRef("posted_on"), pk__lte=OuterRef("pk"))
            )
            .order_by()
            .annotate(place=Func(F("pk"), function="COUNT"))
            .values("place")
        )
        return self.annotate(number=Subquery(earlier, output_field=IntegerField()))

    def matching(self, words: str) -> Self:
        """Every word is part of the title or of the issuer's name, whatever the spaces."""
        found = self
        for column, piece in asked_for(words):
            found = found.filter(**{f"{column}__contains": piece})
        return found

    def count_by_year(self) -> list[tuple[int, int]]:
        """Newest year first."""
        rows = (
            self.order_by()
            .annotate(in_year=ExtractYear("posted_on"))
            .values_list("in_year")
            .annotate(documents=Count("pk"))
            .order_by("-in_year")
        )
        return [(year, documents) for year, documents in rows]


class PostQuerySet(VersionedQuerySet):
    """Records with a title and a text."""

    def matching(self, words: str) -> Self:
        found = self
        for word in words.replace("\x00", " ")[:LONGEST_SEARCH].split():
            found = found.filter(Q(title__icontains=word) | Q(body__icontains=word))
        return found


class NoticeQuerySet(PostQuerySet):
    def visible_on(self, day: date) -> Self:
        return self.filter(
            Q(visible_from__isnull=True, posted_on__lte=day) | Q(visible_from__lte=day),
            Q(visible_to__isnull=True) | Q(visible_to__gte=day),
        )

    def board_order(self) -> Self:
        return self.order_by("-pinned", "-posted_on", "-pk")


class NewsItemQuerySet(PostQuerySet):
    def visible_on(self, day: date) -> Self:
        return self.filter(is_published=True, posted_on__lte=day)
