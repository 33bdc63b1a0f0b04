"""How Korean public documents write dates, times and numbers."""

from datetime import date, datetime, time

WEEKDAYS = "월화수목금토일"


def as_date(value: date | str) -> date:
    """Snapshots hold ISO text; records hold dates."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value[:10])


def as_time(value: time | str) -> time:
    return value if isinstance(value, time) else time.fromisoformat(value)


def packet_date(value: date | str, *, weekday: bool = True) -> str:
    """`'25.11.26.(수)`."""
    day = as_date(value)
    text = f"'{day:%y}.{day.month}.{day.day}."
    return f"{text}({WEEKDAYS[day.weekday()]})" if weekday else text


def long_date(value: date | str) -> str:
    """`2025.11.26.(수)`."""
    day = as_date(value)
    return f"{day.year}.{day.month}.{day.day}.({WEEKDAYS[day.weekday()]})"


def short_date(value: date | str) -> str:
    """`11.26`."""
    day = as_date(value)
    return f"{day.month}.{day.day}"


def year_word(year: int | str) -> str:
    """`'25년`."""
    return f"'{int(year) % 100:02d}년"


def clock(value: time | str) -> str:
    return f"{as_time(value):%H:%M}"


def time_range(start: time | str, end: time | str) -> str:
    """`15:00 ~ 15:05`."""
    return f"{clock(start)} ~ {clock(end)}"


def minutes_between(start: time | str, end: time | str) -> int:
    first, last = as_time(start), as_time(end)
    return (last.hour * 60 + last.minute) - (first.hour * 60 + first.minute)


def prime_minutes(minutes: int) -> str:
    """`(05')`."""
    return f"({minutes:02d}')"


def ten_thousands(value: int) -> str:
    """Cut to units of 10,000, as headlines do: 512,533 is `51만`."""
    return f"{value // 10_000:,}만" if value >= 10_000 else f"{value:,}"


def share(part: int, whole: int) -> str:
    """Two decimals at most, without a trailing zero: `11.29%`, `0.3%`."""
    if not whole:
        return "-"
    text = f"{part * 100 / whole:.2f}".rstrip("0").rstrip(".")
    return f"{text}%"
