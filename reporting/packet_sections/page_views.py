"""Which pages were read most."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alliance.figures import CountedRecords, Figure
from alliance.packets import Options, Snapshot, packet_section
from alliance.periods import ReportingPeriod
from reporting.models import PageViewCount
from reporting.rankings import ranked_pages


@packet_section(
    "reporting.page_views",
    title=_("Pages read on the homepage of the Metaverse Alliance"),
    template_name="reporting/packet/page_views.html",
)
def page_views(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    count = PageViewCount.objects.ending_by(min(as_of, period.quarter.end)).first()
    if count is None:
        return Snapshot(body={"count": None, "pages": []})
    pages = ranked_pages(count.rows.all())
    body: dict[str, Any] = {
        "count": {"start": count.start.isoformat(), "end": count.end.isoformat()},
        "pages": [
            {"page": ranked.page, "views": ranked.views, "addresses": list(ranked.addresses)}
            for ranked in pages
        ],
    }
    return Snapshot(
        body=body,
        figures=(
            Figure(
                key="total",
                label=gettext("page views"),
                value=count.total_views,
                unit=pgettext("unit", "views"),
                definition=gettext(
                    "Views of all pages in the period counted last; shares relate to them"
                ),
                as_of=as_of,
                start=count.start,
                end=count.end,
                records=CountedRecords.of([count]),
            ),
        ),
    )
