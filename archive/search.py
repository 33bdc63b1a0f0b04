"""What search reads: letters without spaces and signs, and their initial consonants."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from members.names import as_initials, initial_consonants

LONGEST_SEARCH = 100


def folded(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def search_text(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(filter(None, map(folded, texts))))


def search_initials(texts: Iterable[str]) -> str:
    return initial_consonants(search_text(texts))


def asked_for(text: str) -> list[tuple[str, str]]:
    """The words as (column, piece); initial consonants (ㅁㅌㅂㅅ) are sought among initials."""
    wanted = []
    for word in text.replace("\x00", " ")[:LONGEST_SEARCH].split():
        if (initials := as_initials(word)) is not None:
            wanted.append(("search_initials", initials))
        elif piece := folded(word):
            wanted.append(("search_text", piece))
    return wanted
