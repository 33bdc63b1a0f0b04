"""Events as packets and public pages print them: plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from alliance import korean
from events.models import (
    Award,
    Booking,
    ConsultationEvent,
    Event,
    EventRole,
    PressCoverage,
    ProgrammeRow,
    Slot,
)

# The number of awards is printed behind this word of the row's content, where it occurs.
CEREMONY = "시상식"


def event_body(event: Event, *, as_of: date) -> dict[str, Any]:
    """What is printed of an event; numbers that people count are figures, not part of it."""
    return {
        "id": event.pk,
        "name": event.name,
        "short_name": event.short_name or event.name,
        "headline": event.headline or event.name,
        "date": event.date.isoformat(),
        "last_day": event.last_day.isoformat() if event.last_day else None,
        "start": event.start.isoformat("minutes") if event.start else None,
        "end": event.end.isoformat("minutes") if event.end else None,
        "place": event.place.printed if event.place else "",
        "place_name": event.place.name if event.place else "",
        "purpose": event.purpose,
        "roles": roles_body(event.roles.all()),
        "audience": event.audience,
        "participants": event.participants is not None,
        "approximate": event.is_approximate,
        "main_points": event.main_points,
        "in_one_line": "\n" not in event.main_points.strip(),
        "sessions": [
            {"number": session.number, "title": session.printed, "room": session.room}
            for session in event.sessions.all()
        ],
        "programme": programme_body(event.programme.all()),
        "is_plan": event.date > as_of,
        "pictures": [picture.to_json() for picture in event.pictures.all()],
        "articles": [
            {
                "outlet": article.outlet,
                "title": article.title,
                "url": article.url,
                "published": article.published_on.isoformat(),
                "reporter": article.reporter,
            }
            for article in event.press_articles.all()
            if article.published_on <= as_of
        ],
    }


def roles_body(roles: Iterable[EventRole]) -> list[dict[str, Any]]:
    """Organisations by their role, the roles in the order host, organiser, sponsor."""
    listed = list(roles)
    return [
        {
            "role": str(role.label),
            "names": [each.printed for each in listed if each.role == role],
        }
        for role in EventRole.Role
        if any(each.role == role for each in listed)
    ]


def programme_body(rows: Iterable[ProgrammeRow]) -> list[dict[str, Any]]:
    printed = []
    for row in rows:
        item = row.to_json()
        if row.shows_awards:
            before, word, after = row.content.partition(CEREMONY)
            item["content_before"] = before + word
            item["content_after"] = after
        printed.append(item)
    return printed


def awards_body(awards: Sequence[Award]) -> dict[str, Any]:
    """Classes and grades that occur, in the order in which they were entered."""
    return {
        "classes": [
            {"code": code, "label": str(Award.AwardClass(code).label)}
            for code in dict.fromkeys(award.award_class for award in awards)
        ],
        "grades": [
            {"code": code, "label": str(Award.Grade(code).label)}
            for code in Award.Grade.values
            if code != Award.Grade.NONE and any(award.grade == code for award in awards)
        ],
    }


def press_body(coverage: PressCoverage | None) -> dict[str, Any] | None:
    if coverage is None:
        return None
    return {
        "counted_on": coverage.counted_on.isoformat(),
        "before_event": coverage.is_older_than_event,
    }


def consultation_body(consultation: ConsultationEvent) -> dict[str, Any]:
    """The grid: advisors as columns, slots as rows, names as they were written."""
    bookings = list(Booking.objects.of_consultation(consultation.pk).in_grid())
    cells = {(each.slot_id, each.advisor_id): each.shown_name for each in bookings}
    used = {each.advisor_id for each in bookings}
    advisors = [
        advisor
        for advisor in consultation.advisors.select_related("firm", "person")
        if advisor.kind == advisor.Kind.INVESTMENT or advisor.pk in used
    ]
    return {
        "title": consultation.title,
        "occasion": consultation.occasion,
        "organiser": consultation.organiser.printed_short,
        "date": consultation.date.isoformat(),
        "advisors": [
            {"firm": advisor.printed_label, "person": advisor.printed_person}
            for advisor in advisors
        ],
        "slots": [
            {
                "start": slot.start.isoformat("minutes"),
                "end": slot.end.isoformat("minutes"),
                "kind": "break" if slot.is_break else "item",
                "bookings": []
                if slot.is_break
                else [cells.get((slot.pk, advisor.pk)) for advisor in advisors],
            }
            for slot in Slot.objects.filter(consultation=consultation)
        ],
    }


def short_days(body: Mapping[str, Any]) -> str:
    """`12.2`, of several days `12.2~12.4`."""
    days = (body["date"], body.get("last_day"))
    return "~".join(korean.short_date(day) for day in _different(days))


def _different(days: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(day for day in days if day))


def when(body: Mapping[str, Any]) -> str:
    """`12.2.(화) 13:40~19:00`, of several days `12.2.(화)~12.4.(목)`, for a line of the results."""
    days = _different((body["date"], body.get("last_day")))
    text = "~".join(korean.packet_date(day).partition(".")[2] for day in days)
    if body["start"] and body["end"]:
        text += f" {body['start']}~{body['end']}"
    return text
