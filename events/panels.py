"""What events show on pages of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alliance.panels import PanelContext, PanelPlace, panel
from events.models import Booking, Event
from members.roles import organisations_represented_on

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


@panel(
    PanelPlace.MY,
    "events.consultations",
    title=_("Our consultations"),
    order=30,
    template_name="events/panels/my_consultations.html",
)
def my_consultations(context: PanelContext) -> Mapping[str, Any] | None:
    """Of the organisations that the reader acts for: the coming ones, and the last that were."""
    own = Booking.objects.filter(
        organisation__in=organisations_represented_on(context.user, context.on).values("pk"),
        advisor__consultation__event__announced_on__lte=context.on,
    ).select_related("advisor__firm", "advisor__consultation", "slot", "organisation")
    held = own.exclude(advisor__consultation__event__cancelled_on__lte=context.on)
    in_time = F("slot__start").asc(nulls_last=True)
    bookings = list(held.order_by("-advisor__consultation__date", in_time, "pk")[: 2 * SHOWN])
    if not bookings:
        return None
    several = len({booking.organisation_id for booking in bookings}) > 1
    return {"bookings": bookings, "several": several}


@panel(
    PanelPlace.MY,
    "events.events",
    title=_("Our events"),
    order=31,
    template_name="events/panels/of_organisation.html",
)
def my_events(context: PanelContext) -> Mapping[str, Any] | None:
    public = Event.objects.announced_by(context.on).takes_place(context.on)
    found = {
        event.pk: event
        for organisation in organisations_represented_on(context.user, context.on)
        for event in public.of_organisation(organisation.pk, by=context.on)[:SHOWN]
    }
    events = sorted(found.values(), key=lambda event: (event.date, event.pk), reverse=True)
    return {"events": events[:SHOWN]} if events else None
