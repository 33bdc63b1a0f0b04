"""What the partials in `templates/print/` need to lay out plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
class Table:
    heads: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool


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
    last = [body.pop()] if total and body else []
    for index in _indexes(merge):
        body = merge_column(body, index)
    if heads:
        head_rows = tuple(tuple(Cell.of(cell) for cell in row) for row in heads)
    elif described:
        head_rows = (
            tuple(Cell.of(column["label"], str(column.get("class", ""))) for column in described),
        )
    else:
        head_rows = ()
    return Table(head_rows, tuple(tuple(row) for row in body + last), bool(total))


def _indexes(merge: str | int | None) -> list[int]:
    """Right to left, so that a merged cell that drops out moves no column still to be merged."""
    if merge in (None, ""):
        return []
    return sorted((int(part) for part in str(merge).split(",")), reverse=True)


def merge_column(rows: list[list[Cell]], index: int) -> list[list[Cell]]:
    """Merge equal neighbours of one column downwards into cells with a rowspan."""
    merged = [list(row) for row in rows]
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and _same(rows[start], rows[end], index):
            end += 1
        if index < len(merged[start]):
            merged[start][index] = replace(merged[start][index], rowspan=end - start)
        for row in merged[start + 1 : end]:
            del row[index]
        start = end
    return merged


def _same(first: Sequence[Cell], second: Sequence[Cell], index: int) -> bool:
    if index >= len(first) or index >= len(second):
        return False
    return first[index] == second[index]


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
                Item(str(item.get("label") or ""), str(item["text"]), note=str(item.get("note") or ""))
                for item in row.get("items") or ()
            ),
        )
        for row in rows or ()
    ]


@register.filter
def in_rows(values: Sequence[Any] | None, size: int | str | None) -> list[list[Any]]:
    """Split into rows; a last row that is not full is filled with None."""
    width = int(size or 2)
    items = list(values or ())
    items += [None] * (-len(items) % width)
    return [items[start : start + width] for start in range(0, len(items), width)]


@register.filter
def with_spans(rows: Iterable[Mapping[str, Any]] | None, key: str) -> list[dict[str, Any]]:
    """Add `span` to each row: how many rows its merged `key` cell covers, 0 where it is covered."""
    listed = [dict(row) for row in rows or ()]
    start = 0
    for index, row in enumerate(listed):
        row["span"] = 0
        if index == 0 or row.get(key) != listed[start].get(key):
            start = index
        listed[start]["span"] += 1
    return listed


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
