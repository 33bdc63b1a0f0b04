from __future__ import annotations

from datetime import date, time

import pytest

from alliance.models import Place
from events.models import Advisor, ConsultationEvent, Event, Slot
from members.models import Organisation

HELD_ON = date(2025, 11, 13)


def organisation(name, **fields):
    return Organisation.objects.create(name=name, slug=name, **fields)


@pytest.fixture
def hall(db):
    return Place.objects.create(name="일산 킨텍스 제1전시장", room="5홀")


@pytest.fixture
def seminar(hall):
    return Event.objects.create(
        name="분과통합 공개세미나",
        short_name="분과통합공개세미나",
        headline="4개 분과 연간 성과 발표",
        kind=Event.Kind.SEMINAR,
        date=HELD_ON,
        start=time(14),
        end=time(17),
        place=hall,
        audience="분과위원 등",
        participants=100,
        participants_basis=Event.Basis.APPROXIMATE,
        announced_on=date(2025, 10, 27),
    )


@pytest.fixture
def year_end(db):
    return Event.objects.create(
        name="한국메타버스산업협회 성과공유회",
        short_name="성과공유회",
        kind=Event.Kind.YEAR_END,
        date=date(2025, 12, 2),
        start=time(13, 40),
        end=time(19),
        place=Place.objects.create(name="로카우스 호텔", area="서울 용산"),
        purpose="한 해를 돌아보는 자리",
        audience="참여사 등",
        participants=150,
        participants_basis=Event.Basis.APPROXIMATE,
        announced_on=date(2025, 11, 14),
    )


@pytest.fixture
def consultation(seminar):
    return ConsultationEvent.objects.create(
        event=seminar,
        date=HELD_ON,
        title="메타버스 분야 투자 상담",
        occasion="2025 KMF 행사 기간 중",
        organiser=organisation("한국메타버스산업협회", short_name="K-META"),
    )


@pytest.fixture
def investors(consultation):
    firm = organisation("대성창업투자")
    return [
        Advisor.objects.create(consultation=consultation, firm=firm, label=label, position=position)
        for position, label in enumerate(("대성창업투자A", "대성창업투자B"))
    ]


@pytest.fixture
def slots(consultation):
    return [
        Slot.objects.create(consultation=consultation, start=time(14, start), end=time(14, end))
        for start, end in ((0, 15), (20, 35))
    ]
