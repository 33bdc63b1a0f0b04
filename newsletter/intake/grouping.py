"""Which headlines tell the same story."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

# How alike two headlines must be, of 100; chosen on one set of headlines, tried on another
# (tests/newsletter/intake/test_grouping.py).
ALIKE = 78.0
# Taken off where two headlines differ in what outlets do not write in two ways.
_OTHER_NUMBER = 30.0
_OTHER_NAME = 20.0

_LABEL = re.compile(
    r"[\[(<【〈《](단독|속보|종합\d?|포토\w*|영상|사진|뉴스\w*|이슈\w*|현장\w*|카드뉴스|특징주)[\])>】〉》]"
)
_NO_WORD = re.compile(r"[^0-9a-z가-힣]+")
_PARTICLE = re.compile(
    r"(?<=[0-9a-z가-힣]{2})(으로|에서|에게|까지|부터|은|는|이|가|을|를|의|에|로|와|과|도|서)$"
)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Headline:
    """A title as it is compared: without labels, signs and the particles behind words."""

    words: tuple[str, ...]
    # Pairs of letters: the same whether or not words are written apart.
    pairs: str = field(compare=False)
    numbers: frozenset[str] = field(compare=False)


@lru_cache(maxsize=20_000)
def headline(title: str) -> Headline:
    text = unicodedata.normalize("NFKC", title).casefold().replace(",", "")
    text = _NO_WORD.sub(" ", _LABEL.sub(" ", text))
    words = tuple(_PARTICLE.sub("", word) for word in text.split())
    run = "".join(words)
    pairs = " ".join(run[place : place + 2] for place in range(max(len(run) - 1, 1)))
    return Headline(words, pairs, frozenset(_NUMBER.findall(run)))


def likeness(one: Headline, other: Headline) -> float:
    """How surely both tell the same story, of 100."""
    alike = fuzz.token_set_ratio(one.pairs, other.pairs)
    if alike < ALIKE:
        return alike
    if one.numbers - other.numbers and other.numbers - one.numbers:
        # The second call is not the third, nor is one quarter another.
        alike -= _OTHER_NUMBER
    if _one_name_changed(one.words, other.words):
        alike -= _OTHER_NAME
    return alike


def _one_name_changed(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The same words but one, and not the verb at the end: another town, another company."""
    if len(one) != len(other):
        return False
    changed = [place for place, word in enumerate(one) if word != other[place]]
    if len(changed) != 1 or changed[0] == len(one) - 1:
        return False
    mine, theirs = one[changed[0]], other[changed[0]]
    return not (mine in theirs or theirs in mine)
