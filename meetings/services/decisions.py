"""What a meeting decides, and the terms that follow from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from meetings.models import (
    AgendaItem,
    BylawItem,
    Decision,
    Meeting,
    Renewal,
    RenewedSeat,
)
from meetings.terms import term_end
from members.models import Body, Seat
from members.services.seats import renew_seats


@transaction.atomic
def propose_renewal(
    *,
    agenda_item: AgendaItem,
    office: str,
    seats: Iterable[Seat],
    basis: BylawItem,
    term_months: int = 12,
    on_agenda: bool = True,
) -> Renewal:
    """Put an office's renewal under an agenda item, or add seats to the one that is there."""
    renewal, _is_new = Renewal.objects.get_or_create(
        agenda_item=agenda_item,
        office=office,
        defaults={"basis": basis, "term_months": term_months, "on_agenda": on_agenda},
    )
    for seat in seats:
        RenewedSeat.objects.get_or_create(renewal=renewal, seat=seat)
    return renewal


@transaction.atomic
def record_decision(
    *,
    agenda_item: AgendaItem,
    text: str,
    outcome: str,
    on: date,
    kind: str = Decision.Kind.RESOLUTION,
    basis: BylawItem | None = None,
    renewals: Iterable[Renewal] = (),
    follow_up: str = "",
    follow_up_by: date | None = None,
) -> Decision:
    """What was decided under the item; saying it again corrects it."""
    if agenda_item.meeting.status == Meeting.Status.PLANNED:
        raise RuleViolation(_("Decisions are made at a meeting: mark it as held first."))
    if outcome not in Decision.Outcome.values or outcome == Decision.Outcome.PENDING:
        raise RuleViolation(_("Say what was decided: carried, rejected or postponed."))
    decision, _is_new = Decision.objects.get_or_create(
        agenda_item=agenda_item,
        text=text,
        defaults={"kind": kind, "outcome": outcome, "decided_on": on},
    )
    decision.kind, decision.outcome, decision.decided_on = kind, outcome, on
    decision.basis = basis
    decision.follow_up, decision.follow_up_by = follow_up, follow_up_by
    decision.save()
    for renewal in renewals:
        renewal.decision = decision
        renewal.save(update_fields=["decision"])
    return decision


@transaction.atomic
def apply_renewal(*, renewal_id: int, on: date) -> list[Seat]:
    """Write the terms that follow those named, once the decision is carried.

    A subcommittee's chair sits in the steering committee by office, so that seat goes on too.
    """
    renewal: Renewal = Renewal.objects.select_for_update().get(pk=renewal_id)
    if renewal.applied_on is not None:
        raise RuleViolation(_("The new terms were written already."))
    if renewal.decision is None or renewal.decision.outcome != Decision.Outcome.CARRIED:
        raise RuleViolation(_("Terms are renewed only once the decision is carried."))
    for row in list(renewal.seats.select_related("seat__body")):
        for by_office in _seats_by_office(row.seat):
            RenewedSeat.objects.get_or_create(renewal=renewal, seat=by_office)
    written = [
        _renew(row, months=renewal.term_months)
        for row in renewal.seats.filter(new_seat__isnull=True).select_related("seat")
    ]
    renewal.applied_on = on
    renewal.save(update_fields=["applied_on"])
    return written


def _seats_by_office(seat: Seat) -> Iterable[Seat]:
    if seat.body.kind != Body.Kind.SUBCOMMITTEE or seat.role != Seat.Role.CHAIR:
        return []
    if seat.valid_to is None:
        return []
    return list(
        Seat.objects.on(seat.valid_to)
        .of_kind(Body.Kind.STEERING)
        .filter(person_id=seat.person_id, ex_officio=True, valid_to__isnull=False)
    )


def _renew(row: RenewedSeat, *, months: int) -> Seat:
    old = row.seat
    if old.valid_to is None:
        raise RuleViolation(
            _("The term of %(person)s has no end that could be extended.")
            % {"person": old.person.name}
        )
    [new] = renew_seats(seats=[old], until=term_end(old.valid_to, months))
    row.new_seat = new
    row.save(update_fields=["new_seat"])
    return new
