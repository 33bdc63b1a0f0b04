"""Bylaws, decisions, and the terms that follow from them."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from alliance.errors import RuleViolation
from alliance.packets import get_section
from meetings.models import Bylaw, BylawArticle, BylawItem, BylawParagraph, Decision, Renewal
from meetings.services.decisions import apply_renewal, propose_renewal, record_decision
from meetings.terms import term_end
from members.models import Body, Seat
from tests.meetings import committee
from tests.meetings.test_meeting_sections import collect, printed, words


@pytest.fixture
def basis(db):
    bylaw = Bylaw.objects.create(
        code="operation",
        title="얼라이언스 운영규정",
        short_title="운영규정",
        valid_from=date(2021, 1, 1),
    )
    article = BylawArticle.objects.create(bylaw=bylaw, number=3, title="운영위원회")
    paragraph = BylawParagraph.objects.create(article=article, number=2, text="꾸리는 방식")
    BylawItem.objects.create(paragraph=paragraph, number=1, text="위원장 한 사람을 둠")
    return BylawItem.objects.create(
        paragraph=paragraph, number=4, text="1년 동안 맡음", code="member_term"
    )


@pytest.fixture
def item(meeting):
    return committee.make_item(meeting, 4, title="의장 연임 건", kind="resolution")


@pytest.fixture
def renewal(item, seats, basis):
    return propose_renewal(
        agenda_item=item, office=Renewal.Office.CHAIR, seats=[seats["나의장"]], basis=basis
    )


def decide(item, renewal, outcome="carried"):
    return record_decision(
        agenda_item=item,
        text="의장 연임에 동의",
        outcome=outcome,
        on=date(2025, 11, 26),
        basis=renewal.basis,
        renewals=[renewal],
    )


@pytest.mark.parametrize(
    ("last_day", "months", "expected"),
    [
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
        (date(2025, 2, 28), 12, date(2026, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 11, 29), 3, date(2026, 2, 28)),
        (date(2024, 2, 28), 12, date(2025, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 29)),
    ],
)
def test_term_ends_the_day_before_its_anniversary(last_day, months, expected):
    assert term_end(last_day, months) == expected


def test_carried_renewal_writes_the_next_term(item, renewal, seats):
    decide(item, renewal)

    [written] = apply_renewal(renewal_id=renewal.pk, on=date(2025, 11, 26))

    assert (written.valid_from, written.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (written.role, written.sector, written.person) == (
        Seat.Role.CHAIR,
        Seat.Sector.ACADEMIA,
        seats["나의장"].person,
    )
    assert renewal.seats.get().new_seat == written
    renewal.refresh_from_db()
    assert renewal.applied_on == date(2025, 11, 26)
    assert seats["나의장"].valid_to == date(2025, 12, 31)


def test_renewal_is_applied_once(item, renewal):
    decide(item, renewal)
    apply_renewal(renewal_id=renewal.pk, on=date(2025, 11, 26))

    with pytest.raises(RuleViolation, match="이미 기록"):
        apply_renewal(renewal_id=renewal.pk, on=date(2025, 11, 27))

    assert Seat.objects.filter(valid_from=date(2026, 1, 1)).count() == 1


@pytest.mark.parametrize("outcome", ["rejected", "postponed"])
def test_terms_need_a_carried_decision(item, renewal, outcome):
    decide(item, renewal, outcome)

    with pytest.raises(RuleViolation):
        apply_renewal(renewal_id=renewal.pk, on=date(2025, 11, 26))

    assert not Seat.objects.filter(valid_from=date(2026, 1, 1)).exists()


def test_chair_of_a_subcommittee_goes_on_in_the_committee_by_office(item, seats, basis):
    ethics = Body.objects.create(
        kind=Body.Kind.SUBCOMMITTEE, code="ethics", name="윤리제도", valid_from=date(2021, 1, 1)
    )
    by_office = seats["바기업"]
    by_office.ex_officio = True
    by_office.save()
    chair = Seat.objects.create(
        body=ethics, person=by_office.person, role=Seat.Role.CHAIR, **committee.TERM
    )
    renewal = propose_renewal(
        agenda_item=item, office="subcommittee_chairs", seats=[chair], basis=basis
    )
    decide(item, renewal)

    written = apply_renewal(renewal_id=renewal.pk, on=date(2025, 11, 26))

    assert sorted((seat.body.code, seat.role) for seat in written) == [
        ("ethics", "chair"),
        ("steering", "member"),
    ]
    assert set(renewal.seats.values_list("seat", flat=True)) == {chair.pk, by_office.pk}


def test_all_terms_are_written_or_none(item, seats, basis):
    endless = seats["다학회"]
    endless.valid_to = None
    endless.save()
    renewal = propose_renewal(
        agenda_item=item, office="members", seats=[seats["바기업"], endless], basis=basis
    )
    decide(item, renewal)

    with pytest.raises(RuleViolation, match="다학회"):
        apply_renewal(renewal_id=renewal.pk, on=date(2025, 11, 26))

    assert not Seat.objects.filter(valid_from=date(2026, 1, 1)).exists()


def test_later_term_that_exists_already_is_not_written_twice(item, renewal, seats):
    old = seats["나의장"]
    Seat.objects.create(
        body=old.body,
        person=old.person,
        role=old.role,
        sector=old.sector,
        valid_from=date(2026, 3, 1),
    )
    decide(item, renewal)

    with pytest.raises(RuleViolation):
        apply_renewal(renewal_id=renewal.pk, on=date(2025, 11, 26))


def test_decision_is_made_at_a_meeting(item, renewal):
    item.meeting.status = "planned"
    item.meeting.save()

    with pytest.raises(RuleViolation):
        decide(item, renewal)


def test_saying_a_decision_again_corrects_it(item, renewal):
    decide(item, renewal, "postponed")
    decide(item, renewal, "carried")

    assert [decision.outcome for decision in Decision.objects.all()] == ["carried"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "carried"},
        {"outcome": "pending", "decided_on": date(2025, 11, 26)},
        {"outcome": "carried", "decided_on": date(2025, 11, 26), "votes_for": 3},
    ],
)
def test_decision_has_a_day_and_whole_votes(item, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(agenda_item=item, text="동의", **wrong)


def test_versions_of_a_bylaw_do_not_overlap(basis):
    with pytest.raises(IntegrityError), transaction.atomic():
        Bylaw.objects.create(
            code="operation", title="개정", short_title="운영규정", valid_from=date(2024, 1, 1)
        )


def test_renewal_annex_quotes_the_rule(item, renewal):
    off_agenda = propose_renewal(
        agenda_item=item, office="members", seats=[], basis=renewal.basis, on_agenda=False
    )

    snapshot = collect("meetings.renewal", item.meeting)
    html = words(printed("meetings.renewal", snapshot))

    assert off_agenda.on_agenda is False
    assert snapshot["title"] == "의장 연임 건"
    assert snapshot["body"]["renewals"] == [
        {
            "office": "위원장(의장)",
            "term": "1년",
            "citation": "운영규정 제3조 2항 4호",
            "people": [{"who": "광운대학교 나의장 교수", "term": "'26.1.1. ~ '26.12.31."}],
        }
    ]
    [basis] = snapshot["body"]["bases"]
    assert basis["article"] == "제3조(운영위원회)"
    assert [item["cited"] for item in basis["paragraphs"][0]["items"]] == [False, True]
    assert "<strong>1년 동안 맡음</strong>" in html
    assert "② 꾸리는 방식" in html


def test_renewal_has_no_digest_of_its_own():
    assert get_section("meetings.renewal").digest is None
    assert json.dumps(str(get_section("meetings.renewal").title))


@pytest.mark.parametrize("outcome", ["pending", "", "anders"])
def test_what_is_not_decided_is_no_decision(meeting, outcome):
    item = committee.make_item(meeting, kind="resolution")

    with pytest.raises(RuleViolation, match="가결, 부결"):
        record_decision(agenda_item=item, text="동의", outcome=outcome, on=meeting.date)

    assert not Decision.objects.exists()
