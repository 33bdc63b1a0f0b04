"""Members written into a sheet that `import_members` reads back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO, Any

from django.db import reset_queries
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from alliance.errors import RuleViolation
from alliance.spreadsheets import neutralised
from members.sheets.columns import DATES, Column
from members.sheets.layout import HEAD, dress, prepare
from members.sheets.stored import in_chunks, load_stored, member_ids

MEMBERS_SHEET = "회원"
ENCODINGS = ("utf-8-sig", "utf-8", "cp949")
_MOST_IN_CELL = 32_767
# What Excel would take for an escaped sign.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def member_texts(on: date) -> Iterator[dict[Column, str]]:
    """Everybody who had joined by the day, with the latest membership and the main contact."""
    for some in in_chunks(member_ids(on)):
        for stored in load_stored(some).values():
            yield stored.texts_on(on)
        reset_queries()


def write_workbook(file: IO[bytes], rows: Iterable[dict[Column, str]]) -> int:
    """The number of rows. One after the other: a workbook held in memory takes fifty times more."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(MEMBERS_SHEET)
    prepare(sheet)
    sheet.append(dress(sheet, list(Column), HEAD))
    count = 0
    for texts in rows:
        sheet.append([_cell(sheet, column, texts[column]) for column in Column])
        count += 1
    book.save(file)
    return count


def day_cell(sheet: Any, day: date) -> Any:
    cell = WriteOnlyCell(sheet, day)
    cell.number_format = "yyyy-mm-dd"
    return cell


def _cell(sheet: Any, column: Column, text: str) -> Any:
    if column in DATES and text:
        return day_cell(sheet, date.fromisoformat(text))
    harmless = _ESCAPE.sub("_x005F_", neutralised(text))[:_MOST_IN_CELL]
    cell = WriteOnlyCell(sheet, harmless)
    cell.data_type = "s"
    return cell


def write_csv(
    file: IO[bytes], rows: Iterable[dict[Column, str]], *, encoding: str = ENCODINGS[0]
) -> int:
    """The number of rows; RuleViolation where the encoding lacks a letter."""
    text = io.TextIOWrapper(file, encoding=encoding, newline="", write_through=True)
    writer = csv.writer(text)
    count = 0
    try:
        writer.writerow(list(Column))
        for texts in rows:
            writer.writerow([neutralised(texts[column]) for column in Column])
            count += 1
    except UnicodeEncodeError as error:
        letter = error.object[error.start : error.end]
        raise RuleViolation(
            _("Row %(row)s: %(encoding)s has no letter %(letter)s. Choose UTF-8.")
            % {"row": count + 2, "encoding": encoding.upper(), "letter": letter}
        ) from error
    finally:
        # The file belongs to the caller.
        text.detach()
    return count


def write_errors(file: IO[bytes], errors: Iterable[dict[str, Any]]) -> None:
    """All errors of a sheet, for those who correct them in Excel."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("errors"))
    heads = [_("sheet"), _("row"), _("column"), _("value"), _("reason")]
    for letter, width in zip("ABCDE", (14, 8, 18, 36, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.append(dress(sheet, heads, HEAD))
    for error in errors:
        texts = [error[key] for key in ("sheet", "column", "value", "message")]
        cells = dress(sheet, [neutralised(text) for text in texts])
        cells.insert(1, error["row"])
        sheet.append(cells)
    book.save(file)
