"""Events to come that the newsletter may repeat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from alliance.announcements import Announcement, AnnouncementKind, announces
from alliance.korean import long_date
from events.models import Event


@announces("events")
def announced_events(day: date) -> Iterator[Announcement]:
    coming = Event.objects.announced_by(day).takes_place(day).upcoming(day)
    for event in coming.select_related("place"):
        facts = [long_date(event.date), str(event.place or "")]
        yield Announcement(
            key=f"events.event:{event.pk}",
            kind=AnnouncementKind.EVENT,
            title=event.name,
            path=event.get_absolute_url(),
            in_brief=", ".join(filter(None, facts)),
            last_day=event.last_day or event.date,
        )
