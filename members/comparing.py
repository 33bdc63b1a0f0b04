"""Two texts side by side, with the words marked that went and that came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|[^\s]+")


class Mark(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    mark: Mark
    text: str


def marked(before: str, after: str) -> list[Piece]:
    """What both hold stands once; what only one holds is marked, the old before the new."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    return list(_merged(_pieces(old, new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    # Without "junk": a word that comes often in a long text is no less a word.
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(Mark.SAME, "".join(old[i:j]))
            continue
        if i < j:
            yield Piece(Mark.GONE, "".join(old[i:j]))
        if k < m:
            yield Piece(Mark.NEW, "".join(new[k:m]))


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """A blank alone between two changes is part of the change: "old words" → "new words"."""
    waiting: dict[Mark, str] = {}
    for piece in pieces:
        if piece.mark is Mark.SAME and piece.text.isspace() and len(waiting) == 2:
            waiting[Mark.GONE] += piece.text
            waiting[Mark.NEW] += piece.text
            continue
        if piece.mark is Mark.SAME:
            yield from _flushed(waiting)
            yield piece
        else:
            waiting[piece.mark] = waiting.get(piece.mark, "") + piece.text
    yield from _flushed(waiting)


def _flushed(waiting: dict[Mark, str]) -> Iterator[Piece]:
    for mark in (Mark.GONE, Mark.NEW):
        if mark in waiting:
            yield Piece(mark, waiting.pop(mark))
