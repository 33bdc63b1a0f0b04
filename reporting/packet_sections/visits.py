"""Visits by month, two years side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance.figures import CountedRecords, Figure
from alliance.korean import ten_thousands, year_word
from alliance.packets import Options, Snapshot, figure_value, packet_section
from alliance.periods import ReportingPeriod
from reporting.models import VisitMonth


def span_words(year: Mapping[str, Any]) -> str:
    """`연간` only where December is closed; else the months that were counted: `1~11월`."""
    if year["is_closed"]:
        return gettext("the whole year")
    months = [cell["month"] for cell in year["cells"] if cell["visits"] is not None]
    if len(months) > 1:
        return gettext("months %(first)s~%(last)s") % {"first": months[0], "last": months[-1]}
    return gettext("month %(month)s") % {"month": months[0]}


def visits_words(year: Mapping[str, Any], total: int | None) -> str:
    """`'25년 1~11월 51만회 방문`."""
    if total is None or all(cell["visits"] is None for cell in year["cells"]):
        return gettext("%(year)s not counted yet") % {"year": year_word(year["year"])}
    return gettext("%(year)s %(span)s %(visits)s visits") % {
        "year": year_word(year["year"]),
        "span": span_words(year),
        "visits": ten_thousands(total),
    }


def visits_digest(snapshot: Mapping[str, Any]) -> list[str]:
    previous, current = snapshot["body"]["years"]
    return [
        gettext("(Alliance homepage) %(current)s (%(previous)s)")
        % {
            "current": visits_words(current, figure_value(snapshot, "current")),
            "previous": visits_words(previous, figure_value(snapshot, "previous")),
        }
    ]


@packet_section(
    "reporting.visits",
    title=_("Homepage of the Metaverse Alliance"),
    template_name="reporting/packet/visits.html",
    digest=visits_digest,
)
def visits(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    until = min(as_of, period.quarter.end)
    years: list[dict[str, Any]] = []
    figures: list[Figure] = []
    for key, year in (("previous", period.year - 1), ("current", period.year)):
        months = list(VisitMonth.objects.counted_by(until).of_year(year))
        by_month = {row.month: row for row in months}
        december = by_month.get(12)
        years.append(
            {
                "year": year,
                "figure": key,
                "is_closed": len(months) == 12 and december is not None and not december.is_partial,
                "cells": [_cell(number, by_month.get(number)) for number in range(1, 13)],
            }
        )
        figures.append(
            Figure(
                key=key,
                label=gettext("visits in %(year)s") % {"year": year},
                value=sum(row.visits for row in months) if months else None,
                unit=pgettext("unit", "visits"),
                definition=gettext("Sum of the months counted up to the as-of date"),
                as_of=as_of,
                start=date(year, 1, 1),
                end=months[-1].counted_to if months else None,
                records=CountedRecords.of(months, VisitMonth),
            )
        )
    return Snapshot(
        body={
            "years": years,
            "series": [
                {
                    "label": year_word(year["year"]),
                    "values": [cell["visits"] for cell in year["cells"]],
                }
                for year in years
            ],
        },
        figures=tuple(figures),
    )


def _cell(month: int, row: VisitMonth | None) -> dict[str, Any]:
    return {
        "month": month,
        "visits": row.visits if row else None,
        "counted_to": row.counted_to.isoformat() if row else None,
        "is_partial": bool(row and row.is_partial),
    }
