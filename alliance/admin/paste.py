"""Rows pasted from Excel: read, shown with every error, then saved all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, IntegrityError, models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from alliance.admin import columns as parsers
from alliance.errors import RuleViolation
from alliance.spreadsheets import pasted_rows

MOST_ROWS = 2000
_NONE: Mapping[str, Any] = {}


class CellReview(Protocol):
    """Asks about cells that a parser alone cannot read: which company is meant by a name."""

    # Prints the questions, `asked`, inside the page's form.
    template: str

    def review(
        self, cells: Iterable[str], data: Mapping[str, Any]
    ) -> tuple[Sequence[Any], dict[str, Any]]:
        """The questions, and by the cell's text the values of those that `data` answers."""


@dataclass(frozen=True)
class PasteColumn:
    """A column of the sheet. `fields` are what it fills: one, or as many as the parser returns."""

    label: Any
    fields: str | tuple[str, ...]
    parse: parsers.Parser = parsers.text
    required: bool = False
    aliases: tuple[str, ...] = ()
    # Merged cells arrive empty: the value above is meant.
    fills_down: bool = False
    # At most one column of a table.
    review: CellReview | None = None

    @property
    def field_names(self) -> tuple[str, ...]:
        return (self.fields,) if isinstance(self.fields, str) else self.fields

    def is_called(self, heading: str) -> bool:
        names = (str(self.label), *self.aliases)
        return parsers._folded(heading) in {parsers._folded(name) for name in names}

    def values(self, cell: str, answers: Mapping[str, Any] = _NONE) -> dict[str, Any]:
        value = answers[cell] if cell in answers else self.parse(cell)
        if isinstance(self.fields, str):
            return {self.fields: value}
        return dict(zip(self.fields, value, strict=True))


@dataclass(frozen=True)
class PasteTable:
    """What can be pasted into a record (or, without `parent_field`, into its list)."""

    model: type[models.Model]
    columns: Sequence[PasteColumn]
    parent_field: str = ""
    title: Any = ""
    key: str = ""
    order_field: str = "position"
    # Makes the row from its values where plain assignment is not enough.
    build: Callable[[models.Model | None, dict[str, Any]], models.Model] | None = None
    # Values of every pasted row, and the rows that "replace" replaces: {"round": 2}.
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.key or slugify(str(self.model._meta.model_name))

    @property
    def name(self) -> Any:
        return self.title or self.model._meta.verbose_name_plural

    def rows_of(self, parent: models.Model | None) -> models.QuerySet[Any]:
        rows = self.model._default_manager.filter(**self.fixed)
        return rows.filter(**{self.parent_field: parent}) if self.parent_field else rows

    @property
    def has_order(self) -> bool:
        return any(each.name == self.order_field for each in self.model._meta.get_fields())


@dataclass
class PastedCell:
    text: str
    errors: list[str] = field(default_factory=list)


@dataclass
class PastedRow:
    number: int
    cells: list[PastedCell]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return bool(self.errors) or any(cell.errors for cell in self.cells)


@dataclass
class PastedSheet:
    table: PasteTable
    columns: list[PasteColumn]
    rows: list[PastedRow]
    errors: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    # What is asked about cells of the column that is reviewed.
    asked: Sequence[Any] = ()

    @property
    def reviewed(self) -> PasteColumn | None:
        return next((each for each in self.columns if each.review is not None), None)

    def cells_of(self, column: PasteColumn) -> list[str]:
        position = self.columns.index(column)
        return [text for row in self.rows if (text := row.cells[position].text)]

    @property
    def has_errors(self) -> bool:
        return bool(self.errors) or any(row.has_errors for row in self.rows)

    def messages(self) -> list[str]:
        """Every error with its row and column."""
        found = list(self.errors)
        for row in self.rows:
            for column, cell in zip(self.columns, row.cells, strict=False):
                found += [
                    _("Row %(row)s, %(column)s: %(message)s")
                    % {"row": row.number, "column": column.label, "message": message}
                    for message in cell.errors
                ]
            found += [
                _("Row %(row)s: %(message)s") % {"row": row.number, "message": message}
                for message in row.errors
            ]
        return found


def review_sheet(table: PasteTable, text: str, data: Mapping[str, Any]) -> PastedSheet:
    """Read the sheet with what was answered about its cells; inside a transaction."""
    sheet = read_sheet(table, text)
    column = sheet.reviewed
    if column is None or column.review is None:
        return sheet
    asked, answers = column.review.review(sheet.cells_of(column), data)
    if answers:
        sheet = read_sheet(table, text, answers)
    sheet.asked = asked
    return sheet


