"""Who reads the files of an event: everybody, once it is announced."""

from typing import Any

from alliance.files import readers_of
from alliance.periods import today
from events.models import Event


@readers_of("events.event")
def may_read_event(user: Any, event: Event) -> bool:
    return event.is_public_on(today())
