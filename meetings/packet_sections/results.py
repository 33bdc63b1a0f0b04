"""The result document (회의결과)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from alliance.packets import Options, Snapshot, packet_section
from alliance.periods import ReportingPeriod
from meetings.minutes import compose, digests_by_item
from meetings.packet_sections.material import meeting_of


@packet_section(
    "meetings.results",
    title=_("Meeting results"),
    template_name="meetings/packet/results.html",
)
def results(period: ReportingPeriod, as_of: date, options: Options) -> Snapshot:
    """`options["digests"]`: what the packet's other sections say in short, from the engine."""
    meeting = meeting_of(options)
    digests = digests_by_item(options.get("digests", []))
    items = []
    for item in meeting.agenda_items.prefetch_related(
        "minutes_entries", "decisions__basis__paragraph__article__bylaw"
    ):
        composed = compose(
            item,
            item.minutes_entries.all(),
            digests.get(item.number, []),
            item.decisions.all(),
        )
        items.append(
            {
                "number": item.number,
                "text": composed.text,
                "differences": [difference.to_json() for difference in composed.differences],
            }
        )
    return Snapshot(body={"items": items})
