"""The steering committee's meetings of 2025: agenda, timetable, roster, results, renewal, rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from alliance.demo import DEMO_TODAY, demo_loader
from alliance.models import Place
from alliance.periods import SEOUL
from meetings.models import (
    AgendaItem,
    Bylaw,
    BylawArticle,
    BylawItem,
    BylawParagraph,
    Decision,
    Guest,
    Meeting,
    MeetingTimetableRow,
    MinutesEntry,
    Observer,
    Renewal,
    RosterEntry,
)
from meetings.services.decisions import apply_renewal, propose_renewal, record_decision
from meetings.services.rosters import (
    AttendanceMark,
    open_roster,
    record_attendance,
)
from meetings.services.statuses import close_meeting, hold_meeting
from members.demo.people import demo_person
from members.models import Body, Seat

FACTS = Path(__file__).with_name("meetings.toml")
COMMITTEE = "steering"
START, END = time(15), time(17)
OBSERVERS = ("ministry_officer", "ministry_clerk")
Attendance = RosterEntry.Attendance
MARKS = {"○": Attendance.PRESENT, "×": Attendance.ABSENT, "대": Attendance.PROXY}


@demo_loader("meetings", after=("members",))
def load() -> None:
    """Whatever is there already is left alone, whatever officers made of it since."""
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    _bylaw(facts["bylaw"])
    for meeting in facts["meetings"]:
        _hold({**facts["invented"], **meeting}, close=True)
    fourth = _hold(facts["fourth"], close=False)
    if fourth is not None:
        _observers_and_guests(fourth)
        _renewal(fourth, facts["decision"])


def _hold(facts: Mapping[str, Any], *, close: bool) -> Meeting | None:
    body = Body.objects.get(code=COMMITTEE)
    year, ordinal = facts["date"].year, facts["ordinal"]
    if Meeting.objects.filter(body=body, year=year, ordinal=ordinal).exists():
        return None
    place, _is_new = Place.objects.get_or_create(
        name="K-META", room="대회의실", defaults={"area": "서울 강남"}
    )
    meeting = Meeting(
        body=body,
        year=year,
        ordinal=ordinal,
        date=facts["date"],
        as_of=facts.get("as_of"),
        start=START,
        end=END,
        place=place,
        participants_note=facts["participants_note"],
    )
    meeting.full_clean()
    meeting.save()
    items = _agenda(meeting, facts["agenda"])
    _timetable(meeting, facts["timetable"], items)
    _minutes(facts["minutes"], items)
    open_roster(meeting=meeting)
    at = datetime.combine(meeting.date, END, tzinfo=SEOUL)
    meeting = hold_meeting(meeting_id=meeting.pk, on=DEMO_TODAY, by=None, at=at)
    _mark(meeting, facts["marks"], facts.get("proxies", ()))
    return close_meeting(meeting_id=meeting.pk, by=None, at=at) if close else meeting


def _agenda(meeting: Meeting, rows: list[dict[str, Any]]) -> dict[int, AgendaItem]:
    items = {}
    for number, row in enumerate(rows, start=1):
        item = AgendaItem(
            meeting=meeting,
            number=number,
            title=row["title"].format(quarter=meeting.ordinal),
            subtitle=row.get("subtitle", ""),
            kind=row.get("kind", AgendaItem.Kind.REPORT),
            presenters=row.get("presenters", ""),
            annex_title=row.get("annex_title", ""),
            has_annex=row.get("has_annex", True),
            speaker=demo_person(row["speaker"]) if "speaker" in row else None,
        )
        item.full_clean()
        item.save()
        item.presenting.set([demo_person(key) for key in row.get("presenting", ())])
        items[number] = item
    return items


def _timetable(
    meeting: Meeting, rows: list[dict[str, Any]], items: Mapping[int, AgendaItem]
) -> None:
    for position, row in enumerate(rows, start=1):
        start, end = row["time"].split("-")
        MeetingTimetableRow.objects.create(
            meeting=meeting,
            position=position,
            start=time.fromisoformat(start),
            end=time.fromisoformat(end),
            agenda_item=items.get(row.get("item", 0)),
            content=row["content"].format(quarter=meeting.ordinal),
            sub_items="\n".join(row.get("sub_items", ())),
            presenter=row["presenter"],
        )


def _minutes(rows: list[dict[str, Any]], items: Mapping[int, AgendaItem]) -> None:
    position = 0
    for row in rows:
        for section in row.get("sections", [""]):
            position += 1
            MinutesEntry.objects.create(
                agenda_item=items[row["item"]],
                position=position,
                kind=row["kind"],
                section_key=section,
                text=row.get("text", ""),
            )


def _mark(meeting: Meeting, marks: str, proxies: list[dict[str, str]] | tuple[()]) -> None:
    by_person = {demo_person(proxy["person"]).pk: proxy for proxy in proxies}
    attendance = []
    for entry, mark in zip(meeting.roster.printable(), marks, strict=True):
        proxy = by_person.get(entry.seat.person_id)
        stand_in = demo_person(proxy["proxy"]) if proxy else None
        attendance.append(
            AttendanceMark(
                seat_id=entry.seat_id,
                attendance=MARKS[mark],
                proxy_name=stand_in.name if stand_in else "",
                proxy_title=proxy["title"] if proxy else "",
                proxy_person=stand_in,
            )
        )
    record_attendance(meeting=meeting, marks=attendance)


def _observers_and_guests(meeting: Meeting) -> None:
    for position, key in enumerate(OBSERVERS, start=1):
        Observer.objects.create(meeting=meeting, person=demo_person(key), position=position)
    for item in meeting.agenda_items.filter(speaker__isnull=False):
        Guest.objects.create(meeting=meeting, person=item.speaker, agenda_item=item)


def _renewal(meeting: Meeting, facts: Mapping[str, Any]) -> None:
    """The agenda named the chair alone; the committee prolonged the subcommittees' chairs too."""
    item = meeting.agenda_items.get(number=facts["item"])
    seats = Seat.objects.on(meeting.date).filter(role=Seat.Role.CHAIR).select_related("body")
    term_rule = BylawItem.objects.get(code=BylawItem.Code.MEMBER_TERM)
    chair = propose_renewal(
        agenda_item=item,
        office=Renewal.Office.CHAIR,
        seats=seats.filter(body=meeting.body),
        basis=term_rule,
    )
    others = propose_renewal(
        agenda_item=item,
        office=Renewal.Office.SUBCOMMITTEE_CHAIRS,
        seats=seats.filter(body__kind=Body.Kind.SUBCOMMITTEE).order_by("body__position"),
        basis=BylawItem.objects.get(code=BylawItem.Code.SUBCOMMITTEE_CHAIR_TERM),
        on_agenda=False,
    )
    record_decision(
        agenda_item=item,
        text=facts["text"],
        outcome=Decision.Outcome.CARRIED,
        on=meeting.date,
        basis=term_rule,
        renewals=(chair, others),
        follow_up=facts["follow_up"],
        follow_up_by=facts["follow_up_by"],
    )
    for renewal in (chair, others):
        apply_renewal(renewal_id=renewal.pk, on=meeting.date)


def _bylaw(facts: Mapping[str, Any]) -> None:
    bylaw, is_new = Bylaw.objects.get_or_create(
        code=facts["code"],
        valid_from=facts["valid_from"],
        defaults={key: facts[key] for key in ("title", "short_title", "note")},
    )
    if not is_new:
        return
    for each in facts["articles"]:
        article = BylawArticle.objects.create(
            bylaw=bylaw, number=each["number"], title=each["title"]
        )
        for number, paragraph in enumerate(each["paragraphs"], start=1):
            row = BylawParagraph.objects.create(
                article=article, number=number, text=paragraph["text"]
            )
            BylawItem.objects.bulk_create(
                BylawItem(paragraph=row, number=place, code=code, text=text)
                for place, (code, text) in enumerate(paragraph["items"], start=1)
            )
