"""All different words of a kind, looked through for a part of them."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Mapping

from pyroaring import FrozenBitMap

from members.directory.half_typed import syllables_of

NOWHERE = FrozenBitMap()


class Vocabulary:
    """The words stand one below the other in one text: what finds a part of it finds the words.

    Texts share most of their words, so this is far less to look through than the texts are; and a
    part of one letter is found like any other.
    """

    def __init__(self, places: Mapping[str, FrozenBitMap]) -> None:
        self._text = "\n".join(["", *places, ""])
        self._places = list(places.values())
        # Where each word begins, with the line break before it; and where the last one ends.
        self._starts = array("L", [0])
        for word in places:
            self._starts.append(self._starts[-1] + 1 + len(word))

    def having(self, part: str) -> FrozenBitMap:
        """The places of all words that have it; a line break is a word's beginning or end."""
        return self._where(lambda start: self._text.find(part, start))

    def matching(self, part: str) -> FrozenBitMap:
        """The same, and an initial consonant by itself stands for all syllables begun by it."""
        if not any(map(syllables_of, part)):
            return self.having(part)
        letters = (f"[{re.escape(each)}{syllables_of(each)}]" for each in part)
        pattern = re.compile("".join(letters))

        def find(start: int) -> int:
            found = pattern.search(self._text, start)
            return found.start() if found else -1

        return self._where(find)

    def _where(self, find: Callable[[int], int]) -> FrozenBitMap:
        found = []
        position = find(0)
        while position >= 0:
            number = bisect_right(self._starts, position) - 1
            found.append(self._places[number])
            position = find(self._starts[number + 1])
        return NOWHERE.union(*found)
