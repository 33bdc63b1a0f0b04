"""Terms in the bodies of the alliance. Rights follow from seats and end with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.models import Body, Organisation, Person, Seat
from members.services.checked import save_checked


@transaction.atomic
def take_seat(
    *,
    body: Body,
    person: Person,
    on: date,
    until: date | None = None,
    role: str = Seat.Role.MEMBER,
    sector: str = "",
    represents: Organisation | None = None,
    ex_officio: bool = False,
    position: int | None = None,
) -> Seat:
    """A term from the day on; without a position the seat is printed last."""
    if not body.holds_on(on):
        raise RuleViolation(_("%(body)s does not exist on %(day)s.") % {"body": body, "day": on})
    if position is None:
        last = body.seats.on(on).order_by("-position").values_list("position", flat=True).first()
        position = (last or 0) + 1
    seat = Seat(
        body=body,
        person=person,
        role=role,
        sector=sector,
        represents=represents,
        ex_officio=ex_officio,
        position=position,
        valid_from=on,
        valid_to=until,
    )
    save_checked(seat)
    return seat


@transaction.atomic
def renew_seats(*, seats: Iterable[Seat], until: date) -> list[Seat]:
    """연임: a new term follows each one without a gap, in the same role and place."""
    renewed = []
    for seat in seats:
        if seat.valid_to is None:
            raise RuleViolation(_("The term of %(person)s has no end.") % {"person": seat.person})
        following = Seat(
            body=seat.body,
            person=seat.person,
            role=seat.role,
            sector=seat.sector,
            represents=seat.represents,
            ex_officio=seat.ex_officio,
            position=seat.position,
            valid_from=seat.valid_to + timedelta(days=1),
            valid_to=until,
        )
        save_checked(following)
        renewed.append(following)
    return renewed
