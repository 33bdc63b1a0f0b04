"""How the workbooks look: head, widths, drop-downs."""

from __future__ import annotations

from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from members.sheets.columns import KIND_LABELS, REGION_LABELS, SUB_KIND_LABELS, Column
from members.sheets.opening import MOST_ROWS

HEAD = NamedStyle(
    "alliance head",
    font=Font(bold=True),
    fill=PatternFill("solid", fgColor="FFE6ECF5"),
    alignment=Alignment(vertical="center", wrap_text=True),
)
_WIDE = {
    Column.NAME: 28,
    Column.REGISTRATION: 16,
    Column.ADDRESS: 36,
    Column.HOMEPAGE: 28,
    Column.FIELDS: 24,
    Column.TAGS: 24,
    Column.INTRODUCTION: 48,
    Column.CONTACT_EMAIL: 28,
    Column.CONTACT_PHONE: 16,
}
_CHOICES: dict[Column, dict[Any, str]] = {
    Column.KIND: KIND_LABELS,
    Column.SUB_KIND: SUB_KIND_LABELS,
    Column.REGION: REGION_LABELS,
}


def prepare(sheet: Any) -> None:
    """Before the first row of a sheet of members."""
    sheet.freeze_panes = "C2"
    for position, column in enumerate(Column, start=1):
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = _WIDE.get(column, 14)
        if column in _CHOICES:
            listed = DataValidation(
                type="list",
                formula1='"' + ",".join(_CHOICES[column].values()) + '"',
                allow_blank=True,
                # Codes and other spellings are read as well.
                showErrorMessage=False,
            )
            listed.add(f"{letter}2:{letter}{MOST_ROWS}")
            sheet.data_validations.append(listed)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(Column))}1"


def dress(sheet: Any, texts: list[Any], style: NamedStyle | None = None) -> list[Any]:
    """Cells for a write-only sheet."""
    cells = []
    for text in texts:
        cell = WriteOnlyCell(sheet, str(text))
        cell.data_type = "s"
        if style is not None:
            cell.font, cell.fill, cell.alignment = style.font, style.fill, style.alignment
        else:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        cells.append(cell)
    return cells
