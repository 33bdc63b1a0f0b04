"""How a programme is laid out: bands for sessions, cells that neighbours share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import template

register = template.Library()


@dataclass(frozen=True)
class Band:
    """Rows of one session under its title; rows of no session have no title."""

    title: str
    room: str
    rows: tuple[Mapping[str, Any], ...]


@register.filter
def bands(rows: Iterable[Mapping[str, Any]], sessions: Iterable[Mapping[str, Any]]) -> list[Band]:
    """Rows come as they are ordered; each gets `group_span` and `presenter_span` (0: covered)."""
    by_number = {session["number"]: session for session in sessions}
    found = []
    for number, group in groupby(rows, key=lambda row: row["session"]):
        session = by_number.get(number, {})
        listed = _spanned(_spanned(list(group), "group"), "presenter")
        found.append(Band(session.get("title", ""), session.get("room", ""), tuple(listed)))
    return found


def _spanned(rows: Sequence[Mapping[str, Any]], key: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = []
    for _value, group in groupby(rows, key=lambda row: row[key]):
        same = list(group)
        # Empty remarks stay apart: nothing is said twice there.
        share = bool(same[0][key]) or key == "group"
        for index, row in enumerate(same):
            span = (len(same) if index == 0 else 0) if share else 1
            listed.append({**row, f"{key}_span": span})
    return listed


@register.filter
def value_of(figures: Mapping[str, Mapping[str, Any]], key: str) -> int:
    """The figure as a number to reckon with: set by hand, else computed."""
    figure = figures[key]
    return int(figure.get("shown", figure["value"]) or 0)
