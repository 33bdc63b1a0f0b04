"""What goes into spreadsheets and comes out of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
# What the XLSX format cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def neutralised(value: str) -> str:
    """Text that no spreadsheet takes for a formula: a quote in front, as Excel itself does it."""
    harmless = "'" + value if value.startswith(_STARTS_FORMULA) or value[:1] == "'" else value
    return _CONTROL.sub("", harmless)


def restored(value: str) -> str:
    """Take back the one quote that `neutralised` put in front."""
    if value[:1] == "'" and (value[1:].startswith(_STARTS_FORMULA) or value[1:2] == "'"):
        return value[1:]
    return value


def pasted_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows as copied from a spreadsheet (tab-separated, quoted cells may hold line breaks).

    Each comes with its number as the person counts them; empty rows are passed over.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    dialect = "excel-tab" if "\t" in text or "," not in text else "excel"
    for number, cells in enumerate(csv.reader(io.StringIO(text), dialect=dialect), start=1):
        stripped = [restored(cell.strip().replace("\u00a0", " ")) for cell in cells]
        if any(stripped):
            yield number, stripped
