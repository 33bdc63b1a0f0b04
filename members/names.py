"""One folding rule for organisation names, and what search and order make of them."""

import re
import unicodedata

# Legal forms as they stand before or after a name. A bare 주 is never one: 주성, 한주 are names.
_LEGAL_FORMS = re.compile(
    r"농업회사법인|어업회사법인|주식\s*회사|유한\s*책임\s*회사|유한\s*회사|합자\s*회사|합명\s*회사"
    r"|사단\s*법인|재단\s*법인|학교\s*법인|의료\s*법인|사회적\s*협동조합|협동조합"
    r"|\(\s*(?:주|유|사|재|합|학|의)\s*\)|^\s*주\)|\(주\s*$"
    r"|\b(?:co\s*\.?\s*,?\s*ltd|inc|corp|ltd|llc)\b\s*\.?\s*$"
)
_NOT_LETTERS = re.compile(r"[\W_]+", re.UNICODE)

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST_SYLLABLE, _LAST_SYLLABLE, _SYLLABLES_PER_INITIAL = ord("가"), ord("힣"), 588
# What an input method makes of two consonants typed in a row.
_CLUSTERS = {
    "ㄳ": "ㄱㅅ",
    "ㄵ": "ㄴㅈ",
    "ㄶ": "ㄴㅎ",
    "ㄺ": "ㄹㄱ",
    "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ",
    "ㅄ": "ㅂㅅ",
}
_DOUBLED = {"ㄲ": "ㄱ", "ㄸ": "ㄷ", "ㅃ": "ㅂ", "ㅆ": "ㅅ", "ㅉ": "ㅈ"}
_ONLY_INITIALS = re.compile(f"[{INITIALS}{''.join(_CLUSTERS)}]+")
_SORTED_LETTERS = 30


def _normalise(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def without_legal_form(name: str) -> str:
    """`㈜ 시어스 랩` is `시어스 랩`: what is left may be nothing at all."""
    return _LEGAL_FORMS.sub(" ", _normalise(name)).strip()


def has_own_letters(name: str) -> bool:
    """Whether anything is left beside legal forms and signs: `주식회사` and `!!!` name nobody."""
    return bool(_NOT_LETTERS.sub("", without_legal_form(name)))


def fold_name(name: str) -> str:
    """The key under which all writings of one name fall together: `㈜ 시어스 랩` is `시어스랩`.

    Where nothing else is left (a name that is a legal form only), the letters themselves count.
    """
    return _NOT_LETTERS.sub("", without_legal_form(name)) or _NOT_LETTERS.sub("", _normalise(name))


def spelling_key(name: str) -> str:
    """The name with its legal form but without spaces: it tells two forms of one name apart."""
    return re.sub(r"\s+", "", _normalise(name).replace("주식회사", "(주)"))


def initial_consonants(name: str) -> str:
    """초성: `시어스랩` is `ㅅㅇㅅㄹ`; other letters stay."""
    return "".join(
        INITIALS[(ord(letter) - _FIRST_SYLLABLE) // _SYLLABLES_PER_INITIAL]
        if _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE
        else letter
        for letter in name
    )


def as_initials(term: str) -> str | None:
    """The term as a run of initial consonants, if that is what was typed."""
    if not _ONLY_INITIALS.fullmatch(term):
        return None
    return "".join(_CLUSTERS.get(letter, letter) for letter in term)


def sort_key(name: str) -> str:
    """Korean order in plain ASCII, the same under every database locale: Hangul, Latin, digits."""

    def rank(letter: str) -> int:
        if _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE:
            return 0
        return 2 if letter.isdigit() else 1

    letters = fold_name(name)[:_SORTED_LETTERS]
    return "".join(f"{rank(letter)}{ord(letter):05x}" for letter in letters)


def slug_of(name: str) -> str:
    """The address of a name as the alliance's site writes it: the letters without spaces."""
    text = unicodedata.normalize("NFKC", name)
    return re.sub(r"[^\w-]+", "", text).strip("-_").lower()[:150] or "organisation"


def heading_of(name: str) -> str:
    """Under what an index lists the name: ㄱ to ㅎ, A for all Latin letters, 0 for the rest."""
    first = fold_name(name)[:1]
    initial = initial_consonants(first)
    if initial in INITIALS:
        return _DOUBLED.get(initial, initial)
    return "A" if first.isascii() and first.isalpha() else "0"
