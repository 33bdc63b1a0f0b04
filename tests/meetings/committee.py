"""A steering committee of six, and a meeting of it, for the tests of this app."""

from __future__ import annotations

from datetime import date, datetime, time

from alliance.models import Place
from alliance.periods import SEOUL
from meetings.models import AgendaItem, Meeting
from members.models import Affiliation, Body, Organisation, Person, Seat

TERM = {"valid_from": date(2025, 1, 1), "valid_to": date(2025, 12, 31)}
MEETING_DAY = date(2025, 11, 26)
AFTERWARDS = datetime(2025, 11, 26, 18, tzinfo=SEOUL)
# Name, sector, organisation, title; in the order in which they were appointed.
MEMBERS = (
    ("하협회", Seat.Sector.PARTNER, "한국전파진흥협회", "본부장"),
    ("바기업", Seat.Sector.INDUSTRY, "시어스랩", "대표"),
    ("가정부", Seat.Sector.GOVERNMENT, "과학기술정보통신부", "과장"),
    ("나의장", Seat.Sector.ACADEMIA, "광운대학교", "교수"),
    ("다학회", Seat.Sector.ACADEMIA, "의료메타버스학회", "학회장"),
    ("사기업", Seat.Sector.INDUSTRY, "네이버제트", "리드"),
)


def organisation(name: str, **more) -> Organisation:
    found, _is_new = Organisation.objects.get_or_create(
        name=name, defaults={"slug": name.replace(" ", ""), **more}
    )
    return found


def person(name: str, where: str, title: str, department: str = "") -> Person:
    made = Person.objects.create(name=name)
    Affiliation.objects.create(
        person=made,
        organisation=organisation(where),
        title=title,
        department=department,
        valid_from=date(2022, 1, 1),
    )
    return made


def fill(body: Body) -> dict[str, Seat]:
    """Seats by the person's name."""
    seats = {}
    for position, (name, sector, where, title) in enumerate(MEMBERS, start=1):
        seats[name] = Seat.objects.create(
            body=body,
            person=person(name, where, title),
            role=Seat.Role.CHAIR if name == "나의장" else Seat.Role.MEMBER,
            sector=sector,
            position=position,
            **TERM,
        )
    return seats


def make_meeting(body: Body, **more) -> Meeting:
    fields = {
        "year": 2025,
        "ordinal": 4,
        "date": MEETING_DAY,
        "start": time(15),
        "end": time(17),
        "status": Meeting.Status.HELD,
        **more,
    }
    place, _is_new = Place.objects.get_or_create(
        name="K-META", room="대회의실", defaults={"area": "서울 강남"}
    )
    return Meeting.objects.create(body=body, place=place, **fields)


def make_item(meeting: Meeting, number: int = 1, **more) -> AgendaItem:
    fields = {"title": f"안건 제목 {number}", **more}
    return AgendaItem.objects.create(meeting=meeting, number=number, **fields)
