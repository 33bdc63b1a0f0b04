"""Keep Korean words whole.

WeasyPrint knows no `word-break: keep-all`: it would break a line between any two syllables. A word
joiner (U+2060) between the letters of a word forbids that, draws nothing and is not extracted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from xml.etree.ElementTree import Element

WORD_JOINER = "\u2060"
BREAK_HERE = "\u200b"

# A word longer than this may break anywhere again, so that it cannot run over the edge.
LONGEST_IN_TEXT = 18
LONGEST_IN_CELL = 12
SHORTEST_LIMIT = 3
# How many letters of a table's type fit the page: shared out among the columns.
LETTERS_IN_ROW = 52
LETTERS_IN_SMALL_ROW = 62
LETTERS_IN_TINY_ROW = 68

SKIPPED = frozenset({"head", "title", "style", "script", "template", "svg"})
WORD = re.compile(r"\S+")
# In a cell, an address or code longer than this many letters per limit may break too.
LATIN_PER_LIMIT = 3
LATIN_PIECE = 6
HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]")
# A person's name and post, which a reader takes in as one.
NAME_AND_POST = re.compile(
    r"(?<!\S)[가-힣]{2,4} (?:대표 )?(?:부|수석|책임|선임)?(?:의장|회장|대표|이사|본부장|실장|센터장"
    r"|팀장|과장|부장|국장|원장|소장|단장|교수|박사|변호사|연구원|연구위원|위원|위원장|분과장"
    r"|사무관|주무관)(?![가-힣])"
)
NO_BREAK = "\u00a0"
# What clings to the letter after it, and to the Hangul before it.
AFTER_THESE = frozenset(")]}」』》〉’”%·ㆍ・~&")
BEFORE_THESE = frozenset("·ㆍ・~&")


def is_hangul(letter: str) -> bool:
    return (
        "\uac00" <= letter <= "\ud7a3"
        or "\u1100" <= letter <= "\u11ff"
        or "\u3131" <= letter <= "\u318e"
    )


def clings(first: str, second: str) -> bool:
    """Whether a line may not end between the two."""
    if first.isalnum() and second.isalnum():
        return is_hangul(first) or is_hangul(second)
    if first in AFTER_THESE and second.isalnum():
        return True
    if first == "." and second == "(":
        return True
    return second in BEFORE_THESE and is_hangul(first)


@lru_cache(maxsize=20_000)
def join_word(word: str, limit: int) -> str:
    runs = [word[0]]
    for first, second in pairwise(word):
        if clings(first, second):
            runs[-1] += second
        else:
            runs.append(second)
    return "".join(WORD_JOINER.join(run) if len(run) <= limit else run for run in runs)


def join_text(text: str, limit: int = LONGEST_IN_TEXT) -> str:
    if text.isascii() and len(text) <= limit * LATIN_PER_LIMIT:
        return text
    named = NAME_AND_POST.sub(
        lambda match: match[0].replace(" ", NO_BREAK) if len(match[0]) <= limit else match[0], text
    )
    return WORD.sub(lambda match: treat_word(match[0], limit), named)


def treat_word(word: str, limit: int) -> str:
    if HANGUL.search(word):
        return join_word(word, limit)
    # Running text breaks such words by itself, but a cell would rather grow over the edge.
    if limit < LONGEST_IN_TEXT and len(word) > limit * LATIN_PER_LIMIT:
        return BREAK_HERE.join(
            word[start : start + LATIN_PIECE] for start in range(0, len(word), LATIN_PIECE)
        )
    return word


def plain(text: str) -> str:
    """The text as it was before."""
    return text.replace(WORD_JOINER, "").replace(BREAK_HERE, "")


def keep_words_whole(root: Element) -> None:
    """Join the words of every text node below `root`, in place."""
    _walk(root, LONGEST_IN_TEXT)


def _walk(element: Element, limit: int) -> None:
    if not isinstance(element.tag, str) or _name(element) in SKIPPED:
        return
    limit = _limit_inside(element, limit)
    if element.text:
        element.text = join_text(element.text, limit)
    for child in element:
        _walk(child, limit)
        if child.tail:
            child.tail = join_text(child.tail, limit)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _limit_inside(element: Element, limit: int) -> int:
    classes = element.get("class", "").split()
    if _name(element) == "table":
        columns = _columns(element)
        if "tiny" in classes:
            letters = LETTERS_IN_TINY_ROW
        else:
            letters = LETTERS_IN_SMALL_ROW if "small" in classes else LETTERS_IN_ROW
        return min(LONGEST_IN_CELL, limit, max(SHORTEST_LIMIT, letters // max(columns, 1)))
    if "narrow" in classes:
        return min(limit, 6)
    return limit


def _columns(table: Element) -> int:
    row = next((element for element in table.iter() if _name(element) == "tr"), None)
    if row is None:
        return 1
    return sum(_span(cell) for cell in row)


def _span(cell: Element) -> int:
    span = cell.get("colspan", "1")
    return int(span) if span.isdigit() else 1
