"""Rows of an Excel workbook, streamed: neither the sheet nor its strings are held in memory."""

from __future__ import annotations

import re
import tempfile
import warnings
import zipfile
from array import array
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any

from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from lxml.etree import LxmlError
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import (
    BUILTIN_FORMATS,
    is_date_format,
    is_timedelta_format,
)
from openpyxl.utils import range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import MERGE_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from members.sheets.opening import SheetRefused
from members.sheets.rows import HEADING_WITHIN, Heading, SheetRow, check_row_number, read_heading

# Sheets of the template that explain; nothing is read from them.
EXAMPLE_SHEET, NOTES_SHEET = "예시", "안내"
_STRING, _STYLES, _STYLE, _FORMAT = (
    f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "cellXfs", "xf", "numFmt")
)
_MERGE = f"{{{SHEET_MAIN_NS}}}mergeCell"
# The first that may stand behind the list of merged cells: none comes after them.
_BEHIND_MERGES = {
    f"{{{SHEET_MAIN_NS}}}{tag}"
    for tag in (
        "phoneticPr",
        "cfRule",
        "conditionalFormatting",
        "dataValidation",
        "dataValidations",
        "hyperlink",
        "hyperlinks",
    )
}
_MOST_MERGES_NAMED = 5
_STYLES_PART = "xl/styles.xml"
# What Excel itself allows, or what no sheet of members comes near.
_MOST_LOOSE_ELEMENTS = 100_000
_MOST_SHEETS = 100
# Dates in the manner of the country, whose code the file does not hold.
_LOCAL_DATES = {*range(27, 37), *range(50, 59)}
# Whatever comes between two rows (or strings) fits in this; more was made to fill the memory.
_MOST_BYTES_AT_ONCE = 16 * 1024 * 1024
_PIECE = 256 * 1024
# No sign by itself: neither files nor databases take them.
_NO_SIGNS = re.compile(r"[\x00\ud800-\udfff]")
_WIDEST = 512


class _Guarded:
    """A part of the archive that ends where one item of it has no end."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self._unfinished = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._part.read(size if 0 <= size <= _PIECE else _PIECE)
        self._unfinished += len(piece)
        if self._unfinished > _MOST_BYTES_AT_ONCE:
            raise SheetRefused(_broken())
        return piece

    def item_is_done(self) -> None:
        self._unfinished = 0

    def close(self) -> None:
        self._part.close()


class _StoredStrings:
    """The workbook's table of strings, kept in a file; reading one is a seek."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 -- lives as long as the workbook
        self._starts = array("Q", [0])

    def add(self, text: str) -> None:
        self._file.write(text.encode("utf-8", "surrogatepass"))
        self._starts.append(self._file.tell())

    def __getitem__(self, number: int) -> str:
        start, end = self._starts[number], self._starts[number + 1]
        self._file.seek(start)
        return self._file.read(end - start).decode("utf-8", "surrogatepass")


class _Reader(ExcelReader):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's reader of a workbook, without reading its sheets and strings into memory."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        self.shared_strings = strings = _StoredStrings()
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            guarded, root = _Guarded(source), None
            for event, node in iterparse(guarded, events=("start", "end")):
                if root is None:
                    root = node
                if event == "end" and node.tag == _STRING:
                    strings.add(Text.from_tree(node).content)
                    root.clear()
                    guarded.item_is_done()

    def read_date_styles(self) -> None:
        """Which styles of cells show a number as a date; the other styles are of no interest."""
        dates: set[int] = set()
        durations: set[int] = set()
        if _STYLES_PART in self.valid_files:
            with self.archive.open(_STYLES_PART) as source:
                for number, code in enumerate(_styles(source)):
                    if is_date_format(code):
                        dates.add(number)
                    if is_timedelta_format(code):
                        durations.add(number)
        self.wb._date_formats, self.wb._timedelta_formats = dates, durations

    def sheets(self) -> list[tuple[str, str]]:
        """Names and parts of the visible sheets."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        self.read_date_styles()
        return [
            (sheet.name, relation.target)
            for sheet, relation in self.parser.find_sheets()
            if relation.target in self.valid_files
            and "chartsheet" not in relation.Type
            and sheet.state == "visible"
        ]


def _styles(source: IO[bytes]) -> Iterator[str]:
    """The number format of each style of cells, in order."""
    formats = dict.fromkeys(_LOCAL_DATES, "yyyy-mm-dd") | BUILTIN_FORMATS
    inside, seen = False, 0
    for event, node in iterparse(_Guarded(source), events=("start", "end")):
        if node.tag == _STYLES:
            inside = event == "start"
        elif event == "end":
            seen += 1
            if seen > _MOST_LOOSE_ELEMENTS:
                raise SheetRefused(_broken())
            if node.tag == _FORMAT:
                formats[int(node.get("numFmtId"))] = node.get("formatCode", "")
            elif node.tag == _STYLE and inside:
                yield formats.get(int(node.get("numFmtId", 0)), "General")


def workbook_rows(file: IO[bytes], unused: list[str]) -> Iterator[SheetRow]:
    """Rows of every sheet that has the headings; headings that mean nothing go to `unused`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from _rows(file, unused)
    except SheetRefused:
        raise
    except zipfile.BadZipFile as error:
        raise SheetRefused(_broken()) from error
    # Whatever a broken or hostile file makes the library stumble over.
    except (
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        OSError,
        EOFError,
        SyntaxError,
        NotImplementedError,
        OverflowError,
        AssertionError,
        LxmlError,
        zipfile.LargeZipFile,
        RuntimeError,
    ) as error:
        raise SheetRefused(_broken()) from error


