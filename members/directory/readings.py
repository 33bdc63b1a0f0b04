"""What the words that were typed may mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from members.directory.half_typed import while_typing
from members.keyboard import on_the_other_layout
from members.names import as_initials, fold_name
from members.querysets import without_legal_form_words


@dataclass(frozen=True)
class Word:
    """A part of a name, or of what the entry says; or of a name's initial consonants."""

    letters: str
    is_of_initials: bool = False


@dataclass(frozen=True)
class Reading:
    """One way to understand the words; `text` is what they are then."""

    text: str
    words: tuple[Word, ...]


def readings(text: str) -> Iterator[Reading]:
    """As typed; with the last syllable half typed; with the keyboard in the other language.

    In capitals the keys may have given other letters than meant (ㅖ for ㅔ): Caps Lock.
    """
    typed = without_legal_form_words(text)
    plain = tuple(filter(None, map(_word, typed)))
    yield Reading(text, plain)
    if not plain:
        return
    if half_typed := while_typing(fold_name(typed[-1])):
        yield Reading(text, (*plain[:-1], Word(half_typed)))
    others = (" ".join(map(on_the_other_layout, each.split())) for each in (text, text.lower()))
    for other in dict.fromkeys(others):
        if other != text and (words := tuple(filter(None, map(_word, other.split())))):
            yield Reading(other, words)


def _word(typed: str) -> Word | None:
    if (initials := as_initials(typed)) is not None:
        return Word(initials, is_of_initials=True)
    folded = fold_name(typed)
    return Word(folded) if folded else None
