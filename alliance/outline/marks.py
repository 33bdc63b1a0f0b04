"""What stands at the head of a line: indentation, mark, label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from alliance.outline.tree import Kind

_TAB_WIDTH: Final = 4
_MAX_LABEL: Final = 60

_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

# Zero-width characters come along when text is pasted from a web page or a word processor.
_BLANKS: Final = r"[\s\u200b\u2060\ufeff]*"
_INDENT = re.compile(_BLANKS)

_HANGUL_ORDER: Final = "가나다라마바사아자차카타파하"

# A sign that is repeated (○○기업, ---) is no mark. Signs that are also letters need a space.
_MARK = re.compile(
    rf"""
      (?P<section> ([□■▣◻◼☐❏❑])(?!\2) )
    | (?P<lead> ([◆◇])(?!\4) )
    | (?P<part> [①-⑳❶-❿㉠-㉭㉮-㉻] )
    | (?P<numbered>
          \d{{1,3}}\) | [{_HANGUL_ORDER}]\)
        | \d{{1,3}}\.(?=\s)(?!\s+\d{{1,2}}\s*[.(/월])
        | [{_HANGUL_ORDER}]\.(?=\s)
      )
    | (?P<item> ([○◯◦⚬▶▷►▸])(?!\8) | [oOㅇ●](?=\s) )
    | (?P<subitem> [-–‐‑‒−－—](?![-–‐‑‒−－—\d>]) )
    | (?P<dot> ([·∙•‧ㆍ・･⋅▪▫‣])(?!\11) )
    | (?P<remark> ※ )
    | (?P<footnote> [*＊]{{1,5}}(?![*＊])(?=\s*\S) )
    | (?P<explanation> [:：](?![:：)])(?=\s*\S) )
    """,
    re.VERBOSE,
)

_LABEL = re.compile(r"[(（]((?:[^()（）]|[(（][^()（）]*[)）])+)[)）]\s*")

# (주)한빛 is a company's name, not a labelled word.
_LEGAL_FORMS: Final = frozenset(
    {
        "주",
        "유",
        "사",
        "재",
        "합",
        "학",
        "의",
        "복",
        "株",
        "주식회사",
        "유한회사",
        "사단법인",
        "재단법인",
    }
)


@dataclass(frozen=True, slots=True)
class Head:
    """Marks of one `family` stand beside each other: `1.` and `2.` do, `1.` and `1)` do not."""

    kind: Kind
    family: str
    mark: str
    label: str
    text: str


def normalise(text: str) -> str:
    """One kind of line break; every other character stays as it was typed."""
    return _LINE_BREAK.sub("\n", text)


def indentation(line: str) -> tuple[int, int]:
    """How many characters of white space a line begins with, and how wide they look."""
    match = _INDENT.match(line)
    end = match.end() if match else 0
    width = 0
    for character in line[:end]:
        if character == "\t":
            width += _TAB_WIDTH - width % _TAB_WIDTH
        elif character == "\u3000":
            width += 2
        elif character not in "\u200b\u2060\ufeff":
            width += 1
    return end, width


def read_head(line: str, start: int) -> Head | None:
    """The mark at `start`, or None where the line is plain text."""
    match = _MARK.match(line, start)
    if match is None or match.lastgroup is None:
        return None
    kind = Kind(match.lastgroup)
    mark = match.group()
    rest = line[match.end() :].strip()
    label = ""
    if kind is not Kind.EXPLANATION:
        label, rest = _split_label(rest)
    return Head(kind=kind, family=_family(kind, mark), mark=mark, label=label, text=rest)


def _split_label(text: str) -> tuple[str, str]:
    if not text.startswith(("(", "（")):
        return "", text
    match = _LABEL.match(text[: _MAX_LABEL + 2])
    if match is None:
        return "", text
    label = match.group(1).strip()
    if not label or label in _LEGAL_FORMS:
        return "", text
    return label, text[match.end() :].lstrip()


def _family(kind: Kind, mark: str) -> str:
    if kind is Kind.NUMBERED:
        return ("number" if mark[0].isdecimal() else "letter") + mark[-1]
    if kind is Kind.PART:
        return next(first for first in "㉮㉠❶①" if mark >= first)
    return kind.value
