"""What the portal announces in one place and the newsletter may repeat: events, notices, calls.

Apps register sources in their `announcements.py`, found as `admin.py` is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices


class AnnouncementKind(TextChoices):
    EVENT = "event"
    CALL = "call"


@dataclass(frozen=True)
class Announcement:
    """`key` names the record for good (`events.event:12`), so that it is told only once."""

    key: str
    kind: AnnouncementKind
    title: str
    # From the site's root.
    path: str
    by: str = ""
    in_brief: str = ""
    last_day: date | None = None


Source = Callable[[date], Iterable[Announcement]]

_sources: dict[str, Source] = {}


def announces(name: str) -> Callable[[Source], Source]:
    """Register the decorated function: what everybody may read on a day and is not over."""

    def register(source: Source) -> Source:
        if name in _sources:
            message = f"Two sources of announcements are called {name}"
            raise ValueError(message)
        _sources[name] = source
        return source

    return register


def announced_on(day: date) -> list[Announcement]:
    return [each for name in sorted(_sources) for each in _sources[name](day)]
