"""
HTML for web pages, the live preview and print alike, escaped piece by piece.

The tree is at most MAX_DEPTH deep, so that recursion is safe here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliance.outline.cleaning import without_unprintable
from alliance.outline.tree import Kind, Node, Outline, Rows

# A star right behind a word, and not a multiplication sign.
FOOTNOTE_REFERENCE = re.compile(r"(?<=[^\s*＊(\[{<])([*＊]{1,5})(?![*＊0-9A-Za-z])")

_LINE_BREAK: Final = SafeString("<br>")
_NOTHING: Final = SafeString("")
# Signs that only show the level; a list says as much to a screen reader.
_BULLETS: Final = frozenset({Kind.SECTION, Kind.LEAD, Kind.ITEM, Kind.SUBITEM, Kind.DOT})
_SILENT_MARK: Final = '<span class="mark" aria-hidden="true">{}</span>'
_SPOKEN_MARK: Final = '<span class="mark">{}</span>'


def to_html(outline: Outline, *, heading: int | None = None) -> SafeString:
    """`heading` makes headings of that level (2 to 6) out of the sections."""
    return _blocks(outline.nodes, heading)


def to_inline_html(outline: Outline) -> SafeString:
    """All of it in one line: for a remark, or a cell of a table."""
    parts = (
        _words(node, text=" ".join(node.text.split("\n")))
        if node.kind is not Kind.TABLE
        else escape(" ".join(_cells(node.rows)))
        for _depth, node in outline.walk()
        if node.kind is not Kind.BLANK
    )
    return _joined(" ", parts)


def _cells(rows: Rows) -> Iterator[str]:
    return (without_unprintable(cell) for row in rows for cell in row if cell)


def _joined(separator: str, parts: Iterable[SafeString]) -> SafeString:
    return format_html_join(separator, "{}", ((part,) for part in parts))


def _blocks(nodes: Iterable[Node], heading: int | None) -> SafeString:
    return _joined(
        "", (_block(kind, list(group), heading) for kind, group in groupby(nodes, _block_kind))
    )


def _block_kind(node: Node) -> Kind | None:
    """None for whatever is a line of a list."""
    return node.kind if node.kind in (Kind.PARAGRAPH, Kind.TABLE, Kind.BLANK) else None


def _block(kind: Kind | None, nodes: list[Node], heading: int | None) -> SafeString:
    if kind is Kind.BLANK:
        return _NOTHING
    if kind is Kind.PARAGRAPH:
        return _joined("", (_paragraph(node, heading) for node in nodes))
    if kind is Kind.TABLE:
        return _joined("", (_table(node, heading) for node in nodes))
    return format_html(
        '<ul class="outline">{}</ul>', _joined("", (_line(node, heading) for node in nodes))
    )


def _line(node: Node, heading: int | None) -> SafeString:
    words = _words(node)
    if heading is not None and node.kind is Kind.SECTION:
        words = format_html('<h{0} class="outline-heading">{1}</h{0}>', heading, words)
    return format_html(
        '<li class="outline-{}">{}{}</li>', node.kind.value, words, _blocks(node.children, heading)
    )


def _paragraph(node: Node, heading: int | None) -> SafeString:
    return format_html(
        '<p class="outline-paragraph">{}</p>{}',
        _text(node.text),
        _blocks(node.children, heading),
    )


def _words(node: Node, *, text: str | None = None) -> SafeString:
    parts = []
    if node.mark:
        shape = _SILENT_MARK if node.kind in _BULLETS else _SPOKEN_MARK
        parts.append(format_html(shape, node.mark))
    if node.label:
        label = without_unprintable(node.label)
        parts.append(format_html('<span class="label">({})</span>', label))
    words = node.text if text is None else text
    if words:
        parts.append(format_html('<span class="text">{}</span>', _text(words)))
    return _joined(" ", parts)


def _text(text: str) -> SafeString:
    return _joined(_LINE_BREAK, map(_one_line, text.split("\n")))


def _one_line(text: str) -> SafeString:
    printable = without_unprintable(text)
    if "*" not in printable and "＊" not in printable:
        return escape(printable)
    # With one group in the pattern, every second piece is a reference.
    pieces = FOOTNOTE_REFERENCE.split(printable)
    return _joined(
        "",
        (
            format_html('<span class="footnote-reference">{}</span>', piece)
            if position % 2
            else escape(piece)
            for position, piece in enumerate(pieces)
        ),
    )


def _table(node: Node, heading: int | None) -> SafeString:
    head, body = node.rows[:1], node.rows[1:]
    if not body:  # one line alone is no head of anything
        head, body = (), node.rows
    return format_html(
        '<div class="outline-table" role="group" tabindex="0" aria-label="{}">'
        '<table class="grid">{}<tbody>{}</tbody></table></div>{}',
        _("Table"),
        format_html("<thead>{}</thead>", _table_rows(head, is_head=True)) if head else _NOTHING,
        _table_rows(body, is_head=False),
        _blocks(node.children, heading),
    )


def _table_rows(rows: Rows, *, is_head: bool) -> SafeString:
    return _joined(
        "",
        (
            format_html("<tr>{}</tr>", _joined("", (_cell(cell, is_head=is_head) for cell in row)))
            for row in rows
        ),
    )


def _cell(text: str, *, is_head: bool) -> SafeString:
    # An empty head cell would be announced as the head of its column.
    shape = '<th scope="col">{}</th>' if is_head and text else "<td>{}</td>"
    return format_html(shape, _text(text))
