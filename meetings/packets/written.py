"""Texts that officers write into a packet."""

from __future__ import annotations

from alliance.outline import Kind, parse


def has_words(text: str) -> bool:
    """A mark alone (`□`) says nothing, and would be printed alone."""
    return any(
        node.text.strip() or node.label or node.rows
        for _depth, node in parse(text).walk()
        if node.kind != Kind.BLANK
    )
