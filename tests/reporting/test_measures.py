"""Visits by month and page views: recorded, and printed in a packet."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from lxml import html

from alliance.packets import get_section
from alliance.periods import Quarter, ReportingPeriod
from reporting.models import PageViewCount, VisitMonth
from reporting.services.measures import MonthEntry, record_page_views, record_visits

pytestmark = pytest.mark.django_db

SITE = "https://metaversealliance.example"


def collect(key, as_of):
    period = ReportingPeriod(Quarter.of(as_of), as_of, date(as_of.year, 1, 1))
    return get_section(key).collect(period, as_of, {}).to_json()


def values(snapshot):
    return {figure["key"]: figure["value"] for figure in snapshot["figures"]}


def printed(key, snapshot):
    return html.fragment_fromstring(
        render_to_string(
            get_section(key).template_name,
            {
                "heading": {"id": "h", "number": 3, "title": get_section(key).title, "level": 0},
                "body": snapshot["body"],
                "figures": {figure["key"]: figure for figure in snapshot["figures"]},
            },
        ),
        create_parent="div",
    )


def words(page):
    return " ".join(page.text_content().split())


def year(number, *visits):
    return [MonthEntry(number, month, count) for month, count in enumerate(visits, start=1)]


# --- Recording -------------------------------------------------------------------------------


def test_months_are_counted_to_their_end_or_to_the_day_of_counting():
    record_visits(year(2025, 10, 20, 30, 40), counted_to=date(2025, 3, 15))

    assert list(
        VisitMonth.objects.order_by("month").values_list("month", "visits", "counted_to")
    ) == [
        (1, 10, date(2025, 1, 31)),
        (2, 20, date(2025, 2, 28)),
        (3, 30, date(2025, 3, 15)),
    ]


def test_recording_again_corrects_and_adds_nothing():
    record_visits(year(2025, 10, 20), counted_to=date(2025, 2, 28))

    record_visits(year(2025, 11, 20), counted_to=date(2025, 2, 28))

    assert list(VisitMonth.objects.order_by("month").values_list("visits", "version")) == [
        (11, 2),
        (20, 1),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"month": 0, "counted_to": date(2025, 1, 31)},
        {"month": 13, "counted_to": date(2025, 1, 31)},
        {"month": 2, "counted_to": date(2025, 1, 31)},
        {"month": 1, "counted_to": date(2024, 1, 31)},
    ],
)
def test_the_database_refuses_months_that_are_none(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitMonth.objects.create(year=2025, visits=1, **wrong)


# --- Visits in a packet ----------------------------------------------------------------------


def test_totals_are_sums_of_the_months_and_nothing_else():
    record_visits(year(2024, *range(1, 13)), counted_to=date(2024, 12, 31))
    record_visits(year(2025, 100, 200), counted_to=date(2025, 2, 28))

    snapshot = collect("reporting.visits", date(2025, 3, 1))

    assert values(snapshot) == {"previous": 78, "current": 300}
    assert [len(figure["records"]["rows"]) for figure in snapshot["figures"]] == [12, 2]
    assert snapshot["body"]["series"] == [
        {"label": "'24년", "values": list(range(1, 13))},
        {"label": "'25년", "values": [100, 200, *[None] * 10]},
    ]


def test_a_count_that_ends_after_the_as_of_date_is_not_known_yet():
    record_visits(year(2025, 100, 200), counted_to=date(2025, 2, 28))

    assert values(collect("reporting.visits", date(2025, 2, 27))) == {
        "previous": None,
        "current": 100,
    }
    assert values(collect("reporting.visits", date(2025, 1, 30))) == {
        "previous": None,
        "current": None,
    }


def test_the_count_up_to_the_as_of_date_outlives_the_whole_month():
    record_visits(year(2025, 60), counted_to=date(2025, 1, 20))
    record_visits(year(2025, 90), counted_to=date(2025, 1, 31))

    assert values(collect("reporting.visits", date(2025, 1, 25)))["current"] == 60
    assert values(collect("reporting.visits", date(2025, 2, 1)))["current"] == 90


def test_a_year_is_called_whole_only_when_december_is_closed():
    record_visits(year(2024, *[10_000] * 12), counted_to=date(2024, 12, 31))
    record_visits(year(2025, *[10_000] * 12), counted_to=date(2025, 12, 30))
    section = get_section("reporting.visits")

    before = collect("reporting.visits", date(2025, 12, 30))
    record_visits([MonthEntry(2025, 12, 10_000)], counted_to=date(2025, 12, 31))
    after = collect("reporting.visits", date(2025, 12, 31))

    assert section.digest(before) == [
        "(얼라이언스 홈페이지) '25년 1~12월 12만회 방문('24년 연간 12만회 방문)"
    ]
    assert section.digest(after) == [
        "(얼라이언스 홈페이지) '25년 연간 12만회 방문('24년 연간 12만회 방문)"
    ]


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (date(2025, 3, 1), "'25년 1~2월 5만회 방문('24년 집계 전)"),
        (date(2025, 2, 1), "'25년 1월 2만회 방문('24년 집계 전)"),
        (date(2025, 1, 1), "'25년 집계 전('24년 집계 전)"),
    ],
)
def test_the_results_tell_the_months_counted_cut_to_ten_thousands(as_of, told):
    record_visits(year(2025, 29_999, 29_999), counted_to=date(2025, 2, 28))

    lines = get_section("reporting.visits").digest(collect("reporting.visits", as_of))

    assert lines == [f"(얼라이언스 홈페이지) {told}"]


def test_a_total_set_by_hand_is_told_even_where_no_month_is_counted():
    snapshot = collect("reporting.visits", date(2025, 1, 1))
    snapshot["figures"][1]["shown"] = 510_000

    assert get_section("reporting.visits").digest(snapshot) == [
        "(얼라이언스 홈페이지) '25년 집계 전('24년 집계 전)"
    ]


def test_the_printed_table_marks_the_running_month_and_what_is_missing():
    record_visits(year(2025, 1_234, 5_678), counted_to=date(2025, 2, 15))

    page = printed("reporting.visits", collect("reporting.visits", date(2025, 2, 15)))

    rows = [
        ["".join(cell.text_content().split()) for cell in row.xpath("./th | ./td")]
        for row in page.xpath("//table//tbody/tr")
    ]
    assert rows == [
        ["'24년", *["-"] * 13],
        ["'25년", "1,234", "5,678*", *["-"] * 10, "6,912"],
    ]
    assert "'25년 2월은 2.15까지 집계" in words(page)
    assert "연간" not in words(page)


# --- Page views ------------------------------------------------------------------------------


@pytest.fixture
def views():
    return record_page_views(
        [
            (f"{SITE}/member_companies", 33_012),
            ("https://www.metaversealliance.example/member_companies/", 22_991),
            (f"{SITE}/member_companies/%EB%89%B4%ED%86%A0", 2_531),
            (SITE, 6_255),
            ("https://www.metaversealliance.example", 1_002),
            (f"{SITE}/newsletter", 868),
            (f"{SITE}/notice_board", 740),
        ],
        start=date(2025, 11, 1),
        end=date(2025, 11, 26),
        total_views=292_300,
    )


def test_addresses_of_one_page_are_ranked_together(views):
    snapshot = collect("reporting.page_views", date(2025, 11, 26))

    assert [(page["page"], page["views"]) for page in snapshot["body"]["pages"]] == [
        ("metaversealliance.example/member_companies", 56_003),
        ("metaversealliance.example", 7_257),
        ("metaversealliance.example/member_companies/뉴토", 2_531),
        ("metaversealliance.example/newsletter", 868),
        ("metaversealliance.example/notice_board", 740),
    ]
    assert values(snapshot) == {"total": 292_300}


def test_shares_relate_to_all_views_with_two_decimals_at_most(views):
    page = printed("reporting.page_views", collect("reporting.page_views", date(2025, 11, 26)))

    cells = [
        ["".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in page.xpath("//tbody/tr")
    ]
    assert [[row[0], row[-2], row[-1]] for row in cells] == [
        ["/member_companies같은화면의주소2개를합산", "56,003", "19.16%"],
        ["/같은화면의주소2개를합산", "7,257", "2.48%"],
        ["/member_companies/뉴토", "2,531", "0.87%"],
        ["/newsletter", "868", "0.3%"],
        ["/notice_board", "740", "0.25%"],
    ]
    assert "전체 292,300뷰 기준" in words(page)
    assert "metaversealliance.example의 화면" in words(page)


def test_shares_follow_a_total_set_by_hand(views):
    snapshot = collect("reporting.page_views", date(2025, 11, 26))
    snapshot["figures"][0]["shown"] = 560_030

    page = printed("reporting.page_views", snapshot)

    assert page.xpath("string(//tbody/tr[1]/td[last()])") == "10%"


def test_the_latest_count_that_ends_by_the_as_of_date_is_printed(views):
    record_page_views(
        [(f"{SITE}/newsletter", 5)],
        start=date(2025, 10, 1),
        end=date(2025, 10, 31),
        total_views=10,
    )

    assert values(collect("reporting.page_views", date(2025, 11, 25))) == {"total": 10}
    assert values(collect("reporting.page_views", date(2025, 11, 26))) == {"total": 292_300}
    early = collect("reporting.page_views", date(2025, 10, 30))
    assert early["figures"] == []
    assert "조회 수 없음" in words(printed("reporting.page_views", early))


def test_a_period_recorded_again_replaces_its_pages(views):
    record_page_views([(f"{SITE}/newsletter", 7)], start=views.start, end=views.end, total_views=9)

    count = PageViewCount.objects.get()
    assert (count.total_views, list(count.rows.values_list("views", flat=True))) == (9, [7])


def test_count_without_pages_names_none():
    record_page_views([], start=date(2025, 11, 1), end=date(2025, 11, 26), total_views=292_300)

    page = words(
        printed("reporting.page_views", collect("reporting.page_views", date(2025, 11, 26)))
    )

    assert "전체 페이지뷰 292,300회, 집계된 페이지 없음" in page
    assert "가장 많이 본 화면" not in page
