"""Tab-separated lines, as a spreadsheet puts them on the clipboard."""

from __future__ import annotations

import re
from typing import Final

from alliance.outline.tree import Rows

MAX_COLUMNS: Final = 50
_MAX_CELL_LINES: Final = 30

# A spreadsheet quotes a cell that holds a line break, a tab or a quotation mark, and doubles the
# marks inside. Possessive, so that a stray quotation mark costs one look ahead and no more.
_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"(?=[\t\n]|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")


def read_row(text: str, start: int) -> tuple[tuple[str, ...], int]:
    """The cells of the row that begins at `start`, and where the row ends."""
    cells: list[str] = []
    position = start
    while True:
        cell, position = _read_cell(text, position)
        cells.append(cell)
        if position >= len(text) or text[position] == "\n" or len(cells) > MAX_COLUMNS:
            return tuple(cells), position
        position += 1


def _read_cell(text: str, start: int) -> tuple[str, int]:
    if text.startswith('"', start):
        quoted = _QUOTED.match(text, start)
        if quoted is not None:
            inner = quoted.group(1)
            needs_quotes = "\n" in inner or "\t" in inner or '""' in inner
            if needs_quotes and inner.count("\n") < _MAX_CELL_LINES:
                return inner.replace('""', '"').strip(), quoted.end()
    plain = _PLAIN.match(text, start)
    end = plain.end() if plain else start
    return text[start:end].strip(), end


def level(rows: list[tuple[str, ...]]) -> Rows | None:
    """
    Rows of one width, without empty columns at the edges.

    None if most of the table would be padding: one endless row among short ones is no table, and
    would print as millions of empty cells.
    """
    width = max(map(len, rows))
    while width > 1 and all(len(row) < width or not row[width - 1] for row in rows):
        width -= 1
    first = 0
    while first < width - 1 and all(first >= len(row) or not row[first] for row in rows):
        first += 1
    width -= first
    if width * len(rows) > 4 * sum(map(len, rows)) + 256:
        return None
    return tuple(
        row[first : first + width] + ("",) * (width - len(row[first : first + width]))
        for row in rows
    )
