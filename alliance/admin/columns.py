"""Reading cells as people type them into spreadsheets.

A parser takes the cell's text and returns a value; what it cannot read it refuses with a
`ValidationError` whose message is for the person who pasted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

Parser = Callable[[str], Any]

_DATE = re.compile(
    r"['‘’`]?(?P<year>\d{4}|\d{2})\s*[-./년]\s*(?P<month>\d{1,2})\s*[-./월]\s*(?P<day>\d{1,2})"
    r"\s*[.일]?\s*(?:\((?P<weekday>[월화수목금토일])\))?(?:\s+00:00(?::00)?)?"
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})\s*[:：시]\s*(?P<minute>\d{2})?\s*분?(?::\d{2})?")
_RANGE = re.compile(r"\s*[~∼〜～–—-]\s*")
_MINUTES = re.compile(r"\s*\(\s*['‘’′]?\s*\d+\s*(?:['’′\"″”]|분)?\s*\)\s*$")
_WEEKDAYS = "월화수목금토일"


def text(cell: str) -> str:
    return cell


def integer(cell: str) -> int:
    digits = cell.replace(",", "").replace(" ", "")
    if not re.fullmatch(r"[+-]?\d{1,30}", digits):
        raise ValidationError(_("“%(cell)s” is not a whole number."), params={"cell": cell})
    return int(digits)


def day(cell: str) -> date:
    """2025-11-26, 2025.11.26., '25.11.26.(수), 2025년 11월 26일."""
    found = _DATE.fullmatch(cell.strip())
    if found is None:
        raise ValidationError(_("“%(cell)s” is not a date."), params={"cell": cell})
    year = int(found["year"])
    try:
        value = date(year if year > 99 else 2000 + year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise ValidationError(_("There is no day “%(cell)s”."), params={"cell": cell}) from None
    weekday = _WEEKDAYS[value.weekday()]
    if found["weekday"] not in (None, weekday):
        raise ValidationError(
            _("“%(cell)s” is a %(weekday)s."), params={"cell": cell, "weekday": f"{weekday}요일"}
        )
    return value


def clock(cell: str) -> time:
    """15:00, 15시 30분."""
    found = _CLOCK.fullmatch(cell.strip())
    if found is None:
        raise ValidationError(_("“%(cell)s” is not a time of day."), params={"cell": cell})
    try:
        return time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError:
        raise ValidationError(
            _("“%(cell)s” is not a time of day."), params={"cell": cell}
        ) from None


def clock_range(cell: str) -> tuple[time, time]:
    """15:00 ~ 15:05 (05'), 15:00~15:05('05): minutes are derived, so they are passed over."""
    parts = _RANGE.split(_MINUTES.sub("", cell.strip()))
    if len(parts) != 2:
        raise ValidationError(
            _("“%(cell)s” is not a range of times such as 15:00 ~ 15:05."), params={"cell": cell}
        )
    start, end = clock(parts[0]), clock(parts[1])
    if end <= start:
        raise ValidationError(_("“%(cell)s” ends before it starts."), params={"cell": cell})
    return start, end


def yes_or_no(cell: str) -> bool:
    known = {"○": True, "×": False, "예": True, "아니오": False}
    spelt = known | {"O": True, "X": False, "아니요": False}
    return _choice_of(spelt, cell, offered=known)


def choice(choices: type[models.Choices]) -> Parser:
    """By label or by code."""

    def parse(cell: str) -> Any:
        labels = {str(member.label): member.value for member in choices}
        codes = {str(member.value): member.value for member in choices}
        return _choice_of(codes | labels, cell, offered=labels)

    return parse


def record(candidates: Callable[[str], Sequence[models.Model]]) -> Parser:
    """By a natural name; `candidates(name)` lists the records that it may mean."""

    def parse(cell: str) -> models.Model:
        found = list(candidates(cell))
        if not found:
            raise ValidationError(_("“%(cell)s” is not known."), params={"cell": cell})
        if len(found) > 1:
            raise ValidationError(
                _("“%(cell)s” may be: %(candidates)s."),
                params={"cell": cell, "candidates": ", ".join(str(each) for each in found[:5])},
            )
        return found[0]

    return parse


def _folded(value: str) -> str:
    return "".join(value.split()).casefold()


def _choice_of(known: dict[str, Any], cell: str, *, offered: Iterable[str]) -> Any:
    by_folded = {_folded(name): value for name, value in known.items()}
    if _folded(cell) not in by_folded:
        raise ValidationError(
            _("“%(cell)s” is none of: %(choices)s."),
            params={"cell": cell, "choices": ", ".join(offered)},
        )
    return by_folded[_folded(cell)]
