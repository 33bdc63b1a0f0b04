"""What the live preview shows: the outline as it will be printed, and what looks odd in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from alliance.outline.html import to_html
from alliance.outline.oddities import Oddity, oddities
from alliance.outline.parser import parse


@dataclass(frozen=True, slots=True)
class Preview:
    html: SafeString
    oddities: tuple[Oddity, ...]
    more_oddities: int


_SHOWN_ODDITIES = 10


def preview(text: str) -> Preview:
    outline = parse(text)
    found = oddities(outline)
    return Preview(
        html=to_html(outline),
        oddities=found[:_SHOWN_ODDITIES],
        more_oddities=max(len(found) - _SHOWN_ODDITIES, 0),
    )
