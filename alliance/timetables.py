"""One checker for every timetable: overlaps, gaps, and ends that do not fit the announced times.

Pure: rows in, findings out. Whoever keeps a timetable is told; nobody is stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance import korean


class Row(Protocol):
    """What the checker reads of a row; `alliance.models.TimetableRow` is one."""

    @property
    def start(self) -> time: ...

    @property
    def end(self) -> time: ...

    @property
    def content(self) -> str: ...

    @property
    def parallel(self) -> bool: ...


class Code(TextChoices):
    STARTS_EARLY = "starts_early", _("starts before the announced time")
    STARTS_LATE = "starts_late", _("starts after the announced time")
    ENDS_EARLY = "ends_early", _("ends before the announced time")
    OVERRUN = "overrun", _("ends after the announced time")
    GAP = "gap", _("time that belongs to nobody")
    OVERLAP = "overlap", _("two rows at one time")
    DISORDER = "disorder", _("rows out of order")


@dataclass(frozen=True)
class Finding:
    """What does not fit; `rows` are those it concerns, `minutes` by how much."""

    code: Code
    message: str
    rows: tuple[Row, ...] = ()
    minutes: int = 0

    def __str__(self) -> str:
        return self.message


def check_timetable(
    rows: Iterable[Row], *, start: time | None = None, end: time | None = None
) -> list[Finding]:
    """Rows in the order in which they are printed; `start` and `end` are the announced times.

    Rows that run beside others (`parallel`) are only held against the announced times.
    """
    listed = list(rows)
    main = [row for row in listed if not row.parallel]
    beside = [row for row in listed if row.parallel]
    findings = check_rows(main)
    if main and start is not None:
        findings = _check_start(main, start) + findings
    if main and end is not None:
        findings += _check_end(main, end)
    for row in beside:
        if start is not None and row.start < start:
            findings.append(_finding(Code.STARTS_EARLY, row.start, start, row, announced=start))
        if end is not None and row.end > end:
            findings.append(_finding(Code.OVERRUN, end, row.end, row, announced=end))
    return findings


def check_rows(rows: Sequence[Row]) -> list[Finding]:
    """Overlaps and gaps among rows that follow one another, whatever was announced."""
    findings = [
        Finding(
            Code.DISORDER,
            gettext("“%(row)s” (%(time)s) stands after a row that starts later.")
            % {"row": row.content, "time": korean.clock(row.start)},
            (before, row),
        )
        for before, row in pairwise(rows)
        if row.start < before.start
    ]
    in_time = sorted(rows, key=lambda row: (row.start, row.end))
    if not in_time:
        return findings
    last = in_time[0]
    for row in in_time[1:]:
        if row.start < last.end:
            findings.append(_overlap(last, row))
        elif row.start > last.end:
            findings.append(_gap(last, row))
        if row.end > last.end:
            last = row
    return findings


def _check_start(rows: Sequence[Row], announced: time) -> list[Finding]:
    first = min(rows, key=lambda row: row.start)
    if first.start < announced:
        return [_finding(Code.STARTS_EARLY, first.start, announced, first, announced=announced)]
    if first.start > announced:
        return [_finding(Code.STARTS_LATE, announced, first.start, first, announced=announced)]
    return []


def _check_end(rows: Sequence[Row], announced: time) -> list[Finding]:
    last = max(rows, key=lambda row: row.end)
    if last.end > announced:
        return [_finding(Code.OVERRUN, announced, last.end, last, announced=announced)]
    if last.end < announced:
        return [_finding(Code.ENDS_EARLY, last.end, announced, last, announced=announced)]
    return []


def _finding(code: Code, first: time, second: time, row: Row, *, announced: time) -> Finding:
    messages = {
        Code.STARTS_EARLY: gettext(
            "“%(row)s” starts at %(start)s, %(minutes)s minutes before the announced %(announced)s."
        ),
        Code.STARTS_LATE: gettext(
            "“%(row)s” starts at %(start)s, %(minutes)s minutes after the announced %(announced)s."
        ),
        Code.ENDS_EARLY: gettext(
            "“%(row)s” ends at %(end)s, %(minutes)s minutes before the announced %(announced)s."
        ),
        Code.OVERRUN: gettext(
            "“%(row)s” ends at %(end)s, %(minutes)s minutes after the announced %(announced)s."
        ),
    }
    minutes = korean.minutes_between(first, second)
    return Finding(
        code,
        messages[code]
        % {
            "row": row.content,
            "start": korean.clock(row.start),
            "end": korean.clock(row.end),
            "announced": korean.clock(announced),
            "minutes": minutes,
        },
        (row,),
        minutes,
    )


def _overlap(before: Row, row: Row) -> Finding:
    until = min(before.end, row.end)
    minutes = korean.minutes_between(row.start, until)
    return Finding(
        Code.OVERLAP,
        gettext("“%(first)s” and “%(second)s” overlap at %(time)s (%(minutes)s minutes).")
        % {
            "first": before.content,
            "second": row.content,
            "time": korean.time_range(row.start, until),
            "minutes": minutes,
        },
        (before, row),
        minutes,
    )


def _gap(before: Row, row: Row) -> Finding:
    minutes = korean.minutes_between(before.end, row.start)
    return Finding(
        Code.GAP,
        gettext("%(time)s (%(minutes)s minutes) between “%(first)s” and “%(second)s” is empty.")
        % {
            "first": before.content,
            "second": row.content,
            "time": korean.time_range(before.end, row.start),
            "minutes": minutes,
        },
        (before, row),
        minutes,
    )
