"""Who is called, who came, and how it is counted."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from alliance.errors import RuleViolation
from meetings.headcounts import Headcount, headcount
from meetings.models import Meeting, RosterEntry
from meetings.services.rosters import (
    AttendanceMark,
    open_roster,
    record_attendance,
)
from meetings.services.statuses import close_meeting
from members.models import Person, Seat
from tests.meetings import committee

Attendance = RosterEntry.Attendance


def mark(roster, **attendance):
    meeting = next(iter(roster.values())).meeting
    marks = []
    for name, value in attendance.items():
        proxy_name, _space, title = value.partition(" ") if " " in value else ("", "", "")
        chosen = Attendance.PROXY if proxy_name else value
        marks.append(AttendanceMark(roster[name].seat_id, chosen, proxy_name, title))
    record_attendance(meeting=meeting, marks=marks)


def test_roster_calls_the_seats_of_the_day_by_sector_and_position(meeting, seats):
    Seat.objects.filter(pk=seats["사기업"].pk).update(valid_to=date(2025, 11, 25))

    names = [entry.person.name for entry in open_roster(meeting=meeting)]

    assert names == ["가정부", "나의장", "다학회", "바기업", "하협회"]


def test_opening_the_roster_again_adds_newcomers_and_keeps_marks(meeting, roster, seats):
    mark(roster, 나의장="present")
    Seat.objects.create(
        body=meeting.body,
        person=committee.person("마신입", "엘지유플러스", "랩장"),
        sector=Seat.Sector.INDUSTRY,
        position=9,
        **committee.TERM,
    )
    Seat.objects.filter(pk=seats["하협회"].pk).update(valid_from=date(2025, 12, 1))

    again = open_roster(meeting=meeting)

    assert [(entry.position, entry.person.name) for entry in again] == [
        (1, "가정부"),
        (2, "나의장"),
        (3, "다학회"),
        (4, "바기업"),
        (5, "사기업"),
        (6, "마신입"),
    ]
    assert list(meeting.roster.present()) == [roster["나의장"]]
    assert meeting.roster.count() == 6


def test_marked_entry_stays_though_its_term_was_corrected(meeting, roster, seats):
    mark(roster, 하협회="present")
    Seat.objects.filter(pk=seats["하협회"].pk).update(valid_to=date(2025, 6, 30))

    open_roster(meeting=meeting)

    assert meeting.roster.filter(seat=seats["하협회"]).exists()


def test_proxy_counts_as_present_and_is_told_apart(meeting, roster):
    mark(
        roster,
        가정부="present",
        나의장="present",
        다학회="absent",
        바기업="박대참 이사",
        사기업="absent",
    )

    counts = headcount(meeting)

    assert counts == Headcount(target=6, in_person=2, by_proxy=1, absent=2, unmarked=1)
    assert counts.present == 3
    assert counts.printed == "3/2"
    entry = meeting.roster.by_proxy().get()
    assert (entry.mark, entry.proxy) == ("○", "박대참 이사")


def test_proxy_goes_when_the_member_comes_after_all(roster):
    mark(roster, 바기업="박대참 이사")
    mark(roster, 바기업="present")

    entry = RosterEntry.objects.get(pk=roster["바기업"].pk)
    assert (entry.attendance, entry.proxy_name, entry.proxy_title) == ("present", "", "")


def test_proxy_needs_a_name(roster):
    with pytest.raises(RuleViolation, match="바기업의 대참자를 적어 주세요"):
        record_attendance(
            meeting=roster["바기업"].meeting,
            marks=[
                AttendanceMark(roster["가정부"].seat_id, Attendance.PRESENT),
                AttendanceMark(roster["바기업"].seat_id, Attendance.PROXY),
            ],
        )

    assert not RosterEntry.objects.exclude(attendance="unset").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"attendance": "proxy"},
        {"attendance": "present", "proxy_name": "박대참"},
        {"attendance": "absent", "proxy_name": "박대참"},
        {"attendance": "unset", "proxy_title": "이사"},
    ],
)
def test_database_refuses_a_proxy_that_does_not_fit_the_mark(roster, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterEntry.objects.filter(pk=roster["바기업"].pk).update(**wrong)


def test_seat_is_on_the_roster_once(meeting, roster):
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterEntry.objects.create(meeting=meeting, seat=roster["바기업"].seat)


def test_stranger_to_the_roster_is_not_marked(meeting, roster, committee_member):
    stranger = Seat.objects.get(person=committee_member.person)

    with pytest.raises(RuleViolation):
        record_attendance(meeting=meeting, marks=[AttendanceMark(stranger.pk, Attendance.PRESENT)])


def test_meeting_is_closed_once_everybody_is_marked_and_stays_so(meeting, roster):
    with pytest.raises(RuleViolation, match="모든 사람을 표시"):
        close_meeting(meeting_id=meeting.pk, by=None, at=committee.AFTERWARDS)
    mark(roster, **dict.fromkeys(roster, "present"))

    closed = close_meeting(meeting_id=meeting.pk, by=None, at=committee.AFTERWARDS)

    assert closed.status == Meeting.Status.CLOSED
    with pytest.raises(RuleViolation, match="종결된 회의"):
        record_attendance(meeting=closed, marks=[])
    with pytest.raises(RuleViolation, match="종결된 회의"):
        open_roster(meeting=closed)


def test_meeting_that_was_closed_meanwhile_takes_no_marks(meeting, roster):
    stale = Meeting.objects.get(pk=meeting.pk)
    mark(roster, **dict.fromkeys(roster, "present"))
    close_meeting(meeting_id=meeting.pk, by=None, at=committee.AFTERWARDS)

    with pytest.raises(RuleViolation, match="종결된 회의"):
        record_attendance(meeting=stale, marks=[])
    with pytest.raises(RuleViolation, match="종결된 회의"):
        open_roster(meeting=stale)


def test_record_of_the_proxy_is_that_of_the_person_named(roster):
    entry = roster["바기업"]
    entry.attendance, entry.proxy_name = "proxy", "김새로"
    entry.proxy_person = Person.objects.create(name="박대참")

    with pytest.raises(ValidationError, match="박대참"):
        entry.full_clean()

    entry.proxy_name = "박 대참"
    entry.full_clean()
