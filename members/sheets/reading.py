"""A file's rows, whatever kind of sheet it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from members.sheets.opening import is_workbook
from members.sheets.rows import SheetRow
from members.sheets.text import text_rows
from members.sheets.workbook import workbook_rows


def sheet_rows(file: IO[bytes], name: str, unused: list[str]) -> Iterator[SheetRow]:
    """`unused` gets the headings that mean nothing; SheetRefused for what is no member sheet."""
    return (workbook_rows if is_workbook(file, name) else text_rows)(file, unused)
