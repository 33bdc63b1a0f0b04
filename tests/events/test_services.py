"""Announcing, cancelling, and putting in a programme; what the checks then tell."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from alliance.errors import RuleViolation
from alliance.periods import DayRange
from events.checks import check_event, check_slots
from events.models import Award, AwardRecipient, Event, PressCoverage, ProgrammeRow, Slot
from events.services.events import announce_event, cancel_event
from events.services.programme import ProgrammeEntry, SessionEntry, replace_programme


def at(text):
    return time.fromisoformat(text)


def codes(event):
    event = Event.objects.get(pk=event.pk)
    return [(finding.code, str(finding.severity)) for finding in check_event(event)]


def test_announcing_makes_an_event_public_from_the_day(year_end, officer):
    Event.objects.update(announced_on=None)

    announce_event(event_id=year_end.pk, on=date(2025, 11, 20), by=officer)

    assert Event.objects.announced_by(date(2025, 11, 19)).count() == 0
    assert Event.objects.announced_by(date(2025, 11, 20)).get() == year_end


def test_event_is_announced_once(year_end, officer):
    with pytest.raises(RuleViolation):
        announce_event(event_id=year_end.pk, on=date(2025, 11, 20), by=officer)


def test_event_that_is_over_is_neither_announced_nor_cancelled(year_end, officer):
    Event.objects.update(announced_on=None)

    with pytest.raises(RuleViolation, match="끝나기 전"):
        announce_event(event_id=year_end.pk, on=date(2025, 12, 3), by=officer)
    with pytest.raises(RuleViolation, match="이미 끝난"):
        cancel_event(event_id=year_end.pk, on=date(2025, 12, 3), by=officer)


def test_cancelled_event_takes_place_no_more_and_is_not_announced_again(year_end, officer):
    cancel_event(event_id=year_end.pk, on=date(2025, 11, 20), by=officer)

    assert Event.objects.takes_place(date(2025, 11, 19)).count() == 1
    assert Event.objects.takes_place(date(2025, 11, 20)).count() == 0
    with pytest.raises(RuleViolation):
        announce_event(event_id=year_end.pk, on=date(2025, 11, 21), by=officer)
    with pytest.raises(RuleViolation):
        cancel_event(event_id=year_end.pk, on=date(2025, 11, 21), by=officer)


def test_programme_is_replaced_as_a_whole(seminar):
    replace_programme(event=seminar, rows=[ProgrammeEntry(at("14:00"), at("17:00"), "옛 순서")])

    replace_programme(
        event=seminar,
        sessions=[SessionEntry(1, "첫 세션")],
        rows=[
            ProgrammeEntry(at("14:00"), at("15:00"), "나중", session=1),
            ProgrammeEntry(at("15:00"), at("17:00"), "먼저"),
        ],
    )

    assert list(seminar.programme.values_list("position", "content", "session__number")) == [
        (1, "나중", 1),
        (2, "먼저", None),
    ]


def test_programme_with_an_unknown_session_changes_nothing(seminar):
    replace_programme(event=seminar, rows=[ProgrammeEntry(at("14:00"), at("17:00"), "옛 순서")])

    with pytest.raises(RuleViolation):
        replace_programme(
            event=seminar, rows=[ProgrammeEntry(at("14:00"), at("15:00"), "새 순서", session=9)]
        )

    assert [row.content for row in ProgrammeRow.objects.all()] == ["옛 순서"]


def test_programme_that_fits_has_no_finding(seminar):
    replace_programme(
        event=seminar,
        rows=[
            ProgrammeEntry(at("14:00"), at("15:00"), "앞"),
            ProgrammeEntry(at("15:00"), at("17:00"), "뒤"),
            ProgrammeEntry(at("14:00"), at("17:00"), "곁", parallel=True),
        ],
    )

    assert codes(seminar) == []


def test_gaps_overruns_and_parallel_sessions_are_told(seminar):
    replace_programme(
        event=seminar,
        sessions=[SessionEntry(1, "본 행사"), SessionEntry(2, "곁 행사", parallel=True)],
        rows=[
            ProgrammeEntry(at("14:00"), at("15:00"), "앞", session=1),
            ProgrammeEntry(at("15:05"), at("17:30"), "뒤", session=1),
            ProgrammeEntry(at("14:00"), at("15:00"), "곁 하나", session=2),
            ProgrammeEntry(at("14:30"), at("16:00"), "곁 둘", session=2),
        ],
    )

    assert codes(seminar) == [("gap", "error"), ("overrun", "error"), ("overlap", "error")]


def test_what_an_event_lacks_is_told(seminar):
    Event.objects.update(place=None, start=None, end=None, date=date(2025, 11, 15))
    ProgrammeRow.objects.create(event=seminar, content="…", start=at("14:00"), end=at("15:00"))

    assert codes(seminar) == [("no_times", "error"), ("no_place", "error"), ("weekend", "warning")]


def test_press_count_older_than_the_event_is_a_warning(seminar):
    PressCoverage.objects.create(event=seminar, article_count=88, counted_on=date(2025, 11, 6))
    assert codes(seminar) == [("press_count_older", "warning")]

    PressCoverage.objects.create(event=seminar, article_count=99, counted_on=date(2025, 11, 13))
    assert codes(seminar) == []


def test_more_recipients_than_awards_are_an_error(year_end):
    award = Award.objects.create(event=year_end, award_class="project_group", count=1)
    for name in ("하나", "둘"):
        AwardRecipient.objects.create(award=award, printed_name=name)

    assert codes(year_end) == [("award_recipients", "error"), ("no_ceremony", "warning")]


def test_overlapping_slots_are_an_error_and_the_change_over_is_none(consultation, slots):
    assert check_slots(consultation) == []

    Slot.objects.create(consultation=consultation, start=at("14:10"), end=at("14:30"))

    assert [finding.code for finding in check_slots(consultation)] == ["overlap", "overlap"]


def test_event_without_hours_comes_after_those_that_have_them(seminar):
    whole_day = Event.objects.create(
        name="종일 행사", kind=Event.Kind.SEMINAR, date=seminar.date, announced_on=seminar.date
    )
    days = DayRange(seminar.date, seminar.date)

    assert list(Event.objects.held_within(days)) == [seminar, whole_day]
    assert list(Event.objects.upcoming(seminar.date)) == [seminar, whole_day]
    assert list(Event.objects.past(days.end + timedelta(days=1))) == [seminar, whole_day]
