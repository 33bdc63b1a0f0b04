"""The archive's page in a meeting packet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance.figures import Figure
from alliance.packets import Fact, Options, Snapshot, figure_value, packet_section
from alliance.periods import DayRange, PeriodRule, ReportingPeriod
from archive.models import ArchiveDocument


def documents_digest(snapshot: Mapping[str, Any]) -> list[str]:
    count = figure_value(snapshot, "current")
    return [gettext("(Member services) archive %(count)s items") % {"count": f"{count:,}"}]


def document_facts(start: date, end: date) -> Iterable[Fact]:
    for document in ArchiveDocument.objects.posted_within(DayRange(start, end)):
        yield Fact(document._meta.label_lower, document.pk, document.title, document.posted_on)


@packet_section(
    "archive.documents",
    title=_("Archive of metaverse reports"),
    template_name="archive/packet/documents.html",
    digest=documents_digest,
    facts=document_facts,
)
def documents(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    rule = PeriodRule(options.get("rule", PeriodRule.CALENDAR_QUARTER))
    year, current = period.year_to_date, period.range_for(rule)
    of_year = list(ArchiveDocument.objects.posted_within(year).with_numbers())
    of_period = ArchiveDocument.objects.posted_within(current)
    return Snapshot(
        body={
            "rows": [
                [
                    document.number,
                    document.posted_on.isoformat(),
                    document.issuer_name,
                    document.title,
                ]
                for document in of_year
            ],
        },
        figures=(
            Figure.count(
                "total",
                of_year,
                label=gettext("archive documents of the year"),
                unit=pgettext("unit", "items"),
                definition=gettext("Documents posted from 1 January to the as-of date"),
                as_of=as_of,
                within=year,
                model=ArchiveDocument,
            ),
            Figure.count(
                "current",
                of_period,
                label=gettext("archive documents of this time"),
                unit=pgettext("unit", "items"),
                definition=gettext("Documents posted in the period"),
                as_of=as_of,
                within=current,
                rule=rule,
            ),
        ),
    )
