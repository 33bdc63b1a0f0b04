"""Lists of readers as they come in: a text file with one consent a row, read and judged."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from alliance.admin import columns
from alliance.errors import RuleViolation
from alliance.periods import SEOUL
from alliance.spreadsheets import restored
from newsletter.models.subscribers import mailable_address

COLUMNS = ("email", "name", "organisation", "consented_at", "consent_source")
REQUIRED = ("email", "consented_at", "consent_source")
LONGEST = {"name": 60, "organisation": 150, "consent_source": 200}
MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 50_000
SHEET = "CSV"

_CLOCK_BEHIND_DAY = re.compile(r"^(?P<day>.*\S)[T ]+(?P<clock>\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?$")


class ListRefused(RuleViolation):
    """The file as a whole cannot be read."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, in the words of the members' import."""

    row: int | None
    column: str
    value: str
    message: str

    def as_json(self) -> dict[str, Any]:
        return {"sheet": SHEET, **asdict(self)}


@dataclass(frozen=True)
class Row:
    number: int
    email: str
    name: str
    organisation: str
    consented_at: datetime
    source: str


@dataclass
class Sheet:
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    # All that hold anything, the faulty ones included.
    count: int = 0


def read_sheet(content: bytes, *, at: datetime) -> Sheet:
    """Every fault, not the first; rows count as a spreadsheet counts them."""
    records = _records(_text(content))
    number, heading = next(records, (0, []))
    names = [cell.strip().lower() for cell in heading]
    _check_heading(names)
    sheet = Sheet(unused=[name for name in names if name and name not in COLUMNS])
    seen: dict[str, int] = {}
    for number, cells in records:
        texts = {
            name: restored(cell.strip())
            for name, cell in zip(names, cells, strict=False)
            if name in COLUMNS
        }
        if not any(texts.values()):
            continue
        sheet.count += 1
        row = _read_row(sheet, number, texts, at)
        if row is None:
            continue
        if (first := seen.setdefault(row.email, number)) != number:
            message = _("This address stands in row %(row)s already.") % {"row": first}
            sheet.faults.append(Fault(number, "email", row.email, message))
            continue
        sheet.rows.append(row)
    return sheet


def _text(content: bytes) -> str:
    if not content.strip():
        raise ListRefused(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise ListRefused(
            _("The file is larger than %(limit)s MB. Please split it.")
            % {"limit": MOST_BYTES // 1024 // 1024}
        )
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ListRefused(_("This is an Excel workbook. Please save the list as CSV."))
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ListRefused(
        _("The text is neither UTF-8 nor CP949 (Korean Windows). Please save it as CSV UTF-8.")
    )


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    delimiter = max((",", "\t", ";"), key=first.count)
    number = 0
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, cells in enumerate(lines, start=1):
            if number > MOST_ROWS + 1:
                raise ListRefused(
                    _("The list has more than %(limit)s rows. Please split it.")
                    % {"limit": f"{MOST_ROWS:,}"}
                )
            yield number, cells
    except csv.Error as problem:
        raise ListRefused(
            _("Row %(row)s cannot be read: probably a quotation mark is never closed.")
            % {"row": number + 1}
        ) from problem


def _check_heading(names: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise ListRefused(
            _("The first row must name the columns; missing: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        raise ListRefused(
            _("A column stands there twice: %(columns)s.") % {"columns": ", ".join(twice)}
        )


def _read_row(sheet: Sheet, number: int, texts: dict[str, str], at: datetime) -> Row | None:
    faults: list[Fault] = []

    def refuse(column: str, message: str) -> None:
        faults.append(Fault(number, column, texts.get(column, "")[:200], message))

    for column, longest in LONGEST.items():
        if len(texts.get(column, "")) > longest:
            refuse(column, _("Longer than %(longest)s letters.") % {"longest": longest})
    if not texts.get("consent_source"):
        refuse("consent_source", _("Tell where the consent is kept: a form, a mail, a list."))
    email = ""
    try:
        email = mailable_address(texts.get("email", ""))
    except ValidationError as refusal:
        refuse("email", refusal.messages[0])
    consented_at = None
    try:
        consented_at = _moment(texts.get("consented_at", ""))
    except ValidationError as refusal:
        refuse("consented_at", refusal.messages[0])
    if consented_at is not None and consented_at > at:
        refuse("consented_at", _("A consent cannot lie in the future."))
    sheet.faults += faults
    if faults or consented_at is None:
        return None
    return Row(
        number,
        email,
        texts.get("name", ""),
        texts.get("organisation", ""),
        consented_at,
        texts["consent_source"],
    )


def _moment(cell: str) -> datetime:
    """A day of Seoul, with or without the time of day; with an offset where one is given."""
    if not cell:
        raise ValidationError(_("Without the day of the consent nobody is taken in."))
    try:
        given = datetime.fromisoformat(cell)
    except ValueError:
        pass
    else:
        return given if given.tzinfo else given.replace(tzinfo=SEOUL)
    clock = time()
    if found := _CLOCK_BEHIND_DAY.match(cell):
        cell, clock = found["day"], columns.clock(found["clock"])
    return datetime.combine(columns.day(cell), clock, tzinfo=SEOUL)
