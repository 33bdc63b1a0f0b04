from __future__ import annotations

import pytest
from django.utils import translation

from alliance.outline import parse
from alliance.outline.oddities import oddities

NO_STAR = "This footnote has no star in the text above it."
NO_NOTE = "The star in this text has no footnote below it."
EMPTY = "Only a mark, without text."
OPEN = "A bracket or a quotation mark is not closed."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- 전시관* 운영\n* 2곳", []),
        ("- 전시관* 운영\n- 시상**\n* 2곳\n** 8점", []),
        ("- 시상*\n* 대상\n* 우수상", []),
        ("구분\t수\n시상*\t8\n* 대상 포함", []),
        ("- 전시관 운영\n* 2곳", [(2, NO_STAR)]),
        ("- 전시관* 운영\n- 끝", [(1, NO_NOTE)]),
        ("- 전시관* 운영\n□ 다음\n* 2곳", [(1, NO_NOTE), (3, NO_STAR)]),
        ("○ 가\n-\n○ 나", [(2, EMPTY)]),
        ("○\n- 가", []),
        ("- 장소(서울\n- 「보고서」", [(1, OPEN)]),
        ("1) 첫째\n- (일시) 11. 26.", []),
    ],
)
def test_oddities(text, expected):
    with translation.override("en"):
        assert [(odd.line, str(odd.message)) for odd in oddities(parse(text))] == expected
