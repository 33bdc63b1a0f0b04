"""Carrying out what was looked at: all rows or none, and only as it was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, reset_queries, transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.models import (
    BusinessField,
    Contact,
    Organisation,
    RegisterChange,
    Tag,
    User,
)
from members.services.admission import (
    admit,
    correct_joining_day,
    correct_leaving_day,
    format_member_number,
    leave,
    next_member_number,
    serial_of,
)
from members.services.classification import reclassify
from members.services.naming import rename_organisation
from members.services.register import NewOrganisation, register_many, used_slugs
from members.services.trace import leave_trace
from members.sheets.checking import Effect, Fault, PlannedRow, Progress, nobody_asks
from members.sheets.columns import CONTACT, Column
from members.sheets.finding import find_many, keys_of
from members.sheets.planning import Plan, plan_row
from members.sheets.rows import Spool
from members.sheets.stored import ATTRIBUTES, MANY, Stored, in_chunks, load_stored

# Two imports at once would both register the same newcomers: PostgreSQL lets one wait for the
# other; SQLite has one writer at a time anyway.
_ONE_AT_A_TIME = 0x6D656D62


class RegisterMoved(RuleViolation):
    """Since the rows were looked at somebody changed what they are about."""

    def __init__(self, errors: Spool) -> None:
        super().__init__(
            _("The register was changed since the file was checked. Please check it again.")
        )
        self.errors = errors


@dataclass
class _Import:
    on: date
    by: User | None
    file_name: str
    moved: Spool = field(default_factory=Spool)
    newcomers: list[NewOrganisation] = field(default_factory=list)
    numbers: Iterator[str] = field(default_factory=lambda: iter(()))
    slugs: set[str] = field(default_factory=set)

    def reason(self, row: int | None = None) -> str:
        if row is None:
            return _("Imported from %(file)s") % {"file": self.file_name}
        return _("Imported from %(file)s, row %(row)s") % {"file": self.file_name, "row": row}


def carry_out(
    plans: Callable[[], Iterable[Any]],
    *,
    total: int,
    on: date,
    by: User | None,
    file_name: str,
    progress: Progress = nobody_asks,
) -> None:
    """All rows, or RegisterMoved; `plans` gives the records of `Checked.plans`, each time anew."""
    work = _Import(on, by, file_name)
    try:
        with transaction.atomic():
            _wait_for_other_imports()
            _prepare(work, plans())
            done = 0
            for records in in_chunks(plans()):
                progress(done, total, _("writing"))
                _carry_out_chunk(work, [PlannedRow.from_json(record) for record in records])
                done += len(records)
                # With DEBUG on, every statement is kept otherwise.
                reset_queries()
            if work.moved:
                raise RegisterMoved(work.moved)
            _register(work)
        work.moved.close()
    except IntegrityError as error:
        raise RuleViolation(
            _("The register was changed in the same moment. Please check the file again.")
        ) from error


def _wait_for_other_imports() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


# --- Newcomers ---------------------------------------------------------------------------------


def _prepare(work: _Import, records: Iterable[Any]) -> None:
    """Nobody of the newcomers is known by now; whoever needs a number will have one."""
    joining: list[date] = []
    highest = 0
    for some in in_chunks(records):
        rows = list(map(PlannedRow.from_json, some))
        joining += [row.to_number for row in rows if row.to_number is not None]
        highest = max(highest, *(serial_of(keys_of(row.row).number) for row in rows))
        new = [row for row in rows if row.effect == Effect.CREATED]
        found = find_many([keys_of(row.row) for row in new], on=work.on)
        for row, owner in zip(new, found, strict=True):
            if owner.organisation_id is not None or owner.problem is not None:
                work.moved.add(_moved(row, _("This organisation was recorded meanwhile.")))
    if work.moved:
        return
    work.numbers = iter(_numbers(joining, first=max(next_member_number(), highest + 1)))
    work.slugs = used_slugs()


def _numbers(joining: list[date], *, first: int) -> list[str]:
    """One for each, in the order of the days."""
    ranked = sorted(range(len(joining)), key=joining.__getitem__)
    numbers = [""] * len(joining)
    for rank, position in enumerate(ranked):
        numbers[position] = format_member_number(first + rank)
    return numbers


def _register(work: _Import) -> None:
    if work.newcomers and not work.moved:
        register_many(work.newcomers, by=work.by, reason=work.reason(), slugs=work.slugs)
    work.newcomers.clear()


def _carry_out_chunk(work: _Import, rows: list[PlannedRow]) -> None:
    ids = [row.organisation_id for row in rows if row.organisation_id is not None]
    stored = load_stored(ids, lock=True)
    for row in rows:
        if row.organisation_id is None:
            _newcomer(work, row)
            continue
        own = stored.get(row.organisation_id)
        if own is None or own.fingerprint() != row.fingerprint:
            work.moved.add(
                _moved(row, _("This organisation was changed since the file was checked."))
            )
        elif row.effect == Effect.UPDATED and not work.moved:
            plan = plan_row(row.row, own, by=row.by, on=work.on)
            if plan.to_number is not None:
                plan.number = next(work.numbers)
            _update(work, plan, own)
    if len(work.newcomers) >= MANY:
        _register(work)


def _newcomer(work: _Import, row: PlannedRow) -> None:
    if work.moved:
        return
    plan = plan_row(row.row, None, by=None, on=work.on)
    plan.number = plan.number or next(work.numbers)
    work.newcomers.append(plan.new)


def _moved(row: PlannedRow, message: str) -> dict[str, Any]:
    column = row.by or Column.NAME
    value = row.row.cells.get(column, "")
    return Fault(row.row.sheet, row.row.number, column, value, message).as_json()


# --- Those who are known -----------------------------------------------------------------------


def _update(work: _Import, plan: Plan, stored: Stored) -> None:
    organisation = stored.organisation
    step: dict[str, Any] = {"by": work.by, "reason": work.reason(plan.row.number)}
    _plain_fields(plan, organisation)
    _membership(plan, stored, step)
    if plan.name:
        rename_organisation(
            organisation=organisation,
            name=plan.name,
            short_name=organisation.short_name,
            on=plan.day,
            **step,
        )
    _main_contact(plan, stored)
    if plan.fields is not None:
        organisation.business_fields.set(_named(BusinessField, plan.fields))
    if plan.tags is not None:
        organisation.tags.set(_named(Tag, plan.tags))
    _trace_of_fields(plan, organisation, step)


def _plain_fields(plan: Plan, organisation: Organisation) -> None:
    values = dict(plan.attributes)
    if plan.number:
        values["member_number"] = plan.number
    for name, value in values.items():
        setattr(organisation, name, value)
    if values:
        organisation.save(update_fields=list(values))


def _membership(plan: Plan, stored: Stored, step: dict[str, Any]) -> None:
    organisation = stored.organisation
    if plan.corrects:
        membership, day = plan.corrects
        membership.organisation = organisation
        correct_joining_day(membership=membership, on=day, **step)
    if plan.joins:
        held = stored.class_on(plan.joins)
        kind, sub_kind = plan.held[:2] if plan.held else (held.kind, held.sub_kind)  # type: ignore[union-attr]  # planned
        admit(
            organisation=organisation,
            on=plan.joins,
            kind=kind,
            sub_kind=sub_kind,
            by=step["by"],
            note=step["reason"],
        )
    elif plan.held:
        kind, sub_kind, day = plan.held
        reclassify(organisation=organisation, kind=kind, sub_kind=sub_kind, on=day, **step)
    if plan.leaves:
        membership_ending, day = plan.leaves
        if membership_ending is not None and membership_ending.valid_to is not None:
            membership_ending.organisation = organisation
            correct_leaving_day(membership=membership_ending, on=day, **step)
        else:
            leave(organisation=organisation, on=day, by=step["by"], note=step["reason"])


def _main_contact(plan: Plan, stored: Stored) -> None:
    if plan.drops_contact and stored.contact is not None:
        stored.contact.delete()
    elif plan.contact is not None:
        contact = stored.contact or Contact(organisation=stored.organisation)
        contact.describe(**{name: getattr(plan.contact, name) for name in CONTACT.values()})
        contact.save()


def _named(model: Any, names: tuple[str, ...]) -> list[Any]:
    return [model.objects.get_or_create(name=name)[0] for name in names]


# Names, classes and memberships have traces of their own; people's data stays out of a trace
# that is kept for ever: of contacts only that they changed.
_TRACED = (*ATTRIBUTES, Column.NUMBER, Column.FIELDS, Column.TAGS)


def _trace_of_fields(plan: Plan, organisation: Organisation, step: dict[str, Any]) -> None:
    before, after = [], []
    for change in plan.changes:
        if change.column in _TRACED:
            before.append(f"{change.column}: {change.before}")
            after.append(f"{change.column}: {change.after}")
        elif change.column in CONTACT:
            after.append(str(change.column))
    if after:
        leave_trace(
            organisation,
            RegisterChange.Kind.CORRECTED,
            on=plan.day,
            before=" / ".join(before),
            after=" / ".join(after),
            **step,
        )
