"""Tags for the templates of packet sections."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


def printed_value(figure: Mapping[str, Any]) -> str:
    value = figure.get("shown", figure["value"])
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else str(value)


@register.simple_tag
def figure(item: Mapping[str, Any]) -> SafeString | str:
    """The number as printed; in the officer's view it leads to the records that it counts."""
    if item.get("href"):
        return format_html('<a class="figure" href="{}">{}</a>', item["href"], printed_value(item))
    return printed_value(item)


@register.filter
def named(figures: Mapping[str, Mapping[str, Any]], key: str) -> Mapping[str, Any]:
    """`{% figure figures|named:item.key %}`: where a list in the body tells the figure's key."""
    return figures[key]
