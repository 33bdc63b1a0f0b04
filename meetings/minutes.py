"""The lines of the result document: computed from the packet's digests, written where needed.

Pure: from records and digests to outline text. Nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from alliance.outline import Kind, Node, parse
from meetings.models import AgendaItem, Decision, MinutesEntry

_NOTES = (Kind.REMARK, Kind.FOOTNOTE, Kind.EXPLANATION)


@dataclass(frozen=True)
class Line:
    """One line with what stands below it; a note keeps its own mark."""

    text: str
    label: str = ""
    note_mark: str = ""
    children: tuple[Line, ...] = ()

    @property
    def shown(self) -> str:
        return f"({self.label}) {self.text}".rstrip() if self.label else self.text


@dataclass(frozen=True)
class Digest:
    """What one section of the packet has to say under one agenda item."""

    section_key: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Difference:
    """A computed line that somebody wrote anew. The packet keeps both."""

    section_key: str
    label: str
    computed: tuple[str, ...]
    written: str

    def to_json(self) -> dict[str, Any]:
        return {
            "section": self.section_key,
            "label": self.label,
            "computed": list(self.computed),
            "written": self.written,
        }


@dataclass
class _Group:
    heading: str = ""
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class ItemResults:
    text: str
    differences: tuple[Difference, ...]


def digests_by_item(handed_in: Iterable[Mapping[str, Any]]) -> dict[int, list[Digest]]:
    """The engine's list of digests, by the number of the agenda item they belong to."""
    found: dict[int, list[Digest]] = {}
    for digest in handed_in:
        if digest.get("agenda_item") is not None and digest.get("lines"):
            lines = read_lines("\n".join(digest["lines"]))
            found.setdefault(digest["agenda_item"], []).append(Digest(digest["key"], lines))
    return found


def read_lines(text: str) -> tuple[Line, ...]:
    """Outline text as lines. Digests come without marks, and outline text asks for one."""
    marked = "\n".join(
        line if not line.strip() or line[0].isspace() or _has_mark(line) else f"- {line}"
        for line in text.splitlines()
    )
    return tuple(_line(node) for node in parse(marked).nodes if node.kind != Kind.BLANK)


def _has_mark(line: str) -> bool:
    nodes = parse(line).nodes
    return bool(nodes and nodes[0].mark)


def _line(node: Node) -> Line:
    text = " ".join(node.text.split("\n"))
    if node.kind == Kind.TABLE:
        text = "/".join(" ".join(cell for cell in row if cell) for row in node.rows)
    return Line(
        text=text,
        label=node.label,
        note_mark=node.mark if node.kind in _NOTES else "",
        children=tuple(_line(child) for child in node.children if child.kind != Kind.BLANK),
    )


def compose(
    item: AgendaItem,
    entries: Iterable[MinutesEntry],
    digests: Sequence[Digest],
    decisions: Iterable[Decision] = (),
) -> ItemResults:
    """All lines under one agenda item, as outline text.

    Sections that no entry asks for come last, so that nothing the packet tells is left out.
    """
    remaining = [(digest.section_key, line) for digest in digests for line in digest.lines]
    groups = [_Group()]
    differences: list[Difference] = []
    for entry in entries:
        if entry.kind == MinutesEntry.Kind.HEADING:
            groups.append(_Group(heading=" ".join(line.shown for line in read_lines(entry.text))))
            continue
        written = _labelled(read_lines(entry.text), entry.label)
        if entry.kind == MinutesEntry.Kind.COMPUTED:
            taken = [pair for pair in remaining if _wanted(entry, *pair)]
            remaining = [pair for pair in remaining if not _wanted(entry, *pair)]
            computed = [line for _key, line in taken]
            if written:
                differences.append(
                    Difference(
                        entry.section_key,
                        entry.label,
                        tuple(line.shown for line in merge_labels(computed)),
                        entry.text,
                    )
                )
            groups[-1].lines += written or computed
        else:
            groups[-1].lines += written
    rest = [line for _key, line in remaining] + [
        _decision_line(decision)
        for decision in decisions
        if decision.outcome != Decision.Outcome.PENDING
    ]
    if rest and groups[-1].heading:
        groups.append(_Group())
    groups[-1].lines += rest
    return ItemResults(_outline(item, groups), tuple(differences))


def _wanted(entry: MinutesEntry, key: str, line: Line) -> bool:
    return key == entry.section_key and entry.label in ("", line.label)


def _labelled(lines: tuple[Line, ...], label: str) -> list[Line]:
    """The entry's label stands before its first line, once."""
    if not lines or not label or lines[0].label == label:
        return list(lines)
    first = replace(lines[0], label=label, text=lines[0].shown)
    return [first, *lines[1:]]


def _decision_line(decision: Decision) -> Line:
    text = decision.text
    if decision.outcome != Decision.Outcome.CARRIED:
        text += f"({decision.get_outcome_display()})"
    if decision.votes_for is not None:
        text += (
            f"(찬성 {decision.votes_for}/반대 {decision.votes_against}/기권 {decision.abstentions})"
        )
    notes: tuple[Line, ...] = ()
    if decision.basis is not None:
        notes = (Line(f"근거: {decision.basis.citation}", note_mark="※"),)
    return Line(text, children=notes)


def merge_labels(lines: Iterable[Line]) -> list[Line]:
    """Lines with one label become one: `(회원사 서비스) 아카이빙(…)/유관기관 홍보(…)`."""
    merged: list[Line] = []
    places: dict[str, int] = {}
    for line in lines:
        place = places.get(line.label) if line.label else None
        if place is None:
            if line.label:
                places[line.label] = len(merged)
            merged.append(line)
            continue
        first = merged[place]
        merged[place] = replace(
            first, text=f"{first.text}/{line.text}", children=first.children + line.children
        )
    return merged


def _outline(item: AgendaItem, groups: Iterable[_Group]) -> str:
    reference = (
        f"(안건{item.number} 참조)" if item.has_annex and item.kind == item.Kind.REPORT else ""
    )
    written = [f"○ (안건{item.number}) {item.full_title}{reference}"]
    for group in groups:
        depth = 1
        if group.heading:
            written.append(f"  - {group.heading}")
            depth = 2
        for line in merge_labels(group.lines):
            written += _written(line, depth)
    return "\n".join(written)


def _written(line: Line, depth: int) -> list[str]:
    mark = line.note_mark or ("-" if depth == 1 else "·")
    return [
        f"{'  ' * depth}{mark} {line.shown}",
        *(text for child in line.children for text in _written(child, depth + 1)),
    ]
