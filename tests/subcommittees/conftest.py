"""A subcommittee with its chair, and a meeting of it."""

from __future__ import annotations

from datetime import date, time

import pytest

from alliance.models import Place
from members.models import Affiliation, Body, Organisation, Person, Seat, User
from subcommittees.models import Presentation, SubcommitteeMeeting

YEAR = {"valid_from": date(2025, 1, 1), "valid_to": date(2025, 12, 31)}


@pytest.fixture
def subcommittee(db):
    return Body.objects.create(
        kind=Body.Kind.SUBCOMMITTEE,
        code="future_strategy",
        name="미래전략 분과위원회",
        short_name="미래전략",
        position=1,
        valid_from=date(2021, 5, 18),
    )


@pytest.fixture
def chair(subcommittee):
    person = Person.objects.create(name="정분과")
    Seat.objects.create(body=subcommittee, person=person, role=Seat.Role.CHAIR, **YEAR)
    return User.objects.create_user("chair@subcommittee.example", "chair-password", person=person)


@pytest.fixture
def meeting(subcommittee):
    return SubcommitteeMeeting.objects.create(
        body=subcommittee,
        year=2025,
        ordinal=3,
        date=date(2025, 10, 21),
        start=time(15),
        end=time(17),
        place=Place.objects.create(name="K-META", room="4층 대회의실"),
        status=SubcommitteeMeeting.Status.HELD,
        participants_total=18,
    )


@pytest.fixture
def speaker(db):
    person = Person.objects.create(name="김발표")
    Affiliation.objects.create(
        person=person,
        organisation=Organisation.objects.create(name="웅진씽크빅", slug="웅진씽크빅"),
        title="부장",
        valid_from=date(2022, 1, 1),
    )
    return person


@pytest.fixture
def talk(meeting, speaker):
    return Presentation.objects.create(
        meeting=meeting,
        number=1,
        field="교육분야 우수사례",
        title="메타버스 기반 교육서비스",
        speaker=speaker,
        sections="① 개요\n※ 머리글\n- (대상) 7~9세",
    )


def make_meeting(subcommittee, day, ordinal, **more):
    fields = {"status": SubcommitteeMeeting.Status.HELD, **more}
    return SubcommitteeMeeting.objects.create(
        body=subcommittee,
        year=day.year,
        ordinal=ordinal,
        date=day,
        start=time(15),
        end=time(17),
        **fields,
    )
