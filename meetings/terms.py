"""Terms of office."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def term_end(last_day: date, months: int) -> date:
    """The last day of a term of so many months that follows the one ending on `last_day`.

    It ends on the day before its anniversary; in a month without such a day, with the month
    (민법 제160조).
    """
    start = last_day + timedelta(days=1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    if start.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, start.day) - timedelta(days=1)
