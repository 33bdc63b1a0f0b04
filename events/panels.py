"""What events show on pages of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.panels import PanelContext, PanelPlace, panel
from events.models import Event

SHOWN = 5


@panel(
    PanelPlace.HOME,
    "events.next",
    title=_("Next event"),
    order=20,
    template_name="events/panels/next.html",
)
def next_event(context: PanelContext) -> Mapping[str, Any] | None:
    events = (
        Event.objects.announced_by(context.on)
        .takes_place(context.on)
        .upcoming(context.on)
        .select_related("place")
    )
    event = events.first()
    return {"event": event} if event else None


@panel(
    PanelPlace.ORGANISATION,
    "events.of_organisation",
    title=_("Events"),
    order=40,
    template_name="events/panels/of_organisation.html",
)
def events_of_organisation(context: PanelContext) -> Mapping[str, Any] | None:
    """Public facts only: who stood behind an event or was awarded there, never consultations."""
    events = list(
        Event.objects.announced_by(context.on)
        .takes_place(context.on)
        .of_organisation(context.subject.pk, by=context.on)
        .order_by("-date", "-pk")[:SHOWN]
    )
    return {"events": events} if events else None
