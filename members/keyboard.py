"""Words typed with the keyboard in the wrong language: `apxkqjtm` for 메타버스, ㅡㄷㅅㅁ for meta.

The layout is the Korean two-set keyboard (KS X 5002).
"""

from __future__ import annotations

from collections.abc import Iterator

_KEYS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        strict=True,
    )
)
_LETTERS = {letter: key for key, letter in _KEYS.items()}
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
# Typed one after the other, these become one letter.
_DOUBLES = {
    "ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ",
    "ㅡㅣ": "ㅢ", "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ",
    "ㄹㅂ": "ㄼ", "ㄹㅅ": "ㄽ", "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip
_PAIRS = {letter: pair for pair, letter in _DOUBLES.items()}
_FIRST_SYLLABLE = ord("가")


def on_the_other_layout(word: str) -> str:
    """The word as the same keys give it in the other language; signs that no key gives stay."""
    if any(letter.isascii() and letter.isalpha() for letter in word):
        return _compose([_key(letter) for letter in word])
    return "".join(_LETTERS.get(letter, letter) for letter in _taken_apart(word))


def _key(letter: str) -> str:
    """Capitals that stand for no letter of their own are the same key."""
    return _KEYS.get(letter) or _KEYS.get(letter.lower(), letter)


def _taken_apart(word: str) -> Iterator[str]:
    for letter in word:
        position = ord(letter) - _FIRST_SYLLABLE
        if not 0 <= position < len(_INITIALS) * len(_VOWELS) * len(_FINALS):
            yield from _PAIRS.get(letter, letter)
            continue
        initial, rest = divmod(position, len(_VOWELS) * len(_FINALS))
        vowel, final = divmod(rest, len(_FINALS))
        for each in (_INITIALS[initial], _VOWELS[vowel], _FINALS[final].strip()):
            yield from _PAIRS.get(each, each)


def _compose(letters: list[str]) -> str:
    """As an input method does: a consonant belongs to the vowel after it."""
    done: list[str] = []
    position = 0
    while position < len(letters):
        initial, position = letters[position], position + 1
        if initial not in _INITIALS or not _is_vowel(letters, position):
            done.append(initial)
            continue
        vowel, position = _one_or_two(letters, position)
        final = ""
        if _is_final(letters, position):
            final, after = _one_or_two(letters, position)
            if _is_vowel(letters, after):
                # The last consonant begins the next syllable.
                final, after = _without_last(final), after - 1
            position = after
        done.append(_syllable(initial, vowel, final))
    return "".join(done)


def _without_last(final: str) -> str:
    return _PAIRS[final][0] if final in _PAIRS else ""


def _is_vowel(letters: list[str], position: int) -> bool:
    return position < len(letters) and letters[position] in _VOWELS


def _is_final(letters: list[str], position: int) -> bool:
    return position < len(letters) and letters[position] != " " and letters[position] in _FINALS


def _one_or_two(letters: list[str], position: int) -> tuple[str, int]:
    pair = "".join(letters[position : position + 2])
    if pair in _DOUBLES:
        return _DOUBLES[pair], position + 2
    return letters[position], position + 1


def _syllable(initial: str, vowel: str, final: str) -> str:
    return chr(
        _FIRST_SYLLABLE
        + _INITIALS.index(initial) * len(_VOWELS) * len(_FINALS)
        + _VOWELS.index(vowel) * len(_FINALS)
        + (_FINALS.index(final) if final else 0)
    )