def read_sheet(table: PasteTable, text: str, answers: Mapping[str, Any] = _NONE) -> PastedSheet:
    """`answers` are values of the reviewed column's cells, by their text."""
    lines = list(pasted_rows(text))
    sheet = PastedSheet(table, list(table.columns), [])
    if not lines:
        sheet.errors.append(_("There is nothing to paste."))
        return sheet
    if len(lines) > MOST_ROWS:
        sheet.errors.append(
            _("At most %(limit)s rows can be pasted at once.") % {"limit": MOST_ROWS}
        )
        return sheet
    order: list[PasteColumn | None] = list(table.columns)
    if _is_heading(table, lines[0][1]):
        order = _by_heading(sheet, lines[0][1])
        lines = lines[1:]
        if not lines:
            sheet.errors.append(_("There are no rows under the heading."))
    above: dict[str, str] = {}
    for number, cells in lines:
        sheet.rows.append(_read_row(sheet, order, number, cells, above, answers))
    return sheet


def _is_heading(table: PasteTable, cells: list[str]) -> bool:
    named = [cell for cell in cells if any(each.is_called(cell) for each in table.columns)]
    return len(named) >= min(2, len(table.columns)) and len(named) * 2 >= len(
        [cell for cell in cells if cell]
    )


def _by_heading(sheet: PastedSheet, cells: list[str]) -> list[PasteColumn | None]:
    order: list[PasteColumn | None] = []
    for cell in cells:
        column = next((each for each in sheet.table.columns if each.is_called(cell)), None)
        if column is None and cell:
            sheet.unused.append(cell)
        if column is not None and column in order:
            sheet.errors.append(_("The column “%(label)s” comes twice.") % {"label": column.label})
        order.append(column)
    for column in sheet.table.columns:
        if column.required and column not in order:
            sheet.errors.append(_("The column “%(label)s” is missing.") % {"label": column.label})
    return order


def _read_row(
    sheet: PastedSheet,
    order: list[PasteColumn | None],
    number: int,
    cells: list[str],
    above: dict[str, str],
    answers: Mapping[str, Any],
) -> PastedRow:
    row = PastedRow(number, [PastedCell("") for column in sheet.columns])
    for position, cell in enumerate(cells):
        if position < len(order) and (column := order[position]) is not None:
            row.cells[sheet.columns.index(column)].text = cell
        elif position >= len(order) and cell:
            row.errors.append(_("There are more cells than columns: “%(cell)s”.") % {"cell": cell})
    for column, found in zip(sheet.columns, row.cells, strict=True):
        label = str(column.label)
        if column.fills_down and not found.text:
            found.text = above.get(label, "")
        above[label] = found.text
        if not found.text:
            if column.required:
                found.errors.append(_("This cell must not be empty."))
            continue
        try:
            row.values |= column.values(found.text, answers if column.review else _NONE)
        except (ValidationError, RuleViolation) as refusal:
            found.errors += getattr(refusal, "messages", None) or [str(refusal)]
    return row


class _RolledBackError(Exception):
    """Ends a trial run."""


def store(
    sheet: PastedSheet, parent: models.Model | None, *, replace: bool, trial: bool = False
) -> int:
    """Save every row or none; errors are put to their cells. A trial leaves no trace."""
    try:
        with transaction.atomic():
            saved = _store(sheet, parent, replace=replace)
            if trial or sheet.has_errors:
                raise _RolledBackError
    except _RolledBackError:
        return 0
    return saved


def _store(sheet: PastedSheet, parent: models.Model | None, *, replace: bool) -> int:
    table = sheet.table
    last = 0
    if replace:
        try:
            with transaction.atomic():
                table.rows_of(parent).delete()
        except RuleViolation as refusal:
            sheet.errors.append(str(refusal))
            return 0
        except (models.ProtectedError, models.RestrictedError, DatabaseError):
            sheet.errors.append(_("The rows cannot be replaced: other records refer to them."))
            return 0
    elif table.has_order:
        last = table.rows_of(parent).aggregate(last=models.Max(table.order_field))["last"] or 0
    saved = 0
    for row in sheet.rows:
        if row.has_errors:
            continue
        values = dict(table.fixed) | row.values
        if table.has_order and table.order_field not in values:
            last += 1
            values[table.order_field] = last
        saved += _save_row(sheet, row, parent, values)
    return saved


def _save_row(
    sheet: PastedSheet, row: PastedRow, parent: models.Model | None, values: dict[str, Any]
) -> int:
    table = sheet.table
    if table.parent_field:
        values[table.parent_field] = parent
    try:
        record = table.build(parent, values) if table.build else table.model(**values)
        record.full_clean()
        with transaction.atomic():
            record.save()
    except ValidationError as refusal:
        _put_errors(sheet, row, refusal)
        return 0
    except (RuleViolation, ValueError) as refusal:
        row.errors.append(str(refusal))
        return 0
    except IntegrityError:
        row.errors.append(_("The database refused the record: it contradicts another one."))
        return 0
    return 1


def _put_errors(sheet: PastedSheet, row: PastedRow, refusal: ValidationError) -> None:
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {}
    if not by_field:
        row.errors += refusal.messages
    for name, messages in by_field.items():
        cell = next(
            (
                found
                for column, found in zip(sheet.columns, row.cells, strict=True)
                if name in column.field_names
            ),
            None,
        )
        if cell is not None:
            cell.errors += messages
        elif name == NON_FIELD_ERRORS:
            row.errors += messages
        else:
            label = sheet.table.model._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            row.errors += [f"{label}: {message}" for message in messages]
