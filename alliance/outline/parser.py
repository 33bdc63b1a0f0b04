"""
Reads outline text (개조식): every string is one, and nothing of it is lost.

- Marks nest by rank: section, item, sub-item, dot. Numbered marks (①, 1., 1), 가.) have no fixed
  rank: they open a level where they first appear, above sub-items and dots, and stay there.
- A mark that stands two columns deeper than an equal one above it is its child.
- A remark, a footnote or an explanation belongs to the node above it, or to the one further up that
  it is aligned with. A lead box ends the items above it and holds nothing but notes.
- An unmarked line right below a node goes on with its text if it stands deeper; else it begins a
  paragraph under that node. After a blank line an unindented paragraph ends the items above.
- Lines with tabs are a table; once in a table, every line with a tab is a row of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from alliance.outline import tables
from alliance.outline.marks import Head, indentation, normalise, read_head
from alliance.outline.tree import MAX_DEPTH, NOTES, Kind, Node, Outline, Rows

#: What follows this many lines is one paragraph, so that a hostile text cannot fill the memory.
MAX_LINES: Final = 200_000

# A list may hold a paragraph or a table, and that a note.
_MAX_LIST_DEPTH: Final = MAX_DEPTH - 2
_DEEPER: Final = 2
_NUMBERS: Final = frozenset({Kind.PART, Kind.NUMBERED})
_RANKS: Final = {Kind.SECTION: 0, Kind.ITEM: 1, Kind.SUBITEM: 2, Kind.DOT: 3}


@dataclass(slots=True)
class _Draft:
    kind: Kind
    first: int
    last: int
    indent: int = 0
    family: str = ""
    mark: str = ""
    label: str = ""
    texts: list[str] = field(default_factory=list)
    rows: Rows = ()
    children: list[_Draft] = field(default_factory=list)
    node: Node | None = None


def parse(text: str) -> Outline:
    return _Parser(normalise(text)).run()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.roots: list[_Draft] = []
        self.made: list[_Draft] = []
        self.open: list[_Draft] = []  # the list nodes that the next line may stand under
        self.host: _Draft | None = None  # what a note would belong to
        self.after_blank = False

    def run(self) -> Outline:
        index = 0
        offset = 0
        stop = min(len(self.lines), MAX_LINES)
        while index < stop:
            end = self._take(index, offset)
            offset += sum(len(line) + 1 for line in self.lines[index:end])
            index = end
        if index < len(self.lines):
            self._overflow(index)
        return self._freeze()

    def _take(self, index: int, offset: int) -> int:
        """Read one node, or one more line of the node above; the index of the line after it."""
        line = self.lines[index]
        start, indent = indentation(line)
        if start == len(line):
            self._take_blank(index)
            return index + 1
        head = read_head(line, start)
        if head is not None:
            self._take_marked(index, indent, head)
        elif (end := self._take_table(index, offset)) is not None:
            return end
        else:
            self._take_unmarked(index, indent, line.strip())
        return index + 1

    def _take_blank(self, index: int) -> None:
        if self.made:
            self.made[-1].last = index
        else:
            self._add(_Draft(Kind.BLANK, index, index), under=None)
        self.after_blank = True

    def _take_marked(self, index: int, indent: int, head: Head) -> None:
        draft = _Draft(
            head.kind,
            index,
            index,
            indent=indent,
            family=head.family,
            mark=head.mark,
            label=head.label,
            texts=[head.text] if head.text else [],
        )
        if head.kind in NOTES:
            self._add(draft, under=self._host_of_note(indent))
            return
        if head.kind is Kind.LEAD:
            self._close_items(0)
        else:
            self._make_room(draft)
        self._add(draft, under=self.open[-1] if self.open else None)
        self.host = draft
        if head.kind is not Kind.LEAD:
            self.open.append(draft)

    def _host_of_note(self, indent: int) -> _Draft | None:
        if self.host is None or not self.open or self.host.indent < indent + _DEEPER:
            return self.host
        while len(self.open) > 1 and self.open[-1].indent >= indent + _DEEPER:
            self.open.pop()
        self.host = self.open[-1]
        return self.host

    def _make_room(self, new: _Draft) -> None:
        for position, above in enumerate(self.open):
            if above.family == new.family and new.indent < above.indent + _DEEPER:
                del self.open[position:]
                return
        while self.open and not _may_hold(self.open[-1], new):
            self.open.pop()
        del self.open[_MAX_LIST_DEPTH - 1 :]

    def _take_table(self, index: int, offset: int) -> int | None:
        line = self.lines[index]
        if "\t" not in line.strip() and not line.startswith('"'):
            return None
        rows: list[tuple[str, ...]] = []
        end = index
        while end < min(len(self.lines), MAX_LINES):
            line = self.lines[end]
            if "\t" not in line and not line.startswith('"'):
                break
            cells, stop = tables.read_row(self.text, offset)
            if not 1 < len(cells) <= tables.MAX_COLUMNS:
                break
            rows.append(cells)
            end += self.text.count("\n", offset, stop) + 1
            offset = stop + 1
        if not rows:
            return None
        levelled = tables.level(rows)
        if levelled is None:  # taken as a whole: trying again from the next line would be quadratic
            texts = [row.strip() for row in self.lines[index:end]]
            self._add_body(_Draft(Kind.PARAGRAPH, index, end - 1, texts=texts))
        else:
            self._add_body(_Draft(Kind.TABLE, index, end - 1, rows=levelled))
        return end

    def _take_unmarked(self, index: int, indent: int, text: str) -> None:
        above = self.made[-1] if self.made and not self.after_blank else None
        if above is not None and (
            above.kind is Kind.PARAGRAPH or (above.mark and indent > above.indent)
        ):
            above.texts.append(text)
            above.last = index
            return
        if self.after_blank:
            self._close_items(indent)
        self._add_body(_Draft(Kind.PARAGRAPH, index, index, indent=indent, texts=[text]))

    def _close_items(self, indent: int) -> None:
        while self.open and self.open[-1].kind in (Kind.ITEM, Kind.SUBITEM, Kind.DOT):
            if self.open[-1].indent < indent:
                return
            self.open.pop()

    def _overflow(self, index: int) -> None:
        self.open.clear()
        rest = "\n".join(self.lines[index:])
        last = len(self.lines) - 1
        self._add_body(_Draft(Kind.PARAGRAPH, index, last, texts=[rest.strip()]))

    def _add_body(self, draft: _Draft) -> None:
        self._add(draft, under=self.open[-1] if self.open else None)
        self.host = draft

    def _add(self, draft: _Draft, *, under: _Draft | None) -> None:
        (self.roots if under is None else under.children).append(draft)
        self.made.append(draft)
        self.after_blank = False

    def _freeze(self) -> Outline:
        for draft in reversed(self.made):  # children were made after their parents
            draft.node = Node(
                kind=draft.kind,
                source="\n".join(self.lines[draft.first : draft.last + 1]),
                first_line=draft.first + 1,
                last_line=draft.last + 1,
                mark=draft.mark,
                label=draft.label,
                text="\n".join(draft.texts),
                rows=draft.rows,
                children=_nodes(draft.children),
            )
        return Outline(_nodes(self.roots))


def _may_hold(above: _Draft, new: _Draft) -> bool:
    deeper = new.indent >= above.indent + _DEEPER
    if above.family == new.family:
        return deeper
    if new.kind in _NUMBERS:
        if above.kind in _NUMBERS or above.kind in (Kind.SECTION, Kind.ITEM):
            return new.indent > above.indent - _DEEPER
        return deeper
    if above.kind in _NUMBERS:
        return new.kind in (Kind.SUBITEM, Kind.DOT) or new.indent > above.indent - _DEEPER
    return _RANKS[above.kind] < _RANKS[new.kind]


def _nodes(drafts: list[_Draft]) -> tuple[Node, ...]:
    return tuple(draft.node for draft in drafts if draft.node is not None)
