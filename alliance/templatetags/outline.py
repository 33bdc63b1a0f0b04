"""`{% load outline %}`: print outline text, an outline, or the frozen JSON of one."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString

from alliance.outline import Outline, from_json, parse
from alliance.outline.html import to_html, to_inline_html

register = template.Library()

Printable = str | Outline | Mapping[str, object] | None


def _outline(value: Printable) -> Outline:
    if isinstance(value, Outline):
        return value
    if isinstance(value, Mapping):
        return from_json(value)
    return parse("" if value is None else str(value))


@register.filter(name="outline")
def outline_filter(value: Printable, heading: int | None = None) -> SafeString:
    """`{{ text|outline }}`; `{{ text|outline:3 }}` makes every □ section a heading `<h3>`."""
    return to_html(_outline(value), heading=heading)


@register.filter
def outline_inline(value: Printable) -> SafeString:
    """`{{ remark|outline_inline }}`: in one line, without lists or paragraphs."""
    return to_inline_html(_outline(value))
