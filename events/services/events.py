"""Announcing and cancelling events."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from events.models import Event

if TYPE_CHECKING:
    from members.models import User


@transaction.atomic
def announce_event(*, event_id: int, on: date, by: User | None) -> Event:
    """From this day on the public sees the event, and packets tell of it as a plan."""
    event = _locked(event_id)
    if event.cancelled_on is not None:
        raise RuleViolation(_("This event was cancelled."))
    if event.announced_on is not None and event.announced_on <= on:
        raise RuleViolation(_("This event is announced already."))
    event.announced_on = on
    return _saved(event)


@transaction.atomic
def cancel_event(*, event_id: int, on: date, by: User | None) -> Event:
    """The event keeps its page, marked as cancelled; no packet counts it from this day on."""
    event = _locked(event_id)
    if event.cancelled_on is not None:
        raise RuleViolation(_("This event was cancelled."))
    if (event.last_day or event.date) < on:
        raise RuleViolation(_("This event is over."))
    event.cancelled_on = on
    return _saved(event)


def _locked(event_id: int) -> Event:
    event: Event = Event.objects.select_for_update().get(pk=event_id)
    return event


def _saved(event: Event) -> Event:
    try:
        event.full_clean()
    except ValidationError as error:
        raise RuleViolation("; ".join(error.messages)) from error
    event.save()
    return event
