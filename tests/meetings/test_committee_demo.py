"""The demo's meetings: the fourth is the printed packet's, gaps included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from meetings.checks import check_meeting
from meetings.demo.committee import load
from meetings.headcounts import Headcount, headcount
from meetings.models import AgendaItem, Decision, Meeting, Renewal
from members.demo.loader import load as load_members
from members.models import Seat
from tests.meetings.test_meeting_sections import collect


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for the module, and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_members()
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def fourth(loaded, db):
    return Meeting.objects.get(year=2025, ordinal=4)


def test_four_meetings_of_2025(fourth):
    meetings = Meeting.objects.order_by("ordinal")

    assert list(meetings.values_list("ordinal", "date", "as_of", "status")) == [
        (1, date(2025, 3, 26), None, "closed"),
        (2, date(2025, 6, 25), None, "closed"),
        (3, date(2025, 9, 17), date(2025, 9, 17), "closed"),
        (4, date(2025, 11, 26), None, "held"),
    ]


def test_roster_has_sixteen_rows_with_the_samples_marks(fourth):
    snapshot = collect("meetings.roster", fourth)

    assert headcount(fourth) == Headcount(target=16, in_person=9, by_proxy=2, absent=5, unmarked=0)
    assert [
        (row["sector"], row["organisation"], row["mark"]) for row in snapshot["body"]["rows"]
    ] == [
        ("정부", "과학기술정보통신부", "○"),
        ("학계/연구계", "광운대학교", "○"),
        ("학계/연구계", "의료메타버스학회", "×"),
        ("학계/연구계", "법무법인 비트", "×"),
        ("학계/연구계", "건국대학교", "○"),
        ("산업계", "시어스랩", "○"),
        ("산업계", "메타버스협의회", "○"),
        ("산업계", "엘지유플러스", "×"),
        ("산업계", "네이버제트", "○"),
        ("유관기관", "한국전파진흥협회", "○"),
        ("유관기관", "한국메타버스산업협회", "○"),
        ("유관기관", "정보통신산업진흥원", "○"),
        ("유관기관", "한국인공지능소프트웨어산업협회", "×"),
        ("유관기관", "정보통신기획평가원", "○"),
        ("유관기관", "소프트웨어정책연구소", "○"),
        ("유관기관", "글로벌메타버스협의회", "×"),
    ]
    assert [row["proxy"] for row in snapshot["body"]["rows"] if row["proxy"]] == [
        "박시우 이사",
        "이가온 팀장",
    ]
    assert [row["remark"] for row in snapshot["body"]["rows"] if row["remark"]] == [
        "위원장",
        "윤리제도 분과장",
        "기술표준 분과장",
        "미래전략 분과장",
        "인재양성 분과장",
    ]
    assert snapshot["body"]["observers"] == "과기정통부 디지털콘텐츠과 김나은 사무관/이주원 주무관"


def test_timetable_has_nine_rows_of_115_minutes(fourth):
    rows = collect("meetings.timetable", fourth)["body"]["rows"]

    assert [row["minutes"] for row in rows] == [5, 10, 25, 20, 5, 5, 20, 15, 10]
    assert sum(row["minutes"] for row in rows) == 115


def test_agenda_has_five_items(fourth):
    kinds = AgendaItem.objects.filter(meeting=fourth).values_list("number", "kind")

    assert list(kinds) == [
        (1, "report"),
        (2, "report"),
        (3, "report"),
        (4, "resolution"),
        (5, "lecture"),
    ]


def test_the_checker_finds_what_the_printed_packet_overlooked(fourth):
    found = [(finding.code, finding.message) for finding in check_meeting(fourth)]

    assert [code for code, _message in found] == [
        "timetable_gap",
        "presenter_absent",
        "basis_does_not_fit",
        "wider_than_item",
    ]
    assert "15:40 ~ 15:45" in found[0][1]
    assert "송지안" in found[1][1]


def test_decision_renewed_the_chair_and_the_subcommittees_chairs(fourth):
    decision = Decision.objects.get()
    following = Seat.objects.filter(valid_from=date(2026, 1, 1))

    assert decision.outcome == "carried"
    assert {renewal.office: renewal.on_agenda for renewal in Renewal.objects.all()} == {
        "chair": True,
        "subcommittee_chairs": False,
    }
    # The chair, four chairs of subcommittees, and their four seats by office.
    assert following.count() == 9
    assert set(following.values_list("valid_to", flat=True)) == {date(2026, 12, 31)}
    before = fourth.body.seats.get(role="chair", valid_to=date(2025, 12, 31))
    after = fourth.body.seats.get(role="chair", valid_from=before.valid_to + timedelta(days=1))
    assert after.person == before.person


def test_loading_again_changes_nothing_that_officers_changed(fourth):
    fourth.participants_note = "사무국이 고친 말"
    fourth.save()

    load()

    fourth.refresh_from_db()
    assert fourth.participants_note == "사무국이 고친 말"
    assert (Meeting.objects.count(), fourth.roster.count()) == (4, 16)
    assert Seat.objects.filter(valid_from=date(2026, 1, 1)).count() == 9
