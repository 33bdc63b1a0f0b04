"""Data for search engines, beside the page that people read."""

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

# So that nothing inside can end the element, as in django.utils.html.json_script.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def structured_data(facts: Mapping[str, Any]) -> str:
    """JSON-LD; it is data, so the content policy lets it stand inside the page."""
    text = json.dumps(facts, ensure_ascii=False).translate(_ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),
    )
