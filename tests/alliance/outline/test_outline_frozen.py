"""Frozen outlines: what was published must read the same for ever."""

from __future__ import annotations

import pytest

from alliance.outline import UnreadableOutline, from_json, parse, to_json
from alliance.outline.tree import MAX_DEPTH


def test_json_of_an_outline():
    assert to_json(parse("○ (목적) 공유\n구분\t수\n가\t1")) == {
        "format": 1,
        "nodes": [
            {
                "kind": "item",
                "lines": [1, 1],
                "source": "○ (목적) 공유",
                "mark": "○",
                "label": "목적",
                "text": "공유",
                "children": [
                    {
                        "kind": "table",
                        "lines": [2, 3],
                        "source": "구분\t수\n가\t1",
                        "rows": [["구분", "수"], ["가", "1"]],
                    }
                ],
            }
        ],
    }


def deep(levels: int) -> dict[str, object]:
    node: dict[str, object] = {"kind": "item", "lines": [1, 1], "source": ""}
    for _ in range(levels):
        node = {"kind": "item", "lines": [1, 1], "source": "", "children": [node]}
    return node


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"format": 2, "nodes": []},
        {"format": 1},
        {"format": 1, "nodes": {}},
        {"format": 1, "nodes": ["글"]},
        {"format": 1, "nodes": [{"kind": "unknown", "lines": [1, 1], "source": ""}]},
        {"format": 1, "nodes": [{"kind": "item", "lines": [1], "source": ""}]},
        {"format": 1, "nodes": [{"kind": "item", "lines": ["1", "2"], "source": ""}]},
        {"format": 1, "nodes": [{"kind": "item", "lines": [1, 1]}]},
        {"format": 1, "nodes": [{"kind": "item", "lines": [1, 1], "source": "", "text": 1}]},
        {"format": 1, "nodes": [{"kind": "table", "lines": [1, 1], "source": "", "rows": ["가"]}]},
        {"format": 1, "nodes": [deep(MAX_DEPTH + 1)]},
        {"format": 1, "nodes": [deep(400)]},
    ],
)
def test_json_of_another_shape_is_refused(data):
    with pytest.raises(UnreadableOutline):
        from_json(data)
