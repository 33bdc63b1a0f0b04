"""The steering committee and the four subcommittees, with their seats in 2025."""

from datetime import date

from members.demo.people import (
    COMMITTEE,
    SUBCOMMITTEE_CHAIRS,
    SUBCOMMITTEE_MEMBERS,
    SUBCOMMITTEE_SECRETARIES,
    demo_person,
)
from members.models import Body, Seat
from members.services.seats import take_seat

FOUNDED = date(2021, 5, 18)
TERM_START, TERM_END = date(2025, 1, 1), date(2025, 12, 31)

STEERING = "steering"
BODIES = (
    (STEERING, Body.Kind.STEERING, "메타버스 얼라이언스 운영위원회", "운영위원회"),
    ("future_strategy", Body.Kind.SUBCOMMITTEE, "미래전략 분과위원회", "미래전략"),
    ("talent", Body.Kind.SUBCOMMITTEE, "인재양성 분과위원회", "인재양성"),
    ("tech_standard", Body.Kind.SUBCOMMITTEE, "기술표준 분과위원회", "기술표준"),
    ("ethics_system", Body.Kind.SUBCOMMITTEE, "윤리제도 분과위원회", "윤리제도"),
)

# In the order of the roster.
_SECTORS = (
    *(Seat.Sector.GOVERNMENT,) * 1,
    *(Seat.Sector.ACADEMIA,) * 4,
    *(Seat.Sector.INDUSTRY,) * 4,
    *(Seat.Sector.PARTNER,) * 7,
)


def load_bodies() -> None:
    for position, (code, kind, name, short_name) in enumerate(BODIES):
        body, is_new = Body.objects.get_or_create(
            code=code,
            defaults={
                "kind": kind,
                "name": name,
                "short_name": short_name,
                "position": position,
                "valid_from": FOUNDED,
            },
        )
        if not is_new:
            continue
        if code == STEERING:
            _fill_committee(body)
        else:
            _fill_subcommittee(body)


def _fill_committee(body: Body) -> None:
    by_office = {"ministry_head", *SUBCOMMITTEE_CHAIRS.values()}
    for position, (who, sector) in enumerate(zip(COMMITTEE, _SECTORS, strict=True), start=1):
        _seat(
            body,
            who.key,
            position=position,
            role=Seat.Role.CHAIR if who.key == "chair" else Seat.Role.MEMBER,
            sector=sector,
            ex_officio=who.key in by_office,
        )


def _fill_subcommittee(body: Body) -> None:
    _seat(body, SUBCOMMITTEE_CHAIRS[body.code], position=1, role=Seat.Role.CHAIR)
    _seat(body, SUBCOMMITTEE_SECRETARIES[body.code], position=2, role=Seat.Role.SECRETARY)
    for position, who in enumerate(SUBCOMMITTEE_MEMBERS[body.code], start=3):
        _seat(body, who.key, position=position, role=Seat.Role.MEMBER)


def _seat(
    body: Body, key: str, *, position: int, role: str, sector: str = "", ex_officio: bool = False
) -> None:
    person = demo_person(key)
    affiliations = person.affiliations_on(TERM_START)
    take_seat(
        body=body,
        person=person,
        on=TERM_START,
        until=TERM_END,
        role=role,
        sector=sector,
        represents=affiliations[0].organisation if affiliations else None,
        ex_officio=ex_officio,
        position=position,
    )
