"""Consultation days: slots are laid out, companies get their turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alliance import korean
from alliance.errors import RuleViolation
from events.models import Advisor, Booking, ConsultationEvent, Slot
from members.models import Organisation
from members.services.matching import MatchStatus, NameMatch, match_names

EMPTY_CELLS = frozenset({"", "-", "–", "—"})


@dataclass(frozen=True)
class GridRow:
    """A row of the grid: a time and the names under the advisors, or a break."""

    start: time
    end: time
    names: tuple[str, ...] = ()
    is_break: bool = False


@dataclass
class _Problems:
    """All that is wrong with a sheet, told at once."""

    messages: list[str] = field(default_factory=list)

    def add(self, message: str) -> None:
        self.messages.append(message)

    def raise_any(self) -> None:
        if self.messages:
            raise RuleViolation("\n".join(self.messages))


@transaction.atomic
def lay_out_slots(
    *,
    consultation: ConsultationEvent,
    start: time,
    end: time,
    breaks: Sequence[tuple[time, time]] = (),
) -> list[Slot]:
    """Slots of the day's length with its change-over between them; a break starts anew after it."""
    if consultation.slots.filter(bookings__isnull=False).exists():
        raise RuleViolation(_("The slots have bookings already."))
    consultation.slots.all().delete()
    slots = [
        Slot(consultation=consultation, start=first, end=last, is_break=True)
        for first, last in breaks
    ]
    at, closing = _minutes(start), _minutes(end)
    pauses = sorted((_minutes(first), _minutes(last)) for first, last in breaks)
    while at + consultation.slot_minutes <= closing:
        until = at + consultation.slot_minutes
        pause = next((each for each in pauses if at < each[1] and until > each[0]), None)
        if pause is not None:
            at = pause[1]
            continue
        slots.append(Slot(consultation=consultation, start=_clock(at), end=_clock(until)))
        at = until + consultation.changeover_minutes
    for slot in slots:
        _save(slot)
    return sorted(slots, key=lambda slot: slot.start)


@transaction.atomic
def book(
    *,
    advisor: Advisor,
    organisation: Organisation,
    slot: Slot | None = None,
    printed_name: str = "",
) -> Booking:
    """Give the company a turn. The database has the last word on double bookings."""
    booking = Booking(
        advisor=advisor, slot=slot, organisation=organisation, printed_name=printed_name
    )
    _save(booking)
    return booking


def names_in(rows: Sequence[GridRow]) -> list[str]:
    """Companies as they are written, row by row; empty cells are none."""
    return [name for row in rows for name in row.names if name.strip() not in EMPTY_CELLS]


@transaction.atomic
def record_grid(
    *,
    consultation: ConsultationEvent,
    labels: Sequence[str],
    rows: Sequence[GridRow],
    known: Mapping[str, Organisation] | None = None,
) -> list[Booking]:
    """Put a whole sheet in the place of the old slots and turns: all of it, or none.

    Names are matched to organisations and kept as written; `known` are those that an officer
    chose, by the name as it is written. Raises RuleViolation with every
    name that is not known and every company that is in two places at once.
    """
    problems = _Problems()
    advisors = _advisors(consultation, labels, problems)
    meant = _meant(names_in(rows), consultation.date, known or {}, problems)
    problems.raise_any()
    Booking.objects.of_consultation(consultation.pk).in_grid().delete()
    consultation.slots.all().delete()
    bookings = []
    for row in rows:
        slot = Slot(consultation=consultation, start=row.start, end=row.end, is_break=row.is_break)
        time_range = korean.time_range(row.start, row.end)
        try:
            _save(slot)
        except RuleViolation as refusal:
            problems.add(f"{time_range}: {refusal}")
            continue
        for advisor, name in zip(advisors, row.names, strict=False):
            if name not in meant:
                continue
            try:
                bookings.append(
                    book(
                        advisor=advisor,
                        slot=slot,
                        organisation=meant[name],
                        printed_name=name.strip(),
                    )
                )
            except RuleViolation as refusal:
                problems.add(f"{time_range} {name}: {refusal}")
    problems.raise_any()
    return bookings


def _meant(
    names: list[str], day: date, known: Mapping[str, Organisation], problems: _Problems
) -> dict[str, Organisation]:
    found = {name: known[name.strip()] for name in names if name.strip() in known}
    for match in match_names(sorted(set(names) - set(found)), on=day):
        if match.organisation is None:
            problems.add(_unresolved(match))
        else:
            found[match.name] = match.organisation
    return found


def _advisors(
    consultation: ConsultationEvent, labels: Sequence[str], problems: _Problems
) -> list[Advisor]:
    there = list(consultation.advisors.select_related("firm", "person"))
    found = []
    for label in labels:
        # The heading may hold the person's name and title under the firm's.
        folded = "".join(label.split())
        fitting = [
            advisor
            for advisor in there
            if folded.startswith("".join(advisor.printed_label.split()))
        ]
        # 대성창업투자 begins like 대성창업투자A: the longer name is meant.
        fitting.sort(key=lambda advisor: -len(advisor.printed_label))
        if not fitting:
            problems.add(_("There is no advisor “%(name)s”.") % {"name": label})
            continue
        if fitting[0] in found:
            problems.add(_("The advisor “%(name)s” comes twice.") % {"name": label})
        found.append(fitting[0])
    return found


def _unresolved(match: NameMatch) -> str:
    if match.status == MatchStatus.UNKNOWN:
        return _("No organisation is called “%(name)s”.") % {"name": match.name}
    return _("“%(name)s” may be: %(candidates)s.") % {
        "name": match.name,
        "candidates": ", ".join(str(each) for each in match.candidates),
    }


def _save(record: Any) -> None:
    try:
        record.full_clean()
        with transaction.atomic():
            record.save()
    except ValidationError as error:
        raise RuleViolation("; ".join(error.messages)) from error
    except IntegrityError as error:
        # Somebody else was quicker between the check and the write.
        raise RuleViolation(_("This turn was given away just now.")) from error


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))
