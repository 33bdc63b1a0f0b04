"""What a person should look at again: nothing here is an error, all of it prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliance.outline.html import FOOTNOTE_REFERENCE
from alliance.outline.tree import Kind, Node, Outline

_PAIRS: Final = ("()", "（）", "「」", "『』", "〈〉", "《》", "【】", "“”", "[]")


@dataclass(frozen=True, slots=True)
class Oddity:
    line: int
    message: str | Promise


def oddities(outline: Outline) -> tuple[Oddity, ...]:
    """In the order of the lines."""
    found = [*_footnotes(outline), *_lines(outline)]
    return tuple(sorted(found, key=lambda oddity: oddity.line))


def _footnotes(outline: Outline) -> Iterator[Oddity]:
    """Stars behind words and the notes below them must meet before the next section begins."""
    waiting: dict[int, int] = {}
    noted: set[int] = set()
    for _depth, node in outline.walk():
        if node.kind is Kind.SECTION:
            yield from _unmet(waiting)
            waiting.clear()
            noted.clear()
        if node.kind is Kind.FOOTNOTE:
            stars = len(node.mark)
            if waiting.pop(stars, None) is None and stars not in noted:
                yield Oddity(node.first_line, _("This footnote has no star in the text above it."))
            noted.add(stars)
        else:
            for reference in _references(node):
                waiting.setdefault(reference, node.first_line)
                noted.discard(reference)
    yield from _unmet(waiting)


def _references(node: Node) -> Iterator[int]:
    texts = (node.label, node.text, *(cell for row in node.rows for cell in row))
    return (len(stars) for text in texts for stars in FOOTNOTE_REFERENCE.findall(text))


def _unmet(waiting: dict[int, int]) -> Iterator[Oddity]:
    for line in waiting.values():
        yield Oddity(line, _("The star in this text has no footnote below it."))


def _lines(outline: Outline) -> Iterator[Oddity]:
    for _depth, node in outline.walk():
        if node.mark and not (node.text or node.label or node.children):
            yield Oddity(node.first_line, _("Only a mark, without text."))
        text = f"{node.label} {node.text}"
        if any(text.count(pair[0]) != text.count(pair[1]) for pair in _PAIRS):
            yield Oddity(node.first_line, _("A bracket or a quotation mark is not closed."))
