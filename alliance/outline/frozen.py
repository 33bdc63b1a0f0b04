"""
Outlines as plain JSON, for snapshots that must not change when the parser improves.

Reading checks the shape, since a snapshot may have been written by another version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from alliance.outline.tree import MAX_DEPTH, Kind, Node, Outline, Rows

FORMAT: Final = 1


class UnreadableOutline(ValueError):
    """The JSON is no outline, or one of a format that is not known."""


def to_json(outline: Outline) -> dict[str, Any]:
    return {"format": FORMAT, "nodes": [_node_to_json(node) for node in outline.nodes]}


def from_json(data: Mapping[str, Any]) -> Outline:
    _demand(data.get("format") == FORMAT, "The format of this outline is not known.")
    return Outline(_nodes_from_json(data.get("nodes"), depth=0))


def _node_to_json(node: Node) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": node.kind.value,
        "lines": [node.first_line, node.last_line],
        "source": node.source,
    }
    for name in ("mark", "label", "text"):
        if value := getattr(node, name):
            data[name] = value
    if node.rows:
        data["rows"] = [list(row) for row in node.rows]
    if node.children:
        data["children"] = [_node_to_json(child) for child in node.children]
    return data


def _demand(condition: bool, message: str) -> None:
    if not condition:
        raise UnreadableOutline(message)


def _nodes_from_json(data: Any, *, depth: int) -> tuple[Node, ...]:
    _demand(isinstance(data, list), "Nodes must be a list.")
    _demand(depth <= MAX_DEPTH or not data, "The nodes are nested deeper than outlines are.")
    return tuple(_node_from_json(item, depth) for item in data)


def _node_from_json(data: Any, depth: int) -> Node:
    try:
        kind = Kind(data["kind"])
        first_line, last_line = data["lines"]
        source = data["source"]
        texts = {name: data.get(name, "") for name in ("mark", "label", "text")}
        rows, children = data.get("rows", []), data.get("children", [])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableOutline from error
    _demand(
        all(isinstance(text, str) for text in (source, *texts.values())),
        "Mark, label, text and source of a node must be text.",
    )
    _demand(
        isinstance(first_line, int) and isinstance(last_line, int),
        "Line numbers must be whole numbers.",
    )
    return Node(
        kind=kind,
        source=source,
        first_line=first_line,
        last_line=last_line,
        **texts,
        rows=_rows_from_json(rows),
        children=_nodes_from_json(children, depth=depth + 1),
    )


def _rows_from_json(data: Any) -> Rows:
    _demand(
        isinstance(data, list)
        and all(
            isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in data
        ),
        "Rows must be lists of lists of text.",
    )
    return tuple(tuple(row) for row in data)
