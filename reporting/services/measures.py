"""Recording what the web measuring service counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from reporting.models import PageViewCount, PageViewRow, VisitMonth
from reporting.models.visits import month_end


@dataclass(frozen=True)
class MonthEntry:
    year: int
    month: int
    visits: int


@transaction.atomic
def record_visits(entries: Iterable[MonthEntry], *, counted_to: date) -> list[VisitMonth]:
    """Record months as they stand on the day: those over by then are counted to their end.

    Months that begin after the day have no count yet and are passed over.
    """
    recorded = []
    for entry in entries:
        if date(entry.year, entry.month, 1) > counted_to:
            continue
        day = min(month_end(entry.year, entry.month), counted_to)
        month, created = VisitMonth.objects.get_or_create(
            year=entry.year,
            month=entry.month,
            counted_to=day,
            defaults={"visits": entry.visits},
        )
        if not created and month.visits != entry.visits:
            month.visits = entry.visits
            month.save()
        recorded.append(month)
    return recorded


@transaction.atomic
def record_page_views(
    rows: Iterable[tuple[str, int]], *, start: date, end: date, total_views: int
) -> PageViewCount:
    """Record the count of a period; recorded again, it replaces the rows."""
    count, _created = PageViewCount.objects.update_or_create(
        start=start, end=end, defaults={"total_views": total_views}
    )
    count.rows.all().delete()
    for url, views in rows:
        PageViewRow.objects.create(count=count, url=url, views=views)
    return count
