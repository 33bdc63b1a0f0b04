"""Who someone is on a day. Officer is granted; everything else follows from dated facts, so a
right ends by itself with the seat or the affiliation that gave it."""

from __future__ import annotations

from datetime import date
from typing import Any

from members.models import Affiliation, Body, Organisation, Seat
from members.querysets import SeatQuerySet


def is_officer(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_officer)


def seats_on(user: Any, day: date) -> SeatQuerySet:
    """Seats that the user's person holds on the day, in bodies that exist then."""
    if not user.is_authenticated or not user.is_active or user.person_id is None:
        return Seat.objects.none()  # type: ignore[no-any-return]
    return (
        Seat.objects.on(day)
        .of_existing_body_on(day)
        .filter(person=user.person_id)
        .select_related("body")
        .in_printed_order()
    )


def is_committee_member_on(user: Any, day: date) -> bool:
    return bool(seats_on(user, day).of_kind(Body.Kind.STEERING).exists())


def organisations_represented_on(user: Any, day: date) -> Any:
    """Organisations that the user may act for in the portal: keep the entry, file reports."""
    if not user.is_authenticated or not user.is_active or user.person_id is None:
        return Organisation.objects.none()
    return Organisation.objects.represented_by(user.person_id, day)


def represents_on(user: Any, organisation: Organisation, day: date) -> bool:
    return bool(organisations_represented_on(user, day).filter(pk=organisation.pk).exists())


def hands_in_for_on(user: Any, organisation: Organisation, day: date) -> bool:
    """Representatives hand in what they and the staff drafted."""
    if not represents_on(user, organisation, day):
        return False
    acting = Affiliation.objects.on(day).acting().filter(person=user.person_id)
    role = Affiliation.ActingRole.REPRESENTATIVE
    return bool(acting.filter(organisation=organisation, acting_role=role).exists())
