"""Rows as they stand in a sheet, and the file that keeps them between two passes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _

from alliance.spreadsheets import restored
from members.sheets.columns import KEYS, Column, column_called
from members.sheets.opening import MOST_ROWS, SheetRefused

HEADING_WITHIN = 10


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row; `cells` holds every column that the sheet has, empty ones as ''."""

    sheet: str
    number: int
    cells: dict[Column, str]
    # Cells that cannot be read at all, with the reason.
    faults: dict[Column, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """Which column of the sheet is which, by position from 0."""

    columns: dict[int, Column]
    unused: tuple[str, ...]

    def row(
        self, sheet: str, number: int, texts: dict[int, str], faults: dict[int, str]
    ) -> SheetRow | None:
        """None for an empty row."""
        cells = {
            column: restored(texts.get(position, "")) for position, column in self.columns.items()
        }
        wrong = {
            self.columns[position]: reason
            for position, reason in faults.items()
            if position in self.columns
        }
        if not wrong and not any(text.strip() for text in cells.values()):
            return None
        return SheetRow(sheet, number, cells, wrong)


def read_heading(sheet: str, texts: Sequence[str]) -> Heading | None:
    """None where this row is not the one with the headings."""
    found: dict[int, Column] = {}
    unused = []
    for position, text in enumerate(texts):
        column = column_called(text)
        if column is not None:
            if column in found.values():
                raise SheetRefused(
                    _("%(sheet)s has the column %(column)s twice.")
                    % {"sheet": sheet, "column": column}
                )
            found[position] = column
        elif text.strip():
            unused.append(text.strip())
    if len(found) < min(2, len(texts)) or not set(KEYS) & set(found.values()):
        return None
    return Heading(found, tuple(unused))


def check_row_number(number: int) -> None:
    if number > MOST_ROWS + HEADING_WITHIN:
        raise SheetRefused(
            _(
                "The sheet has more than %(limit)s rows. Please split it; "
                "if the rows below are empty, delete them and save again."
            )
            % {"limit": f"{MOST_ROWS:,}"}
        )


class Spool:
    """Records (JSON) in a temporary file, so that memory does not grow with their number."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- lives as long as this
        self.count = 0

    def add(self, record: Any) -> None:
        self.file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        self.count += 1

    def __iter__(self) -> Iterator[Any]:
        return spooled(self.file)

    def __len__(self) -> int:
        return self.count

    def close(self) -> None:
        self.file.close()


def spooled(file: IO[bytes], *, start: int = 0, most: int | None = None) -> Iterator[Any]:
    """The records of a spool, or of a stored copy of it; those before `start` are not parsed."""
    file.seek(0)
    for line in islice(file, start, None if most is None else start + most):
        yield json.loads(line)
