"""Slots are laid out, companies get their turns, a whole sheet comes in at once."""

from __future__ import annotations

import threading
from datetime import time

import pytest
from django.db import connections

from alliance.errors import RuleViolation
from events.models import Booking, Slot
from events.services.consultations import GridRow, book, lay_out_slots, record_grid
from members.models import Alias
from tests.events.conftest import organisation

LABELS = ["대성창업투자A 김이든 수석팀장", "대성창업투자B"]


def spans(slots):
    return [
        (f"{slot.start:%H:%M}-{slot.end:%H:%M}", slot.is_break)
        for slot in sorted(slots, key=lambda each: each.start)
    ]


def cells(consultation):
    return sorted(
        Booking.objects.of_consultation(consultation.pk).values_list(
            "slot__start", "advisor__label", "printed_name", "organisation__name"
        )
    )


def test_slots_follow_the_days_length_and_change_over(consultation):
    made = lay_out_slots(
        consultation=consultation,
        start=time(14),
        end=time(17),
        breaks=[(time(15, 40), time(16))],
    )

    assert spans(made) == [
        ("14:00-14:15", False),
        ("14:20-14:35", False),
        ("14:40-14:55", False),
        ("15:00-15:15", False),
        ("15:20-15:35", False),
        ("15:40-16:00", True),
        ("16:00-16:15", False),
        ("16:20-16:35", False),
        ("16:40-16:55", False),
    ]
    assert spans(Slot.objects.filter(consultation=consultation)) == spans(made)


def test_slots_with_bookings_are_not_laid_out_anew(consultation, investors, slots):
    book(advisor=investors[0], slot=slots[0], organisation=organisation("첫째"))

    with pytest.raises(RuleViolation):
        lay_out_slots(consultation=consultation, start=time(9), end=time(10))

    assert consultation.slots.count() == 2


def test_double_bookings_are_told_in_words(investors, slots):
    company = organisation("첫째")
    book(advisor=investors[0], slot=slots[0], organisation=company)

    with pytest.raises(RuleViolation, match="같은 시간에 다른 상담"):
        book(advisor=investors[1], slot=slots[0], organisation=company)
    with pytest.raises(RuleViolation, match="다른 기업이 예약된"):
        book(advisor=investors[0], slot=slots[0], organisation=organisation("둘째"))

    assert Booking.objects.count() == 1


def test_name_is_kept_as_written(investors, slots):
    booking = book(
        advisor=investors[0],
        slot=slots[0],
        organisation=organisation("유디포엠㈜"),
        printed_name="유디포엠주",
    )

    booking.refresh_from_db()
    assert (booking.shown_name, booking.organisation.name) == ("유디포엠주", "유디포엠㈜")


def test_grid_resolves_every_spelling_to_one_company(consultation, investors):
    company = organisation("맨인블록 주식회사")
    other = organisation("유디포엠㈜")
    Alias.objects.create(organisation=other, name="유디포엠주", folded="유디포엠주")

    record_grid(
        consultation=consultation,
        labels=LABELS,
        rows=[
            GridRow(time(14), time(14, 15), ("맨인블록주식회사", "유디포엠")),
            GridRow(time(14, 15), time(14, 30), is_break=True),
            GridRow(time(14, 30), time(14, 45), ("유디포엠주", "(주)맨인블록")),
            GridRow(time(14, 45), time(15), ("-", "")),
        ],
    )

    assert cells(consultation) == [
        (time(14), "대성창업투자A", "맨인블록주식회사", company.name),
        (time(14), "대성창업투자B", "유디포엠", other.name),
        (time(14, 30), "대성창업투자A", "유디포엠주", other.name),
        (time(14, 30), "대성창업투자B", "(주)맨인블록", company.name),
    ]
    assert [slot.is_break for slot in consultation.slots.all()] == [False, True, False, False]


def test_grid_with_errors_changes_nothing_and_tells_all_of_them(consultation, investors, slots):
    company = organisation("첫째")
    book(advisor=investors[0], slot=slots[0], organisation=company)

    with pytest.raises(RuleViolation) as refusal:
        record_grid(
            consultation=consultation,
            labels=["대성창업투자A", "없는투자"],
            rows=[GridRow(time(9), time(9, 15), ("모르는 회사", "낯선 회사"))],
        )

    assert str(refusal.value).splitlines() == [
        "‘없는투자’ 상담위원이 없습니다.",
        "‘낯선 회사’ 기관을 찾을 수 없습니다.",
        "‘모르는 회사’ 기관을 찾을 수 없습니다.",
    ]
    assert cells(consultation) == [(time(14), "대성창업투자A", "첫째", "첫째")]


def test_grid_tells_a_company_in_two_places_at_once(consultation, investors):
    organisation("(주)첫째")

    with pytest.raises(RuleViolation) as refusal:
        record_grid(
            consultation=consultation,
            labels=LABELS,
            rows=[GridRow(time(14), time(14, 15), ("첫째", "주식회사 첫째"))],
        )

    assert str(refusal.value) == (
        "14:00 ~ 14:15 주식회사 첫째: 이 기업은 같은 시간에 다른 상담이 있습니다."
    )
    assert Booking.objects.count() == 0
    assert consultation.slots.count() == 0


def test_grid_leaves_consultations_outside_it_alone(consultation, investors):
    outside = book(advisor=investors[0], organisation=organisation("법률 기업"))

    record_grid(consultation=consultation, labels=LABELS, rows=[GridRow(time(14), time(14, 15))])

    assert list(Booking.objects.all()) == [outside]


def test_company_that_slips_in_between_check_and_write_is_noticed(investors, slots, monkeypatch):
    quicker, slower = organisation("빠른 기업"), organisation("늦은 기업")
    checked = Booking.full_clean

    def check_and_lose_the_race(self, *args, **kwargs):
        checked(self, *args, **kwargs)
        Booking.objects.bulk_create(
            [Booking(advisor=investors[0], slot=slots[0], organisation=quicker)]
        )

    monkeypatch.setattr(Booking, "full_clean", check_and_lose_the_race)

    with pytest.raises(RuleViolation, match="방금 다른 사람이 예약한"):
        book(advisor=investors[0], slot=slots[0], organisation=slower)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_at_once_one_is_refused(investors, slots, monkeypatch):
    """Both look before either writes: only the database can tell them apart."""
    companies = [organisation("첫째"), organisation("둘째")]
    both_have_looked = threading.Barrier(2, timeout=20)
    checked = Booking.full_clean

    def check_and_wait(self, *args, **kwargs):
        checked(self, *args, **kwargs)
        both_have_looked.wait()

    monkeypatch.setattr(Booking, "full_clean", check_and_wait)
    outcomes = []

    def try_to_book(company):
        try:
            book(advisor=investors[0], slot=slots[0], organisation=company)
            outcomes.append("booked")
        except RuleViolation:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_to_book, args=(company,)) for company in companies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["booked", "refused"]
    assert Booking.objects.count() == 1
