"""The empty sheet to fill in, with an example and an explanation of each column."""

from __future__ import annotations

from datetime import date
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook

from members.sheets.columns import DATES, Column
from members.sheets.guide import guide, rules
from members.sheets.layout import HEAD, dress, prepare
from members.sheets.workbook import EXAMPLE_SHEET, NOTES_SHEET
from members.sheets.writing import MEMBERS_SHEET, day_cell

_WIDTHS = {"A": 18, "B": 80, "C": 30}


def write_template(file: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(MEMBERS_SHEET)
    prepare(sheet)
    sheet.append(dress(sheet, list(Column), HEAD))
    _example(book)
    _notes(book)
    book.save(file)


def _example(book: Workbook) -> None:
    sheet = book.create_sheet(EXAMPLE_SHEET)
    prepare(sheet)
    sheet.append(dress(sheet, list(Column), HEAD))
    cells = dress(sheet, [each.example for each in guide()])
    for position, each in enumerate(guide()):
        if each.column in DATES and each.example:
            cells[position] = day_cell(sheet, date.fromisoformat(each.example))
    sheet.append(cells)


def _notes(book: Workbook) -> None:
    sheet = book.create_sheet(NOTES_SHEET)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.append(dress(sheet, [_("column"), _("what stands in it"), _("example")], HEAD))
    for each in guide():
        sheet.append(dress(sheet, [each.column, each.text, each.example]))
    sheet.append([])
    for rule in rules():
        sheet.append(dress(sheet, ["", rule]))
