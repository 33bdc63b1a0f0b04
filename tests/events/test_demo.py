"""The demo's events say what the packet prints."""

from __future__ import annotations

from datetime import date

import pytest

from alliance.demo import loaders_in_order
from alliance.packets import get_section
from alliance.periods import Quarter, ReportingPeriod
from events.checks import check_event
from events.models import Booking, ConsultationEvent, Event, ProgrammeRow

AS_OF = date(2025, 11, 26)


def load(*keys):
    for loader in loaders_in_order():
        if loader.key in keys:
            loader.load()


def collect(key, as_of=AS_OF):
    period = ReportingPeriod(Quarter.of(as_of), as_of, date(2025, 9, 18))
    return get_section(key).collect(period, as_of, {}).to_json()


def figures(key):
    return {figure["key"]: figure["value"] for figure in collect(key)["figures"]}


@pytest.mark.django_db
def test_demo_tells_the_packets_events_and_figures():
    load("members", "events")
    load("events")

    assert Event.objects.count() == 2
    assert ConsultationEvent.objects.count() == 1
    seminar, year_end = Event.objects.order_by("date")
    assert (seminar.pictures.count(), seminar.programme.count()) == (7, 9)
    assert [finding.code for finding in check_event(seminar)] == ["press_count_older"]
    assert check_event(year_end) == []
    assert ProgrammeRow.objects.get(content="메타버스 기업 IR피칭").minutes == 200

    assert figures("events.public_seminar") == {"events": 1, "participants": 100, "press": 88}
    assert figures("events.consultations") == {
        "days": 1,
        "sessions": 39,
        "companies": 26,
        "legal": 2,
        "all_companies": 28,
        "members": 28,
    }
    assert figures("events.year_end") == {
        "events": 1,
        "participants": 150,
        "awards": 10,
        "merit_organisation": 3,
        "self_regulation": 2,
        "project_group": 5,
        "ministry_commendation": 3,
        "minister_prize": 4,
    }
    in_grid = Booking.objects.in_grid()
    assert len({booking.printed_name for booking in in_grid}) == 31
    (day,) = collect("events.consultations")["body"]["days"]
    assert day["slots"][2]["bookings"] == [
        "주식회사 더픽트",
        "주식회사 지오에픽",
        "주식회사널싱엑스알",
        None,
        "피앤씨솔루션",
    ]
    for key in ("events.public_seminar", "events.consultations", "events.year_end"):
        assert get_section(key).digest(collect(key, date(2025, 8, 31))) == []
