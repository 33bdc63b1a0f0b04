"""아카이빙 in a packet."""

from __future__ import annotations

from datetime import date

import pytest
from django.template.loader import render_to_string
from lxml import html

from alliance.packets import get_section
from alliance.periods import PeriodRule, Quarter, ReportingPeriod
from archive.services import DocumentEntry, record_documents
from members.services.naming import record_organisation

pytestmark = pytest.mark.django_db

SECTION = get_section("archive.documents")
DAYS = ("2024-12-30", "2025-01-01", "2025-09-30", "2025-10-01", "2025-11-26", "2025-11-27")


@pytest.fixture
def documents():
    publisher = record_organisation(name="한국가상연구원")
    return record_documents(
        DocumentEntry(
            date.fromisoformat(day), publisher, f"<b>{day}</b> 보고서", issuer_name="가상(연)"
        )
        for day in DAYS
    )


def collect(as_of, since=date(2025, 1, 1), **options):
    period = ReportingPeriod(Quarter.of(as_of), as_of, since)
    return SECTION.collect(period, as_of, options).to_json()


def values(snapshot):
    for figure in snapshot["figures"]:
        assert figure["value"] == len(figure["records"]["rows"])
    return {figure["key"]: figure["value"] for figure in snapshot["figures"]}


@pytest.mark.parametrize(
    ("as_of", "total", "current"),
    [
        (date(2025, 11, 27), 5, 3),
        (date(2025, 11, 26), 4, 2),
        (date(2025, 9, 30), 2, 1),
        (date(2025, 9, 29), 1, 0),
        (date(2024, 12, 31), 1, 1),
    ],
)
def test_total_of_the_year_and_of_the_quarter_end_with_the_as_of_date(
    documents, as_of, total, current
):
    snapshot = collect(as_of)

    assert values(snapshot) == {"total": total, "current": current}
    assert len(snapshot["body"]["rows"]) == total


def test_since_the_last_packet_counts_from_the_day_after_it(documents):
    snapshot = collect(
        date(2025, 11, 26), since=date(2025, 9, 30), rule=PeriodRule.SINCE_LAST_PACKET
    )

    assert values(snapshot) == {"total": 4, "current": 3}
    assert snapshot["figures"][1]["rule"] == "since_last_packet"


def test_rows_are_numbered_and_named_as_printed(documents):
    snapshot = collect(date(2025, 9, 30))

    assert snapshot["body"]["rows"] == [
        [1, "2025-01-01", "가상(연)", "<b>2025-01-01</b> 보고서"],
        [2, "2025-09-30", "가상(연)", "<b>2025-09-30</b> 보고서"],
    ]


def test_digest_says_what_an_officer_set_by_hand(documents):
    snapshot = collect(date(2025, 11, 26))

    assert SECTION.digest(snapshot) == ["(회원사 서비스) 아카이빙 2건"]
    snapshot["figures"][1]["shown"] = 7
    assert SECTION.digest(snapshot) == ["(회원사 서비스) 아카이빙 7건"]


def test_facts_are_the_documents_between_two_days(documents):
    facts = list(SECTION.facts(date(2025, 9, 30), date(2025, 10, 1)))

    assert [(fact.model, fact.day.isoformat()) for fact in facts] == [
        ("archive.archivedocument", "2025-09-30"),
        ("archive.archivedocument", "2025-10-01"),
    ]


def test_printed_page_shows_counts_and_escapes_titles(documents):
    snapshot = collect(date(2025, 11, 26))
    page = html.fragment_fromstring(
        render_to_string(
            SECTION.template_name,
            {
                "heading": {"id": "h", "number": 1, "title": SECTION.title, "level": 2},
                "body": snapshot["body"],
                "figures": {figure["key"]: figure for figure in snapshot["figures"]},
                "period": {"label": "4/4분기"},
                "rule": "calendar_quarter",
            },
        ),
        create_parent="div",
    )

    assert "(총 4건, 4/4분기 2건)" in " ".join(page.text_content().split())
    assert page.xpath("//b") == []
    assert [head.text for head in page.xpath("//thead//th")] == [
        "연번",
        "게시일",
        "발행기관",
        "제목",
    ]
    assert page.xpath("//tbody/tr[last()]/td/text()") == [
        "4",
        "2025-11-26",
        "가상(연)",
        "<b>2025-11-26</b> 보고서",
    ]
