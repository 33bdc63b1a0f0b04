"""What the partials in `templates/print/` need to lay out plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django import template

register = template.Library()


@dataclass(frozen=True)
class Cell:
    text: str = ""
    lines: tuple[str, ...] = ()
    css_class: str = ""
    rowspan: int = 1
    colspan: int = 1
    header: bool = False

    @classmethod
    def of(cls, value: Any, css_class: str = "") -> Cell:
        if isinstance(value, Mapping):
            return cls(
                text=_text(value.get("text")),
                lines=tuple(_text(line) for line in value.get("lines") or ()),
                css_class=" ".join(filter(None, (css_class, value.get("class", "")))),
                rowspan=int(value.get("rowspan") or 1),
                colspan=int(value.get("colspan") or 1),
                header=bool(value.get("header")),
            )
        return cls(text=_text(value), css_class=css_class)


def _text(value: Any) -> str:
    """`-` where there is no value; whole numbers with their thousands commas."""
    if value is None:
        return "-"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


@dataclass(frozen=True)
class Group:
    """Rows under one merged cell; a short group stays on one page."""

    rows: tuple[Any, ...]
    keep: bool = False

    @property
    def size(self) -> int:
        return len(self.rows)


# A merged cell cannot repeat its text on the next page, so a long one is cut and told again.
LONGEST_MERGE = 14
LONGEST_KEPT = 8


def _cut(rows: Sequence[Any]) -> list[Group]:
    """Equal pieces, none longer than the longest merged cell."""
    pieces = -(-len(rows) // LONGEST_MERGE)
    size = -(-len(rows) // pieces)
    return [
        Group(tuple(rows[start : start + size]), keep=len(rows) <= LONGEST_KEPT)
        for start in range(0, len(rows), size)
    ]


@dataclass(frozen=True)
class Table:
    heads: tuple[tuple[Cell, ...], ...]
    groups: tuple[Group, ...]
    total: tuple[Cell, ...] = ()


@register.simple_tag
def print_table(
    columns: Sequence[Any] | None,
    rows: Iterable[Sequence[Any]] | None,
    heads: Sequence[Sequence[Any]] | None = None,
    merge: str | int | None = None,
    total: Any = None,
) -> Table:
    described = [
        column if isinstance(column, Mapping) else {"label": column} for column in columns or ()
    ]
    classes = [str(column.get("class", "")) for column in described]
    body = [
        [
            Cell.of(cell, classes[index] if index < len(classes) else "")
            for index, cell in enumerate(row)
        ]
        for row in rows or ()
    ]
    last = tuple(body.pop()) if total and body else ()
    if heads:
        head_rows = tuple(tuple(Cell.of(cell) for cell in row) for row in heads)
    elif described:
        head_rows = (
            tuple(Cell.of(column["label"], str(column.get("class", ""))) for column in described),
        )
    else:
        head_rows = ()
    return Table(head_rows, tuple(_merged(body, _indexes(merge))), last)


def _indexes(merge: str | int | None) -> list[int]:
    if merge in (None, ""):
        return []
    return sorted(int(part) for part in str(merge).split(","))


def _merged(body: list[list[Cell]], indexes: list[int]) -> Iterable[Group]:
    if not indexes:
        yield Group(tuple(tuple(row) for row in body))
        return
    for _, run in groupby(body, key=lambda row: row[indexes[0] : indexes[0] + 1]):
        for group in _cut(list(run)):
            rows = [list(row) for row in group.rows]
            # Right to left, so that a cell that drops out moves no column still to be merged.
            for index in reversed(indexes):
                rows = merge_column(rows, index)
            yield Group(tuple(tuple(row) for row in rows), group.keep)


def merge_column(rows: list[list[Cell]], index: int) -> list[list[Cell]]:
    """Merge equal neighbours of one column downwards into cells with a rowspan."""
    merged: list[list[Cell]] = []
    for _, run in groupby(rows, key=lambda row: row[index : index + 1]):
        same = [list(row) for row in run]
        if len(same[0]) > index:
            same[0][index] = replace(same[0][index], rowspan=len(same))
        for row in same[1:]:
            del row[index : index + 1]
        merged.extend(same)
    return merged


@register.filter
def groups_of(rows: Iterable[Mapping[str, Any]] | None, key: str) -> list[Group]:
    """Neighbouring rows with the same `key` (none counts as a value), for one merged cell each."""
    return [
        group
        for _, run in groupby(rows or (), key=lambda row: row.get(key))
        for group in _cut(list(run))
    ]


@dataclass(frozen=True)
class Item:
    """A labelled line with what hangs below it. Templates read `items` of a dict as its method."""

    label: str
    text: str
    items: tuple[Any, ...] = ()
    remarks: tuple[str, ...] = ()
    note: str = ""


@register.filter
def as_facts(facts: Iterable[Any] | None) -> list[Item]:
    """`[label, value]` pairs and `{label, value, items, remarks}` alike."""
    listed = []
    for fact in facts or ():
        if isinstance(fact, Mapping):
            listed.append(
                Item(
                    str(fact["label"]),
                    _text(fact.get("value", "")),
                    tuple(fact.get("items") or ()),
                    tuple(fact.get("remarks") or ()),
                )
            )
        else:
            listed.append(Item(str(fact[0]), _text(fact[1])))
    return listed


@register.filter
def as_findings(rows: Iterable[Mapping[str, Any]] | None) -> list[Item]:
    return [
        Item(
            str(row.get("heading", "")),
            "",
            tuple(
                Item(
                    str(item.get("label") or ""),
                    str(item["text"]),
                    note=str(item.get("note") or ""),
                )
                for item in row.get("items") or ()
            ),
        )
        for row in rows or ()
    ]


@dataclass(frozen=True)
class ShownPicture:
    key: str
    caption: str
    alt: str
    # Its address where the page is not printed; in print the key says it.
    src: str = ""


@register.simple_tag
def picture_rows(
    pictures: Iterable[Mapping[str, Any]] | None, columns: int | str | None = None
) -> list[list[ShownPicture | None]]:
    """Rows of a picture grid; a last row that is not full ends in None."""
    width = int(columns or 2)
    shown: list[ShownPicture | None] = [
        ShownPicture(
            str(picture["key"]),
            str(picture.get("caption") or ""),
            str(picture.get("alt") or picture.get("caption") or picture["key"]),
            str(picture.get("src") or ""),
        )
        for picture in pictures or ()
    ]
    shown += [None] * (-len(shown) % width)
    return [shown[start : start + width] for start in range(0, len(shown), width)]


@register.filter
def any_has(rows: Iterable[Mapping[str, Any]] | None, key: str) -> bool:
    return any(row.get(key) for row in rows or ())


@register.filter
def bar_rows(bars: Iterable[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """Add `width`, in percent of the largest value."""
    listed = [dict(bar) for bar in bars or ()]
    largest = max((bar.get("value") or 0 for bar in listed), default=0)
    for bar in listed:
        bar["width"] = round((bar.get("value") or 0) * 100 / largest, 1) if largest else 0
    return listed
