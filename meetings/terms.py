"""Terms of office."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def term_end(last_day: date, months: int) -> date:
    """The last day of a term of so many months that follows the one ending on `last_day`."""
    start = last_day + timedelta(days=1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)
