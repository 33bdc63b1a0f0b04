"""Words as a database can look for parts of them: every letter spelled out in three signs.

A trigram index finds nothing shorter than three signs, but a syllable or two is what people type.
Spelled out, `메` is three signs (its initial, vowel and final), and so is any other letter. As no
sign of a letter's beginning stands anywhere else, a match always begins with a letter: what is
found is what a plain search for part of the word would find, on every database.
"""

from __future__ import annotations

from members.names import initial_consonants

_FIRST, _LAST = ord("가"), ord("힣")
_INITIAL, _VOWEL, _FINAL = 0x1100, 0x1161, 0x11A7
_VOWELS, _FINALS = 21, 28
# What stands for a final that is not there, and fills other letters up.
FILLER = chr(_FINAL)

# Finals as initials, for a syllable that is still being typed: 멭 is on its way to 메타.
_FINAL_AS_INITIAL = {
    1: 0, 2: 1, 4: 2, 7: 3, 8: 5, 16: 6, 17: 7, 19: 9, 20: 10, 21: 11, 22: 12, 23: 14, 24: 15,
    25: 16, 26: 17, 27: 18,
}  # fmt: skip


def spell(text: str) -> str:
    return "".join(map(_spell_letter, text))


def spell_initials(text: str) -> str:
    return spell(initial_consonants(text))


def pattern(word: str) -> str:
    """What `LIKE` must match for the folded word to be part of a spelled-out text."""
    return f"%{''.join(map(_pattern_of_letter, word))}%"


def pattern_while_typing(word: str) -> str | None:
    """The pattern with the last final read as the next initial; None where there is none."""
    last = ord(word[-1]) - _FIRST if word else -1
    if not 0 <= last <= _LAST - _FIRST:
        return None
    initial = _FINAL_AS_INITIAL.get(last % _FINALS)
    if initial is None:
        return None
    open_syllable = chr(_FIRST + last - last % _FINALS)
    return pattern(word[:-1] + open_syllable + chr(_INITIAL + initial))


def _spell_letter(letter: str) -> str:
    position = ord(letter) - _FIRST
    if not 0 <= position <= _LAST - _FIRST:
        return letter + FILLER + FILLER
    initial, rest = divmod(position, _VOWELS * _FINALS)
    vowel, final = divmod(rest, _FINALS)
    return chr(_INITIAL + initial) + chr(_VOWEL + vowel) + chr(_FINAL + final)


def _pattern_of_letter(letter: str) -> str:
    """A lone initial, as folding leaves it, stands for every syllable that begins with it."""
    if _INITIAL <= ord(letter) < _VOWEL:
        return f"{letter}__"
    return _spell_letter(letter)
