"""The demo's measures and partner reports say what the packet prints."""

from __future__ import annotations

from datetime import date

import pytest

from alliance.packets import get_section
from alliance.periods import Quarter, ReportingPeriod
from members.demo.loader import load_organisations
from reporting.checks import check_reports
from reporting.demo.loader import load as load_reporting
from reporting.models import Activity, PartnerReport, VisitMonth

pytestmark = pytest.mark.django_db


def collect(key, as_of, **options):
    period = ReportingPeriod(Quarter.of(as_of), as_of, date(as_of.year, 1, 1))
    return get_section(key).collect(period, as_of, options).to_json()


def values(snapshot):
    return [figure["value"] for figure in snapshot["figures"]]


@pytest.fixture
def demo():
    load_organisations()
    load_reporting()
    load_reporting()


def test_demo_counts_what_the_packets_print(demo):
    days = [date(2025, 11, 26), date(2025, 9, 30), date(2025, 9, 17)]

    assert [values(collect("reporting.visits", day)) for day in days] == [
        [221_810, 512_533],
        [221_810, 308_102],
        [221_810, 232_226],
    ]
    assert VisitMonth.objects.count() == 23
    ranking = collect("reporting.page_views", days[0])["body"]["pages"]
    assert [page["views"] for page in ranking] == [
        56_003,
        10_350,
        7_257,
        2_531,
        1_440,
        868,
        762,
        740,
    ]
    assert ranking[1]["page"] == "metaversealliance.example/member_companies/주식회사젭"
    assert [values(collect("reporting.page_views", day)) for day in days] == [[292_300], [], []]


def test_demo_partners_tell_what_the_packet_prints(demo):
    day = date(2025, 11, 26)
    told = {
        code: collect("reporting.partner_report", day, partner=code)
        for code in ("rapa", "spri", "iitp", "k-meta")
    }

    assert Activity.objects.filter(report__quarter_number=4).count() == 10
    assert {code: values(snapshot) for code, snapshot in told.items()} == {
        "rapa": [5, 6, 5, 8],
        "spri": [2],
        "iitp": [2, 12],
        "k-meta": [1],
    }
    assert {
        code: [group["label"] for group in snapshot["body"]["groups"]]
        for code, snapshot in told.items()
    } == {
        "rapa": ["정보제공", "사업연계", "정책지원", "저변확대"],
        "spri": ["협업", "저변확대"],
        "iitp": ["저변확대", "사업연계"],
        "k-meta": ["협업"],
    }
    forum = told["spri"]["body"]["groups"][1]["activities"][0]
    assert [row["minutes"] for row in forum["programme"]] == [5, 5, 15, 30, 30, 30]
    assert (forum["when"], forum["place"]) == (
        "'25.10.31.(금) 14:00 ~ 16:00",
        "판교 코사이어티 타운홀A",
    )
    lines = [
        line
        for snapshot in told.values()
        for line in get_section("reporting.partner_report").digest(snapshot)
    ]
    assert [line.partition(" ")[0] for line in lines] == ["(RAPA)", "(SPRi)", "(IITP)", "(K-META)"]
    assert "12개 기관" in lines[2]


def test_demo_keeps_the_forums_five_minutes_that_belong_to_nobody(demo):
    findings = check_reports(Quarter(2025, 4), date(2025, 11, 26))

    assert [finding.code for finding in findings] == ["programme_ends_early"]


def test_demo_partners_had_told_nothing_by_september(demo):
    for day in (date(2025, 9, 30), date(2025, 9, 17)):
        snapshot = collect("reporting.partner_report", day, partner="rapa")

        assert snapshot["body"]["groups"] == []


def test_demo_shows_officers_a_returned_and_a_submitted_report(demo):
    states = PartnerReport.objects.of_quarter(Quarter(2026, 1)).order_by("partner__position")

    assert [(report.partner.code, report.state) for report in states] == [
        ("spri", "draft"),
        ("iitp", "submitted"),
    ]
    facts = get_section("reporting.partner_report").facts(date(2025, 1, 1), date(2025, 12, 31))
    assert {fact.day.year for fact in facts} == {2025}