def _broken() -> str:
    return _(
        "The workbook is broken or holds what a member sheet never holds. "
        "Please copy the rows into a new workbook."
    )


def _rows(file: IO[bytes], unused: list[str]) -> Iterator[SheetRow]:
    file.seek(0)
    reader = _Reader(file, read_only=True, keep_links=False)
    found = False
    try:
        sheets = reader.sheets()
        if len(sheets) > _MOST_SHEETS:
            raise SheetRefused(_broken())
        for name, target in sheets:
            if name.strip() in (EXAMPLE_SHEET, NOTES_SHEET):
                continue
            for item in _sheet_rows(reader, name, target):
                if isinstance(item, Heading):
                    found = True
                    unused += item.unused
                else:
                    yield item
    finally:
        reader.archive.close()
    if not found:
        raise SheetRefused(
            _(
                "No sheet has the headings of the member sheet (회원번호, 회원사명, …) "
                "in its first %(count)s rows."
            )
            % {"count": HEADING_WITHIN}
        )


def _sheet_rows(reader: _Reader, name: str, target: str) -> Iterator[Heading | SheetRow]:
    """First the heading, if the sheet has one, then its rows."""
    book = reader.wb
    heading: Heading | None = None
    merged: list[str] = []
    first = last = 0
    with reader.archive.open(target) as source:
        parser = WorkSheetParser(
            _Guarded(source),
            reader.shared_strings,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for count, (number, cells) in enumerate(_parsed(parser, merged), start=1):
            # Hostile files number their rows as they like.
            check_row_number(max(number, count))
            if heading is None:
                if max(number, count) > HEADING_WITHIN:
                    return
                heading = read_heading(name, _texts_in_order(cells))
                if heading is not None:
                    first = number + 1
                    yield heading
                continue
            texts: dict[int, str] = {}
            faults: dict[int, str] = {}
            for cell in cells:
                position = cell["column"] - 1
                if position not in heading.columns:
                    continue
                texts[position] = as_text(cell["value"])
                if cell["data_type"] == "f":
                    texts[position] = as_text(getattr(cell["value"], "text", cell["value"]))
                    faults[position] = _("A formula is not read: paste its value instead.")
                elif cell["data_type"] == "e":
                    faults[position] = _("The cell holds an error of the spreadsheet.")
            row = heading.row(name, number, texts, faults)
            if row is not None:
                last = max(last, number)
                yield row
    if heading is not None:
        _refuse_merged(name, heading, merged, first, last)


def _refuse_merged(name: str, heading: Heading, merged: list[str], first: int, last: int) -> None:
    """Of merged cells the file holds only the first: in the others it would clear the register."""
    wrong = []
    for reference in merged:
        left, top, right, bottom = range_boundaries(reference)
        among_rows = top <= last and bottom >= first
        if among_rows and any(left <= position + 1 <= right for position in heading.columns):
            wrong.append(reference)
    if wrong:
        raise SheetRefused(
            _(
                "%(sheet)s has merged cells: %(ranges)s. Please unmerge them and write into each "
                "cell what holds for its row."
            )
            % {"sheet": name, "ranges": ", ".join(wrong[:_MOST_MERGES_NAMED])}
        )


def _parsed(parser: Any, merged: list[str]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The sheet's rows; `merged` gets the ranges that the file lists behind them.

    What stands behind that list is never read, nor kept what is done.
    """
    loose = 0
    for _event, element in iterparse(parser.source):
        loose += 1
        if loose > _MOST_LOOSE_ELEMENTS:
            raise SheetRefused(_broken())
        if element.tag == ROW_TAG:
            row = parser.parse_row(element)
            element.clear()
            parser.row_dimensions.clear()
            parser.shared_formulae.clear()
            parser.source.item_is_done()
            loose = 0
            yield row
        elif element.tag == _MERGE:
            merged.append(element.get("ref"))
        elif element.tag == MERGE_TAG or element.tag in _BEHIND_MERGES:
            return


def _texts_in_order(cells: list[dict[str, Any]]) -> list[str]:
    texts: list[str] = []
    for cell in cells:
        position = cell["column"] - 1
        if position < _WIDEST:
            texts += [""] * (position + 1 - len(texts))
            texts[position] = as_text(cell["value"])
    return texts


def as_text(value: Any) -> str:
    """The value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return _NO_SIGNS.sub("", unescape(str(value)))
