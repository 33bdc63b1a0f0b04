"""Programmes, turns and whole grids as they are copied from a sheet."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.admin import PasteColumn, PasteTable, columns
from alliance.errors import RuleViolation
from alliance.spreadsheets import pasted_rows
from events.models import Booking, ConsultationEvent, EventSession, ProgrammeRow
from events.services.consultations import EMPTY_CELLS, GridRow
from members.admin.cells import organisation_cell
from members.admin.names import OrganisationCells

_SESSION = re.compile(r"^\s*\(?\s*세션\s*(?P<number>\d+)\s*\)?")
_BULLET = re.compile(r"^\s*[○▶■□]\s*")
BREAK_WORDS = frozenset({"휴식", "break", "breaktime", "휴식시간"})


def _is_break(text: str) -> bool:
    return "".join(text.split()).casefold() in BREAK_WORDS


def programme_row(parent: models.Model | None, values: dict[str, Any]) -> ProgrammeRow:
    """Further lines of the content are sub-items; `(세션2)` in the first column is session 2."""
    lines = [line.strip() for line in values.pop("content").splitlines() if line.strip()]
    content = _BULLET.sub("", lines[0]) if lines else ""
    session = None
    if (found := _SESSION.match(values.get("group", ""))) is not None:
        session = EventSession.objects.filter(event=parent, number=int(found["number"])).first()
        if session is None:
            raise ValidationError(
                {
                    "group": gettext("There is no session %(numbers)s.")
                    % {"numbers": found["number"]}
                }
            )
        values["group"] = ""
    return ProgrammeRow(
        **values,
        session=session,
        content=content,
        kind=ProgrammeRow.Kind.BREAK if _is_break(content) else ProgrammeRow.Kind.ITEM,
        sub_items="\n".join(line.lstrip("- ") for line in lines[1:]),
    )


PROGRAMME_TABLE = PasteTable(
    model=ProgrammeRow,
    parent_field="event",
    columns=(
        PasteColumn(_("Part"), "group", fills_down=True, aliases=("구분", "세션")),
        PasteColumn(_("Time"), ("start", "end"), columns.clock_range, required=True),
        PasteColumn(_("Content"), "content", required=True, aliases=("주요 내용", "내용")),
        PasteColumn(_("Remark"), "presenter", aliases=("비고", "발표자/토론자")),
    ),
    build=programme_row,
)


def booking_row(parent: models.Model | None, values: dict[str, Any]) -> Booking:
    """A turn by its time and advisor; the company's name is kept as it was written."""
    if not isinstance(parent, ConsultationEvent):
        raise ValidationError(gettext("Paste consultations into a consultation day."))
    label = "".join(values["advisor"].split())
    advisor = next(
        (
            each
            for each in parent.advisors.select_related("firm", "person")
            if "".join(each.printed_label.split()) == label
        ),
        None,
    )
    if advisor is None:
        raise ValidationError(
            {"advisor": gettext("There is no advisor “%(name)s”.") % {"name": values["advisor"]}}
        )
    slot = None
    if "start" in values:
        slot = parent.slots.filter(start=values["start"], end=values["end"]).first()
        if slot is None:
            raise ValidationError({"slot": gettext("There is no such slot.")})
    return Booking(
        advisor=advisor,
        slot=slot,
        organisation=values["organisation"],
        printed_name=values["printed_name"],
    )


def company_cell(cell: str) -> tuple[Any, str]:
    return organisation_cell(cell), cell


BOOKING_TABLE = PasteTable(
    model=Booking,
    parent_field="advisor__consultation",
    columns=(
        PasteColumn(_("Slot"), ("start", "end"), columns.clock_range, fills_down=True),
        PasteColumn(_("Advisor"), "advisor", required=True),
        PasteColumn(
            _("Company"),
            ("organisation", "printed_name"),
            company_cell,
            required=True,
            review=OrganisationCells(lambda organisation, text: (organisation, text)),
        ),
    ),
    build=booking_row,
)


def read_grid(text: str) -> tuple[list[str], list[GridRow]]:
    """Advisors from the first row, then a row for each slot. Raises RuleViolation."""
    lines = list(pasted_rows(text))
    if len(lines) < 2:
        raise RuleViolation(gettext("The grid needs a row of advisors and a row for each slot."))
    heading = [" ".join(cell.split()) for cell in lines[0][1][1:]]
    columns_of = [place for place, label in enumerate(heading) if label]
    labels = [heading[place] for place in columns_of]
    rows: list[GridRow] = []
    problems = _nameless_columns(heading, [cells for _number, cells in lines[1:]])
    for number, cells in lines[1:]:
        try:
            start, end = columns.clock_range(cells[0])
        except ValidationError as error:
            problems.append(
                gettext("Row %(row)s: %(message)s")
                % {"row": number, "message": "; ".join(error.messages)}
            )
            continue
        names = [" ".join(cell.split()) for cell in cells[1:]]
        filled = [name for name in names if name not in EMPTY_CELLS]
        if filled and all(_is_break(name) for name in filled):
            rows.append(GridRow(start, end, is_break=True))
            continue
        if any(name not in EMPTY_CELLS for name in names[len(heading) :]):
            problems.append(
                gettext("Row %(row)s has more names than there are advisors.") % {"row": number}
            )
        rows.append(
            GridRow(start, end, tuple(names[place] for place in columns_of if place < len(names)))
        )
    if problems:
        raise RuleViolation("\n".join(problems))
    return labels, rows


def _nameless_columns(heading: list[str], rows: list[list[str]]) -> list[str]:
    """Companies below an empty heading belong to nobody; guessing would give them to a neighbour.

    A column that is empty throughout is none.
    """
    return [
        gettext("Column %(column)s has companies and no advisor in its heading.")
        % {"column": _column_letters(place + 2)}
        for place, label in enumerate(heading)
        if not label
        and any(
            cells[place + 1].strip() not in EMPTY_CELLS and not _is_break(cells[place + 1])
            for cells in rows
            if place + 1 < len(cells)
        )
    ]


def _column_letters(number: int) -> str:
    """`C` for the third column, as the sheet calls it."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
