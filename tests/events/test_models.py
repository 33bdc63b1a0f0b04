"""What the database refuses, whoever writes."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.models import (
    Award,
    AwardRecipient,
    Booking,
    ConsultationEvent,
    Event,
    EventRole,
    EventSession,
    PressCoverage,
    ProgrammeRow,
    Slot,
)
from tests.events.conftest import organisation


def refused(make, *args, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(*args, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"participants": 100, "participants_basis": ""},
        {"participants": None, "participants_basis": "actual"},
        {"participants": 100, "participants_basis": "guess"},
        {"start": time(15), "end": time(14)},
        {"start": None, "end": time(14)},
        {"last_day": date(2025, 11, 12)},
        {"announced_on": date(2025, 11, 14)},
    ],
)
def test_events_that_make_no_sense(seminar, fields):
    refused(Event.objects.filter(pk=seminar.pk).update, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"participants": 100, "participants_basis": "actual"},
        {"participants": None, "participants_basis": ""},
        {"last_day": date(2025, 11, 14), "announced_on": date(2025, 11, 14)},
    ],
)
def test_events_that_do(seminar, fields):
    assert Event.objects.filter(pk=seminar.pk).update(**fields) == 1


def test_participants_without_basis_are_told_in_korean(seminar):
    seminar.participants_basis = ""

    with pytest.raises(ValidationError, match="집계한 수인지 어림한 수인지"):
        seminar.full_clean()


def test_organisation_has_a_role_once(seminar):
    host = organisation("주최 기관")
    EventRole.objects.create(event=seminar, organisation=host, role="host")

    refused(EventRole.objects.create, event=seminar, organisation=host, role="host")
    EventRole.objects.create(event=seminar, organisation=host, role="sponsor")


def test_award_of_a_class_and_grade_is_one_row_of_at_least_one(year_end):
    Award.objects.create(event=year_end, award_class="project_group", grade="none", count=3)

    refused(
        Award.objects.create, event=year_end, award_class="project_group", grade="none", count=1
    )
    refused(
        Award.objects.create,
        event=year_end,
        award_class="project_group",
        grade="minister_prize",
        count=0,
    )


def test_recipient_without_any_name(year_end):
    award = Award.objects.create(event=year_end, award_class="project_group", count=1)

    refused(AwardRecipient.objects.create, award=award)
    assert str(AwardRecipient.objects.create(award=award, printed_name="어느 그룹")) == "어느 그룹"


def test_press_is_counted_once_a_day(seminar):
    PressCoverage.objects.create(event=seminar, article_count=88, counted_on=date(2025, 11, 6))

    refused(
        PressCoverage.objects.create,
        event=seminar,
        article_count=90,
        counted_on=date(2025, 11, 6),
    )


def test_event_has_one_award_ceremony(year_end):
    row = {"event": year_end, "content": "시상식", "shows_awards": True}
    ProgrammeRow.objects.create(start=time(14), end=time(15), **row)

    refused(ProgrammeRow.objects.create, start=time(15), end=time(16), **row)


def test_programme_row_ends_after_it_starts(seminar):
    refused(ProgrammeRow.objects.create, event=seminar, content="…", start=time(15), end=time(15))


def test_session_of_another_event_is_refused(seminar, year_end):
    session = EventSession.objects.create(event=year_end, number=1, title="세션")
    row = ProgrammeRow(event=seminar, session=session, content="…", start=time(14), end=time(15))

    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert list(refusal.value.message_dict) == ["session"]


def test_advisor_has_one_company_in_a_slot(investors, slots):
    first, second = organisation("첫째"), organisation("둘째")
    Booking.objects.create(advisor=investors[0], slot=slots[0], organisation=first)

    refused(
        Booking.objects.bulk_create,
        [Booking(advisor=investors[0], slot=slots[0], organisation=second)],
    )


def test_company_sits_at_one_desk_in_a_slot(investors, slots):
    company = organisation("첫째")
    Booking.objects.create(advisor=investors[0], slot=slots[0], organisation=company)

    refused(
        Booking.objects.bulk_create,
        [Booking(advisor=investors[1], slot=slots[0], organisation=company)],
    )
    Booking.objects.create(advisor=investors[1], slot=slots[1], organisation=company)


def test_consultation_outside_the_grid_is_recorded_once(investors):
    company = organisation("첫째")
    Booking.objects.create(advisor=investors[0], organisation=company)

    refused(Booking.objects.create, advisor=investors[0], organisation=company)
    Booking.objects.create(advisor=investors[0], organisation=organisation("둘째"))


def test_break_and_foreign_slots_take_no_company(investors, consultation, year_end):
    company = organisation("첫째")
    pause = Slot.objects.create(
        consultation=consultation, start=time(15, 40), end=time(16), is_break=True
    )
    other = ConsultationEvent.objects.create(
        event=year_end, date=year_end.date, title="다른 상담", organiser=company
    )
    foreign = Slot.objects.create(consultation=other, start=time(14), end=time(14, 15))

    for slot in (pause, foreign):
        booking = Booking(advisor=investors[0], slot=slot, organisation=company)
        with pytest.raises(ValidationError) as refusal:
            booking.full_clean()
        assert list(refusal.value.message_dict) == ["slot"]
