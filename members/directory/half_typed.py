"""Syllables that are still being typed: 멭 is on its way to 메타, and 메ㅌ too."""

from __future__ import annotations

_FIRST, _LAST = ord("가"), ord("힣")
# The initials as folding (NFKC) leaves them when they stand alone.
_INITIAL, _INITIALS = 0x1100, 19
_FINALS = 28
_SYLLABLES_PER_INITIAL = 588
# Finals as the initials of the next syllable.
_FINAL_AS_INITIAL = {
    1: 0, 2: 1, 4: 2, 7: 3, 8: 5, 16: 6, 17: 7, 19: 9, 20: 10, 21: 11, 22: 12, 23: 14, 24: 15,
    25: 16, 26: 17, 27: 18,
}  # fmt: skip


def while_typing(word: str) -> str | None:
    """The folded word with its last final read as the next initial; None where there is none."""
    last = ord(word[-1]) - _FIRST if word else -1
    if not 0 <= last <= _LAST - _FIRST:
        return None
    initial = _FINAL_AS_INITIAL.get(last % _FINALS)
    if initial is None:
        return None
    return f"{word[:-1]}{chr(_FIRST + last - last % _FINALS)}{chr(_INITIAL + initial)}"


def syllables_of(letter: str) -> str:
    """`가-깋` for a lone ㄱ: what it may become. Nothing for any other letter."""
    initial = ord(letter) - _INITIAL
    if not 0 <= initial < _INITIALS:
        return ""
    first = _FIRST + initial * _SYLLABLES_PER_INITIAL
    return f"{chr(first)}-{chr(first + _SYLLABLES_PER_INITIAL - 1)}"
