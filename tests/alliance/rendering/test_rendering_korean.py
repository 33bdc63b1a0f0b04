from xml.etree.ElementTree import tostring

import pytest
from defusedxml.ElementTree import fromstring

from alliance.rendering.korean import (
    BREAK_HERE,
    WORD_JOINER,
    join_text,
    keep_words_whole,
    plain,
)


def shown(text: str) -> str:
    return text.replace(WORD_JOINER, "+").replace(BREAK_HERE, "|")


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("회의 개요", "회+의 개+요"),
        ("산·학·연", "산+·+학+·+연"),
        ("프로젝트(안)을", "프+로+젝+트(안)+을"),
        ("총 1,138개", "총 1,138+개"),
        ("AI융합", "AI+융+합"),
        ("'25.11.26.(수)", "'25.11.26.+(수)"),
        ("일시/장소", "일+시/장+소"),
        ("plain text", "plain text"),
    ],
)
def test_words_are_joined(text, joined):
    assert shown(join_text(text)) == joined


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("한국전파진흥협회 상우진 본부장", "한국전파진흥협회 상우진_본부장"),
        ("법무법인 비트 송지안 대표 변호사", "법무법인 비트 송지안_대표_변호사"),
        ("참석 위원들이 모두", "참석 위원들이 모두"),
        ("운영위원회의 의장", "운영위원회의 의장"),
    ],
)
def test_name_and_post_stay_on_one_line(text, expected):
    assert plain(join_text(text)).replace("\u00a0", "_") == expected


def test_name_and_post_part_in_a_cell_too_narrow_for_both():
    assert "\u00a0" not in join_text("상우진 본부장", 6)


def test_a_word_too_long_for_a_line_stays_breakable():
    word = "가" * 19

    assert join_text(word, 18) == word


def test_a_long_code_in_a_cell_may_break():
    assert shown(join_text("ABCDEFGHIJKLMNOP", 4)) == "ABCDEF|GHIJKL|MNOP"


def test_a_long_address_in_running_text_is_left_alone():
    address = "https://alliance.example/" + "a" * 80

    assert join_text(address) == address


def test_style_pictures_and_attributes_are_left_alone():
    source = (
        '<body><style>가나</style><p title="가나">가나<b>다라</b>마바</p>'
        '<svg xmlns="http://www.w3.org/2000/svg"><text>가나</text></svg></body>'
    )
    root = fromstring(source)

    keep_words_whole(root)

    text = tostring(root, encoding="unicode")
    assert [element.text for element in root.iter() if element.text] == [
        "가나",
        "가\u2060나",
        "다\u2060라",
        "가나",
    ]
    assert 'title="가나"' in text
    assert plain(text) == tostring(fromstring(source), encoding="unicode")


def test_narrow_columns_leave_long_names_breakable():
    cells = "<td>가나다라마바사</td>" * 10
    root = fromstring(f"<body><p>가나다라마바사</p><table><tr>{cells}</tr></table></body>")

    keep_words_whole(root)

    assert root.find("p").text == "\u2060".join("가나다라마바사")
    assert root.find(".//td").text == "가나다라마바사"
