"""Template filters for `alliance.korean`."""

from django import template

from alliance import korean

register = template.Library()

for _filter in (
    korean.packet_date,
    korean.long_date,
    korean.short_date,
    korean.year_word,
    korean.clock,
    korean.prime_minutes,
    korean.ten_thousands,
):
    register.filter(_filter.__name__, _filter)


@register.filter
def thousands(value: int | str | None) -> str:
    """`1,138`; `-` where there is no value yet."""
    return "-" if value is None or value == "" else f"{int(value):,}"


@register.simple_tag
def time_range(start: str, end: str) -> str:
    return korean.time_range(start, end)


@register.simple_tag
def share_of(part: int, whole: int) -> str:
    return korean.share(part, whole)
