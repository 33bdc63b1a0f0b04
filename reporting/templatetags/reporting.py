"""What the templates of web measures and partner reports need to print a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import gettext

from alliance import korean
from reporting.addresses import page_path
from reporting.packet_sections.visits import visits_words

register = template.Library()


def figure_number(figure: Mapping[str, Any]) -> Any:
    """The number as printed: set by hand, else computed."""
    return figure.get("shown", figure["value"])


@register.filter
def figure_named(figures: Mapping[str, Any], key: str) -> Any:
    """Figures of a partner's report are named by the activity they belong to."""
    return figures.get(key)


@register.simple_tag
def visits_headline(years: Sequence[Mapping[str, Any]], figures: Mapping[str, Any]) -> str:
    previous, current = years
    return gettext("%(current)s (%(previous)s)") % {
        "current": visits_words(current, figure_number(figures[current["figure"]])),
        "previous": visits_words(previous, figure_number(figures[previous["figure"]])),
    }


@register.filter
def shared_host(pages: Sequence[Mapping[str, Any]]) -> str:
    """The host of all the pages: printed once, it need not stand in every row."""
    hosts = {page["page"].partition("/")[0] for page in pages}
    return hosts.pop() if len(hosts) == 1 else ""


@register.simple_tag
def page_bars(pages: Sequence[Mapping[str, Any]], total: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Bars for `print/_bars.html`; shares relate to all views of the period."""
    whole = int(figure_number(total) or 0)
    one_site = shared_host(pages) != ""
    return [
        {
            "label": page_path(page["page"]) if one_site else page["page"],
            "value": page["views"],
            "share": korean.share(page["views"], whole),
            "note": gettext("%(count)s addresses of the page counted together")
            % {"count": len(page["addresses"])}
            if len(page["addresses"]) > 1
            else "",
        }
        for page in pages
    ]
