"""What the directory's page has dozens of, without a template for each."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from members.directory.results import Choice, Facet

register = template.Library()


@register.filter
def facet_lists(facets: Iterable[Facet]) -> SafeString:
    return mark_safe("".join(_list(facet) for facet in facets if facet.choices))


@register.filter
def choice_items(choices: Iterable[Choice]) -> SafeString:
    return mark_safe("".join(map(_item, choices)))


def _list(facet: Facet) -> str:
    head = f'<h2 id="facet-{facet.name}">{escape(facet.label)}</h2>'
    return f'{head}<ul aria-labelledby="facet-{facet.name}">{choice_items(facet.choices)}</ul>'


def _item(choice: Choice) -> str:
    current = ' aria-current="true"' if choice.is_chosen else ""
    count = "" if choice.count is None else f" <span>{choice.count:,}</span>"
    link = f'<a href="{escape(choice.address)}"{current}>{escape(choice.label)}{count}</a>'
    return f"<li>{link}</li>"
