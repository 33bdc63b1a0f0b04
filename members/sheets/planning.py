"""What one row would change: decided without writing, so that it can be shown first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from members.entry_limits import LONGEST_INTRODUCTION, MOST_FIELDS, MOST_TAGS
from members.items import written_items
from members.models import (
    BusinessField,
    Classification,
    Contact,
    Membership,
    Organisation,
    OrganisationName,
    Tag,
)
from members.names import fold_name
from members.services.register import NewContact, NewOrganisation
from members.sheets import cells
from members.sheets.cells import CellRefused
from members.sheets.columns import CONTACT, DATES, KIND_LABELS, SUB_KIND_LABELS, Column
from members.sheets.rows import SheetRow
from members.sheets.stored import ATTRIBUTES, Stored, is_written_as


@dataclass(frozen=True, slots=True)
class Change:
    """One field, as the sheet writes it."""

    column: Column
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    column: Column
    value: str
    message: str


@dataclass
class Plan:
    """What a row asks for. Without `stored` it is somebody new."""

    row: SheetRow
    # Names and classes hold from this day on.
    day: date
    stored: Stored | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    number: str = ""
    name: str = ""
    # Kind, sub-kind, and the day from which they hold.
    held: tuple[str, str, date] | None = None
    joins: date | None = None
    corrects: tuple[Membership, date] | None = None
    # The membership that ends; None is the one that `joins` begins.
    leaves: tuple[Membership | None, date] | None = None
    contact: NewContact | None = None
    drops_contact: bool = False
    fields: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None

    @property
    def whose(self) -> str:
        return self.stored.organisation.name if self.stored else self.name

    @property
    def to_number(self) -> date | None:
        """The joining day of who needs a member number."""
        has_one = self.number or (self.stored and self.stored.organisation.member_number)
        return None if has_one else self.joins

    @property
    def new(self) -> NewOrganisation:
        """The organisation to register, once there are no problems."""
        assert self.held is not None  # noqa: S101 -- a problem otherwise
        attributes: dict[str, Any] = {key: value or "" for key, value in self.attributes.items()}
        return NewOrganisation(
            name=self.name,
            member_number=self.number,
            kind=self.held[0],
            sub_kind=self.held[1],
            joined_on=self.joins,
            left_on=self.leaves[1] if self.leaves else None,
            leaving_reason=Membership.LeavingReason.WITHDRAWN if self.leaves else "",
            fields=self.fields or (),
            tags=self.tags or (),
            contact=self.contact,
            **attributes,
        )


def plan_row(row: SheetRow, stored: Stored | None, *, by: Column | None, on: date) -> Plan:
    """`by` is the column by which the row was found."""
    return _Planner(row, stored, by, on).plan()


def _length(model: Any, name: str) -> int | None:
    return model._meta.get_field(name).max_length  # type: ignore[no-any-return]


_PARSERS: dict[Column, Callable[[str], Any]] = {
    Column.REGISTRATION: cells.read_registration_number,
    Column.REPRESENTATIVE: lambda text: cells.read_text(
        text, most=_length(Organisation, "representative")
    ),
    Column.REGION: cells.read_region,
    Column.ADDRESS: lambda text: cells.read_text(text, most=_length(Organisation, "address")),
    Column.HOMEPAGE: lambda text: cells.read_homepage(
        text, most=_length(Organisation, "homepage") or 0
    ),
    Column.INTRODUCTION: lambda text: cells.read_text(text, most=LONGEST_INTRODUCTION, lines=True),
}
_CONTACT_PARSERS: dict[Column, Callable[[str], str]] = {
    Column.CONTACT_NAME: lambda text: cells.read_text(text, most=_length(Contact, "name")),
    Column.CONTACT_TITLE: lambda text: cells.read_text(text, most=_length(Contact, "title")),
    Column.CONTACT_EMAIL: lambda text: cells.read_email(text, most=_length(Contact, "email") or 0),
    Column.CONTACT_PHONE: lambda text: cells.read_phone(text, most=_length(Contact, "phone") or 0),
}
_MOST_ITEMS = {Column.FIELDS: MOST_FIELDS, Column.TAGS: MOST_TAGS}


class _Planner:
    def __init__(self, row: SheetRow, stored: Stored | None, by: Column | None, on: date) -> None:
        self.row, self.stored, self.by, self.on = row, stored, by, on
        self.result = Plan(row, on, stored)
        self.joined = self._parsed(Column.JOINED, cells.read_day)
        self.left = self._parsed(Column.LEFT, cells.read_day)
        self.result.day = self._day()
        self.texts = stored.texts_on(self._day()) if stored else {}

    def plan(self) -> Plan:
        for column, reason in self.row.faults.items():
            self._refuse(column, reason)
        self._number()
        self._name()
        for column in ATTRIBUTES:
            self._attribute(column)
        self._membership()
        self._class()
        self._contact()
        self.result.fields = self._items(Column.FIELDS, BusinessField)
        self.result.tags = self._items(Column.TAGS, Tag)
        return self.result

    def _day(self) -> date:
        """Class and name hold from the day asked for; of one who joins later, from then on."""
        return max(self.on, self.joined) if self.joined else self.on

    # --- Cells -----------------------------------------------------------------------------

    def _cell(self, column: Column) -> str | None:
        """None where the sheet has no such column, or the cell cannot be read."""
        return None if column in self.row.faults else self.row.cells.get(column)

    def _refuse(self, column: Column, message: str) -> None:
        self.result.problems.append(Problem(column, self.row.cells.get(column, ""), message))

    def _parsed(self, column: Column, parse: Callable[[str], Any]) -> Any:
        text = self._cell(column)
        if text is None or not text.strip():
            return None
        try:
            return parse(text)
        except CellRefused as refusal:
            self._refuse(column, str(refusal))
            return None

    def _unchanged(self, column: Column) -> bool:
        """The cell holds what the exporter writes: it is not even looked at."""
        text = self._cell(column)
        return text is None or (self.stored is not None and is_written_as(self.texts[column], text))

    def _note(self, column: Column, after: str) -> None:
        self.result.changes.append(Change(column, self.texts.get(column, ""), after))

    # --- Number, name and plain fields -------------------------------------------------------

    def _number(self) -> None:
        """A number that nobody has yet is kept; once given, it never changes."""
        if self.stored and self.stored.organisation.member_number:
            return
        if number := self._parsed(Column.NUMBER, cells.read_member_number):
            self.result.number = number
            self._note(Column.NUMBER, number)

    def _name(self) -> None:
        if self._unchanged(Column.NAME):
            if self.stored is None and Column.NAME not in self.row.faults:
                self._refuse(Column.NAME, _("A new member needs a name."))
            return
        text = self.row.cells[Column.NAME]
        try:
            name = cells.read_name(text, most=_length(OrganisationName, "name") or 0)
        except CellRefused as refusal:
            self._refuse(Column.NAME, str(refusal))
            return
        if self.stored is not None:
            now = self.texts[Column.NAME]
            # Found by its name in whatever spelling: that is no new name. Of one found by
            # registration number, another spelling of the same name is none either.
            if self.by == Column.NAME or name == now:
                return
            if self.by == Column.REGISTRATION and fold_name(name) == fold_name(now):
                return
        self.result.name = name
        self._note(Column.NAME, name)

    def _attribute(self, column: Column) -> None:
        text = self._cell(column)
        if text is None or self._unchanged(column):
            return
        try:
            value = _PARSERS[column](text) if text.strip() else ""
        except CellRefused as refusal:
            self._refuse(column, str(refusal))
            return
        before = getattr(self.stored.organisation, ATTRIBUTES[column]) if self.stored else ""
        if value == (before or ""):
            return
        if column == Column.REGISTRATION:
            value = value or None
        self.result.attributes[ATTRIBUTES[column]] = value
        shown = text.strip() if column == Column.REGION else (value or "")
        self._note(column, shown)

    def _items(self, column: Column, model: Any) -> tuple[str, ...] | None:
        text = self._cell(column)
        if text is None or self._unchanged(column):
            return None
        try:
            items = cells.read_items(
                text, most=_MOST_ITEMS[column], longest=_length(model, "name") or 0
            )
        except CellRefused as refusal:
            self._refuse(column, str(refusal))
            return None
        before = getattr(self.stored, "fields" if column == Column.FIELDS else "tags", [])
        if set(items) == set(before):
            return None
        self._note(column, written_items(sorted(items)))
        return items

    # --- Membership ----------------------------------------------------------------------------

    def _membership(self) -> None:
        if any(problem.column in DATES for problem in self.result.problems):
            return
        memberships = self.stored.memberships if self.stored else []
        meant = next((each for each in memberships if each.valid_from == self.joined), None)
        latest = memberships[-1] if memberships else None
        if self.joined is None:
            meant = latest
        # Without a joining day somebody new joins on the day from which the sheet holds.
        start = self.joined or (latest.valid_from if latest else self.on)
        if meant is None and (latest is None or self._re_enters(latest)):
            self._join(start)
        elif meant is None and latest is not None:
            meant = latest
            if not self._correct(latest, start):
                return
        self._leave(meant, start)

    def _re_enters(self, latest: Membership) -> bool:
        return latest.valid_to is not None and self.joined > latest.valid_to

    def _join(self, on: date) -> None:
        if self.stored and self.stored.organisation.is_merged_on(on):
            self._refuse(
                Column.JOINED,
                _("%(name)s is part of another organisation since then.")
                % {"name": self.stored.organisation.name},
            )
            return
        self.result.joins = on
        self._note(Column.JOINED, on.isoformat())

    def _correct(self, membership: Membership, on: date) -> bool:
        others = [each for each in self.stored.memberships if each is not membership]  # type: ignore[union-attr]
        if any(each.valid_to is None or each.valid_to >= on for each in others):
            self._refuse(Column.JOINED, _("The organisation is a member already in this period."))
            return False
        self.result.corrects = (membership, on)
        self._note(Column.JOINED, on.isoformat())
        return True

    def _leave(self, membership: Membership | None, start: date) -> None:
        end = self.left or (membership.valid_to if membership else None)
        if end is None:
            return
        if end < start:
            column = Column.LEFT if self.left else Column.JOINED
            self._refuse(column, _("The last day lies before the first."))
            return
        if membership is not None and membership.valid_to == end:
            return
        later = [
            each
            for each in (self.stored.memberships if self.stored else [])
            if each is not membership and start < each.valid_from <= end
        ]
        if later:
            self._refuse(Column.LEFT, _("The organisation is a member already in this period."))
            return
        self.result.leaves = (membership, end)
        self._note(Column.LEFT, end.isoformat())

    # --- Class ---------------------------------------------------------------------------------

    def _class(self) -> None:
        kind = self._parsed(Column.KIND, cells.read_kind)
        sub_kind = self._parsed(Column.SUB_KIND, cells.read_sub_kind)
        if any(each.column in (Column.KIND, Column.SUB_KIND) for each in self.result.problems):
            return
        day = self.result.joins or self._day()
        held = self.stored.class_on(day) if self.stored else None
        if kind is None and sub_kind is None:
            if held is None and self.result.joins:
                self._class_of_joining()
            return
        if kind is None:
            kind = _kind_of(sub_kind)
        allowed = Classification.SUB_KINDS[Classification.Kind(kind)]
        if sub_kind is None and held is not None and held.kind == kind:
            # An empty cell does not clear the class.
            return
        if sub_kind is None and allowed:
            self._refuse(Column.SUB_KIND, _needs_one_of(allowed))
            return
        if sub_kind is not None and sub_kind not in allowed:
            message = _("The sub-kind does not belong to this kind.")
            self._refuse(
                Column.SUB_KIND, f"{message} {_needs_one_of(allowed)}" if allowed else message
            )
            return
        wanted = (kind, sub_kind or "")
        if held is not None and (held.kind, held.sub_kind) == wanted:
            if self.stored is None:
                self.result.held = (*wanted, day)
            return
        self.result.held = (*wanted, day)
        if self.texts.get(Column.KIND) != KIND_LABELS[Classification.Kind(kind)]:
            self._note(Column.KIND, KIND_LABELS[Classification.Kind(kind)])
        label = SUB_KIND_LABELS[Classification.SubKind(sub_kind)] if sub_kind else ""
        if self.texts.get(Column.SUB_KIND, "") != label:
            self._note(Column.SUB_KIND, label)

    def _class_of_joining(self) -> None:
        """Who comes back without a class named is of the class it had."""
        classes = self.stored.classes if self.stored else []
        if not classes:
            self._refuse(Column.KIND, _("Who joins needs a class."))
            return
        last = classes[-1]
        self.result.held = (last.kind, last.sub_kind, self.result.joins)  # type: ignore[assignment]

    # --- Main contact --------------------------------------------------------------------------

    def _contact(self) -> None:
        before = self.stored.contact if self.stored else None
        values: dict[str, Any] = {
            name: getattr(before, name) if before else "" for name in CONTACT.values()
        }
        changed = []
        for column, name in CONTACT.items():
            text = self._cell(column)
            if text is None or self._unchanged(column):
                continue
            try:
                value = _CONTACT_PARSERS[column](text)
            except CellRefused as refusal:
                self._refuse(column, str(refusal))
                continue
            if value != values[name]:
                values[name] = value
                changed.append((column, value))
        if not changed:
            return
        if not any(values.values()):
            self.result.drops_contact = before is not None
        elif not values["name"]:
            self._refuse(Column.CONTACT_NAME, _("The contact needs a name."))
            return
        else:
            self.result.contact = NewContact(**values)
        for column, value in changed:
            self._note(column, value)


def _kind_of(sub_kind: str) -> str:
    return next(
        kind.value for kind, allowed in Classification.SUB_KINDS.items() if sub_kind in allowed
    )


def _needs_one_of(allowed: tuple[Classification.SubKind, ...]) -> str:
    labels = ", ".join(SUB_KIND_LABELS[each] for each in allowed)
    return _("Choose one of these: %(choices)s.") % {"choices": labels}
