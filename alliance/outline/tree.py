"""The tree that an outline text is read into; what every output format is printed from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MAX_DEPTH = 12


class Kind(StrEnum):
    SECTION = "section"
    LEAD = "lead"
    PART = "part"
    NUMBERED = "numbered"
    ITEM = "item"
    SUBITEM = "subitem"
    DOT = "dot"
    EXPLANATION = "explanation"
    REMARK = "remark"
    FOOTNOTE = "footnote"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    BLANK = "blank"


#: Kinds that say something about the node above and hold nothing themselves.
NOTES = frozenset({Kind.EXPLANATION, Kind.REMARK, Kind.FOOTNOTE})

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """
    One mark with its text, a paragraph, or a table.

    `source` is the node's own lines, first to last, without its children's; blank lines belong to
    the node above them. `label` is printed in brackets before `text`, where line breaks are kept.
    """

    kind: Kind
    source: str
    first_line: int
    last_line: int
    mark: str = ""
    label: str = ""
    text: str = ""
    rows: Rows = ()
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    nodes: tuple[Node, ...] = ()

    def walk(self) -> Iterator[tuple[int, Node]]:
        """Every node with its depth, in the order of the text."""
        waiting = [(0, node) for node in reversed(self.nodes)]
        while waiting:
            depth, node = waiting.pop()
            yield depth, node
            waiting.extend((depth + 1, child) for child in reversed(node.children))

    def to_text(self) -> str:
        return "\n".join(node.source for _, node in self.walk())

    @property
    def is_blank(self) -> bool:
        return all(node.kind is Kind.BLANK for node in self.nodes)
