"""A whole file against the register: what it would create, change and leave, and every error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import IO, Any

from django.db import reset_queries
from django.utils.translation import gettext as _

from members.models import BusinessField, Tag
from members.names import fold_name
from members.sheets.columns import Column
from members.sheets.finding import Found, Keys, find_many, keys_of
from members.sheets.opening import SheetRefused
from members.sheets.planning import Plan, plan_row
from members.sheets.reading import sheet_rows
from members.sheets.rows import SheetRow, Spool
from members.sheets.stored import MANY, in_chunks, load_stored

_MOST_OF_VALUE = 500
_MOST_REMARKS = 50
_ORDER = {column: position for position, column in enumerate(Column)}

# Done, in all, and at what.
Progress = Callable[[int, int, str], None]


def nobody_asks(done: int, total: int, step: str) -> None:
    pass


class Effect(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell cannot be taken; `row` as the spreadsheet counts, nothing where it is the file."""

    sheet: str
    row: int | None
    column: str
    value: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row without faults, kept until it is carried out."""

    row: SheetRow
    effect: Effect
    organisation_id: int | None
    by: Column | None
    # What the organisation was like when the row was looked at.
    fingerprint: str
    # Of those who join without a member number: numbers follow the joining days.
    to_number: date | None

    def as_json(self) -> list[Any]:
        return [
            self.row.sheet,
            self.row.number,
            self.row.cells,
            self.effect,
            self.organisation_id,
            self.by,
            self.fingerprint,
            self.to_number.isoformat() if self.to_number else None,
        ]

    @classmethod
    def from_json(cls, record: list[Any]) -> PlannedRow:
        sheet, number, cells, effect, organisation_id, by, fingerprint, to_number = record
        return cls(
            SheetRow(sheet, number, {Column(name): text for name, text in cells.items()}),
            Effect(effect),
            organisation_id,
            Column(by) if by else None,
            fingerprint,
            date.fromisoformat(to_number) if to_number else None,
        )


@dataclass
class Checked:
    """`plans`, `shown` and `errors` are on disk, and are read back one by one."""

    counts: dict[Effect, int] = field(default_factory=lambda: dict.fromkeys(Effect, 0))
    rows: int = 0
    unused: list[str] = field(default_factory=list)
    new_fields: dict[str, None] = field(default_factory=dict)
    new_tags: dict[str, None] = field(default_factory=dict)
    plans: Spool = field(default_factory=Spool)
    shown: dict[Effect, Spool] = field(
        default_factory=lambda: {each: Spool() for each in (Effect.CREATED, Effect.UPDATED)}
    )
    errors: Spool = field(default_factory=Spool)

    def remarks(self) -> dict[str, list[str]]:
        """What is no error, but worth a look: often a slip of the pen."""
        return {
            "unused": list(dict.fromkeys(self.unused))[:_MOST_REMARKS],
            "fields": list(self.new_fields),
            "tags": list(self.new_tags),
        }

    def close(self) -> None:
        for spool in (self.plans, self.errors, *self.shown.values()):
            spool.close()


def check_file(
    file: IO[bytes], name: str, *, on: date, progress: Progress = nobody_asks
) -> Checked:
    """Nothing is written. SheetRefused where the file as a whole cannot be read."""
    checked = Checked()
    try:
        with closing(Spool()) as read:
            _read(file, name, checked, read, progress)
            _compare(checked, read, on, progress)
    except BaseException:
        checked.close()
        raise
    return checked


def _read(file: IO[bytes], name: str, checked: Checked, read: Spool, progress: Progress) -> None:
    step = _("reading the file")
    for count, row in enumerate(sheet_rows(file, name, checked.unused), start=1):
        read.add([row.sheet, row.number, row.cells, row.faults])
        if count % MANY == 0:
            progress(0, 0, step)
    checked.rows = len(read)
    if not checked.rows:
        raise SheetRefused(_("There is no row below the headings."))


def _compare(checked: Checked, read: Spool, on: date, progress: Progress) -> None:
    doubles, done = _Doubles(), 0
    for records in in_chunks(read):
        progress(done, checked.rows, _("comparing with the register"))
        _check_chunk([_row(record) for record in records], checked, doubles, on)
        done += len(records)
        # With DEBUG on, every statement is kept otherwise.
        reset_queries()


def _row(record: list[Any]) -> SheetRow:
    sheet, number, cells, faults = record
    return SheetRow(
        sheet,
        number,
        {Column(name): text for name, text in cells.items()},
        {Column(name): reason for name, reason in faults.items()},
    )


def _check_chunk(rows: Sequence[SheetRow], checked: Checked, doubles: _Doubles, on: date) -> None:
    keys = [keys_of(row) for row in rows]
    found = find_many(keys, on=on)
    stored = load_stored([each.organisation_id for each in found if each.organisation_id])
    changed: list[Plan] = []
    for row, its_keys, owner in zip(rows, keys, found, strict=True):
        own = stored.get(owner.organisation_id) if owner.organisation_id else None
        plan = plan_row(row, own, by=owner.by, on=on)
        faults = list(_faults(plan, owner, doubles.of(row, its_keys, owner)))
        for fault in faults:
            checked.errors.add(fault.as_json())
        if faults:
            continue
        effect = Effect.UNCHANGED
        if own is None or plan.changes:
            effect = Effect.UPDATED if own else Effect.CREATED
            changed.append(plan)
            checked.shown[effect].add(_shown(plan))
        checked.counts[effect] += 1
        kept = row if effect != Effect.UNCHANGED else SheetRow(row.sheet, row.number, {})
        fingerprint = own.fingerprint() if own else ""
        checked.plans.add(
            PlannedRow(
                kept, effect, owner.organisation_id, owner.by, fingerprint, plan.to_number
            ).as_json()
        )
    _note_new(checked.new_fields, BusinessField, [each.fields for each in changed])
    _note_new(checked.new_tags, Tag, [each.tags for each in changed])


def _shown(plan: Plan) -> dict[str, Any]:
    """What the preview tells of a row."""
    return {
        "sheet": plan.row.sheet,
        "row": plan.row.number,
        "name": plan.whose,
        "changes": [[each.column, each.before, each.after] for each in plan.changes],
    }


def _note_new(
    noted: dict[str, None], model: type[Any], wanted: Iterable[tuple[str, ...] | None]
) -> None:
    """Fields and tags that nobody had before."""
    names = dict.fromkeys(name for some in wanted for name in some or ())
    if not names or len(noted) >= _MOST_REMARKS:
        return
    known = set(model.objects.filter(name__in=names).values_list("name", flat=True))
    noted |= dict.fromkeys(islice((name for name in names if name not in known), _MOST_REMARKS))


def _faults(plan: Plan, owner: Found, double: tuple[Column, str] | None) -> Iterator[Fault]:
    row = plan.row
    told = set()
    if owner.problem is not None:
        told.add(owner.problem[0])
        yield _fault(row, *owner.problem)
    elif double is not None:
        told.add(double[0])
        yield _fault(row, *double)
    for problem in sorted(plan.problems, key=lambda each: _ORDER[each.column]):
        # Of somebody who could not be found nothing is known: what seems missing may be there.
        missing = owner.problem is not None and not problem.value.strip()
        if problem.column not in told and not missing:
            yield _fault(row, problem.column, problem.message)


def _fault(row: SheetRow, column: Column, message: str) -> Fault:
    value = row.cells.get(column, "")
    if len(value) > _MOST_OF_VALUE:
        value = value[:_MOST_OF_VALUE] + "…"
    return Fault(row.sheet, row.number, column, value, message)


# Sheet, row, and the how manieth of the file: hostile sheets give two rows one number.
_Place = tuple[str, int, int]


class _Doubles:
    """Two rows of one file about the same organisation."""

    def __init__(self) -> None:
        self._count = 0
        self._owners: dict[int, _Place] = {}
        self._texts: dict[tuple[Column, str], _Place] = {}
        # Folded names of new organisations; whether only the name tells who it is.
        self._names: dict[str, tuple[_Place, bool]] = {}

    def of(self, row: SheetRow, keys: Keys, owner: Found) -> tuple[Column, str] | None:
        self._count += 1
        here = (row.sheet, row.number, self._count)
        pk = owner.organisation_id
        if pk is not None and (first := self._owners.setdefault(pk, here)) != here:
            return owner.by or Column.NAME, _same_as(first)
        for column, text in (
            (Column.NUMBER, keys.number),
            (Column.REGISTRATION, keys.registration),
        ):
            if text and (first := self._texts.setdefault((column, text), here)) != here:
                return column, _same_as(first)
        if pk is not None or owner.problem is not None or not keys.name:
            return None
        by_name_alone = not (keys.number or keys.registration)
        first, alone = self._names.setdefault(fold_name(keys.name), (here, by_name_alone))
        if first != here and (alone or by_name_alone):
            return Column.NAME, _same_as(first)
        return None


def _same_as(place: _Place) -> str:
    return _("Row %(row)s of %(sheet)s is about the same organisation.") % {
        "row": place[1],
        "sheet": place[0],
    }
