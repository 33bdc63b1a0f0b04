from __future__ import annotations

from datetime import date, datetime

from alliance import illustrations
from alliance.demo import demo_loader
from alliance.periods import SEOUL, Quarter
from members.services.matching import find_organisation
from reporting.demo import measures
from reporting.demo.activities import PARTNERS, DemoActivity, activities, plans
from reporting.models import Partner, PartnerReport
from reporting.services.activities import file_activity
from reporting.services.measures import MonthEntry, record_page_views, record_visits
from reporting.services.reports import (
    accept_report,
    give_back_report,
    open_report,
    submit_report,
)

QUARTER = Quarter(2025, 4)
NEXT_QUARTER = QUARTER.next
HANDED_IN = datetime(2025, 11, 21, 15, 0, tzinfo=SEOUL)


@demo_loader("reporting", after=("members",))
def load() -> None:
    record_visits(
        (
            MonthEntry(year, month, visits)
            for year, months in measures.VISITS.items()
            for month, visits in enumerate(months, start=1)
        ),
        counted_to=measures.COUNTED_TO,
    )
    record_page_views(
        measures.PAGES,
        start=measures.PAGES_FROM,
        end=measures.PAGES_TO,
        total_views=measures.ALL_VIEWS,
    )
    told = activities()
    for position, (code, name) in enumerate(PARTNERS, start=1):
        _load_report(_partner(code, name, position), told[code])
    _load_next_quarter()


def _load_next_quarter() -> None:
    """Two reports that officers still have something to do with; no packet prints them yet."""
    for code, is_returned in (("spri", True), ("iitp", False)):
        partner = Partner.objects.get(code=code)
        if PartnerReport.objects.of_quarter(NEXT_QUARTER).filter(partner=partner).exists():
            continue
        report = open_report(partner=partner, quarter=NEXT_QUARTER)
        for entry in plans(code):
            file_activity(report=report, entry=entry)
        submit_report(report=report, at=HANDED_IN, by=None)
        if is_returned:
            give_back_report(report=report)


def _partner(code: str, name: str, position: int) -> Partner:
    organisation = find_organisation(name)
    if organisation is None:
        message = f"The demo knows no organisation {name}"
        raise LookupError(message)
    partner, _created = Partner.objects.get_or_create(
        code=code,
        organisation=organisation,
        defaults={"position": position, "valid_from": date(2022, 1, 1)},
    )
    return partner


def _load_report(partner: Partner, told: list[DemoActivity]) -> None:
    report = open_report(partner=partner, quarter=QUARTER)
    if report.state == PartnerReport.State.ACCEPTED:
        return
    for item in told:
        activity = file_activity(report=report, entry=item.entry)
        for number, shot in enumerate(item.shots, start=1):
            illustrations.hang_picture(
                activity,
                illustrations.scene(
                    shot.caption, f"{partner} 제출 사진 자리", tint=partner.position
                ),
                name=f"shot-{number}.png",
                caption=shot.caption,
                group=shot.group,
                position=number,
            )
    submit_report(report=report, at=HANDED_IN, by=None)
    accept_report(report=report)
