"""The pages of a list, without a template for each."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.core.paginator import Page, Paginator
from django.template import RequestContext
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def page_items(
    context: RequestContext, page: Page[Any], page_numbers: Iterable[int | str]
) -> SafeString:
    """Links to the page before, each of the numbers, and the page after."""
    asked = context.request.GET.copy()
    asked["page"] = ""
    before, _mark, after = f"?{asked.urlencode()}&".partition("page=&")

    def link(number: int | str, label: object, rel: str = "") -> str:
        address = escape(f"{before}page={number}&{after}".rstrip("&"))
        return _item(f'<a class="page-link"{rel} href="{address}">{label}</a>')

    items = []
    if page.has_previous():
        items.append(link(page.previous_page_number(), _("Previous"), ' rel="prev"'))
    for number in page_numbers:
        if number == page.number:
            current = f'<span class="page-link" aria-current="page">{number}</span>'
            items.append(_item(current, " active"))
        elif number == Paginator.ELLIPSIS:
            items.append(_item(f'<span class="page-link">{number}</span>', " disabled"))
        else:
            items.append(link(number, number))
    if page.has_next():
        items.append(link(page.next_page_number(), _("Next"), ' rel="next"'))
    return mark_safe("".join(items))


def _item(content: str, state: str = "") -> str:
    return f'<li class="page-item{state}">{content}</li>'
