"""Rows of a text file: UTF-8, CP949 or Excel's "Unicode text"; comma, tab or semicolon."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import IO

from django.utils.translation import gettext as _

from members.sheets.opening import SheetRefused
from members.sheets.rows import HEADING_WITHIN, Heading, SheetRow, check_row_number, read_heading

SHEET = "CSV"
_PIECE = 1024 * 1024
# The library's own limit is shorter than some introductions.
_LONGEST_CELL = 1_000_000
_LONGEST_ROW = 4_000_000
_DELIMITERS = (",", "\t", ";")


def text_rows(file: IO[bytes], unused: list[str]) -> Iterator[SheetRow]:
    encoding = _encoding(file)
    file.seek(0)
    stream = io.TextIOWrapper(file, encoding=encoding, newline="")  # type: ignore[type-var]
    try:
        delimiter, heading_at, heading = _find_heading(stream)
        unused += heading.unused
        stream.seek(0)
        for number, cells in _records(stream, delimiter):
            if number <= heading_at:
                continue
            check_row_number(number)
            row = heading.row(SHEET, number, dict(enumerate(cells)), {})
            if row is not None:
                yield row
    finally:
        # The file belongs to the caller.
        stream.detach()


def _records(stream: IO[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_LONGEST_CELL)
    lines = _Lines(stream)
    number = 0
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
            lines.record_is_done()
            yield number, cells
    except csv.Error as error:
        raise SheetRefused(
            _("Row %(row)s cannot be read: probably a quotation mark is never closed.")
            % {"row": number + 1}
        ) from error


class _Lines:
    """The lines of a text that stops where one row of it has no end."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._unfinished = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(_LONGEST_ROW):
            self._unfinished += len(line)
            if self._unfinished >= _LONGEST_ROW:
                raise SheetRefused(_("A row of the file is far too long."))
            yield line

    def record_is_done(self) -> None:
        self._unfinished = 0


def _encoding(file: IO[bytes]) -> str:
    file.seek(0)
    head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif head.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "cp949"]
    for encoding in candidates:
        if _decodes(file, encoding):
            return encoding
    raise SheetRefused(
        _("The text is neither UTF-8 nor CP949 (Korean Windows). Please save it as CSV UTF-8.")
    )


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(_PIECE):
            if "\0" in decoder.decode(piece):
                raise SheetRefused(_("The file holds signs that no text has (NUL)."))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _find_heading(stream: IO[str]) -> tuple[str, int, Heading]:
    lines = list(islice(iter(lambda: stream.readline(_PIECE), ""), HEADING_WITHIN))
    best: tuple[str, int, Heading] | None = None
    refusal: SheetRefused | None = None
    for delimiter in _DELIMITERS:
        try:
            found = _heading(lines, delimiter)
        except SheetRefused as refused:
            refusal = refusal or refused
            continue
        if found and (best is None or len(found[1].columns) > len(best[2].columns)):
            best = delimiter, *found
    if best is None:
        raise refusal or SheetRefused(
            _("The first row must hold the headings of the member sheet (회원번호, 회원사명, …).")
        )
    return best


def _heading(lines: list[str], delimiter: str) -> tuple[int, Heading] | None:
    for number, cells in _records(io.StringIO("".join(lines), newline=""), delimiter):
        heading = read_heading(SHEET, cells)
        if heading is not None:
            return number, heading
    return None
