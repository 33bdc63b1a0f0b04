"""Which line becomes what, and under what it stands."""

from __future__ import annotations

import pytest

from alliance.outline import Kind, Outline, parse
from alliance.outline.tree import MAX_DEPTH


def shape(outline: Outline) -> list[str]:
    """One line a node: indented by depth, kind, then label and text as they were read."""
    return [
        f"{'  ' * depth}{node.kind}: "
        + (f"({node.label}) " if node.label else "")
        + (" | ".join("/".join(row) for row in node.rows) or node.text)
        for depth, node in outline.walk()
    ]


def only_node(text: str):
    [(_, node)] = parse(text).walk()
    return node


@pytest.mark.parametrize(
    ("line", "kind", "mark", "label", "text"),
    [
        ("□ 회의개요", Kind.SECTION, "□", "", "회의개요"),
        ("□회의개요", Kind.SECTION, "□", "", "회의개요"),
        ("■ 추진 배경", Kind.SECTION, "■", "", "추진 배경"),
        ("  ○ 주요 내용", Kind.ITEM, "○", "", "주요 내용"),
        ("◦주요 내용", Kind.ITEM, "◦", "", "주요 내용"),
        ("o 주요 내용", Kind.ITEM, "o", "", "주요 내용"),
        ("ㅇ 주요 내용", Kind.ITEM, "ㅇ", "", "주요 내용"),
        ("● 주요 내용", Kind.ITEM, "●", "", "주요 내용"),
        ("▶ 개회", Kind.ITEM, "▶", "", "개회"),
        ("- 세부", Kind.SUBITEM, "-", "", "세부"),
        ("-세부", Kind.SUBITEM, "-", "", "세부"),
        ("-\t세부", Kind.SUBITEM, "-", "", "세부"),
        ("- 3D 자료", Kind.SUBITEM, "-", "", "3D 자료"),
        ("– 세부", Kind.SUBITEM, "–", "", "세부"),
        ("‐ 세부", Kind.SUBITEM, "‐", "", "세부"),
        ("- ", Kind.SUBITEM, "-", "", ""),
        ("· 자료", Kind.DOT, "·", "", "자료"),
        ("∙ 자료", Kind.DOT, "∙", "", "자료"),
        ("• 자료", Kind.DOT, "•", "", "자료"),
        ("‧자료", Kind.DOT, "‧", "", "자료"),
        ("ㆍ자료", Kind.DOT, "ㆍ", "", "자료"),
        ("① 첫째", Kind.PART, "①", "", "첫째"),
        ("⑳스무째", Kind.PART, "⑳", "", "스무째"),
        ("1) 첫째", Kind.NUMBERED, "1)", "", "첫째"),
        ("10)열째", Kind.NUMBERED, "10)", "", "열째"),
        ("1. 첫째", Kind.NUMBERED, "1.", "", "첫째"),
        ("가. 첫째", Kind.NUMBERED, "가.", "", "첫째"),
        ("나) 둘째", Kind.NUMBERED, "나)", "", "둘째"),
        ("※ 비고", Kind.REMARK, "※", "", "비고"),
        ("* 각주", Kind.FOOTNOTE, "*", "", "각주"),
        ("*각주", Kind.FOOTNOTE, "*", "", "각주"),
        ("** 둘째 각주", Kind.FOOTNOTE, "**", "", "둘째 각주"),
        ("◆ 추진 방향", Kind.LEAD, "◆", "", "추진 방향"),
        (": 덧붙임", Kind.EXPLANATION, ":", "", "덧붙임"),
        ("\ufeff□ 붙여 넣은 글", Kind.SECTION, "□", "", "붙여 넣은 글"),
        ("\u3000○ 넓은 칸", Kind.ITEM, "○", "", "넓은 칸"),
        # labels
        ("- (일시) 11. 26.", Kind.SUBITEM, "-", "일시", "11. 26."),
        ("○ (일시·장소)대회의실", Kind.ITEM, "○", "일시·장소", "대회의실"),
        ("- (참석자) : 16명", Kind.SUBITEM, "-", "참석자", ": 16명"),
        ("- (훈련 (1차)) 시범", Kind.SUBITEM, "-", "훈련 (1차)", "시범"),
        ("- （목적） 공유", Kind.SUBITEM, "-", "목적", "공유"),
        ("- (세부 일정)", Kind.SUBITEM, "-", "세부 일정", ""),
        ("※ (분야) 자료", Kind.REMARK, "※", "분야", "자료"),
        ("- (주)가나 참여", Kind.SUBITEM, "-", "", "(주)가나 참여"),
        ("- () 빈 괄호", Kind.SUBITEM, "-", "", "() 빈 괄호"),
        ("- (열린 괄호", Kind.SUBITEM, "-", "", "(열린 괄호"),
        (f"- ({'긴' * 70}) 글", Kind.SUBITEM, "-", "", f"({'긴' * 70}) 글"),
        # no marks
        ("○○기업 참여", Kind.PARAGRAPH, "", "", "○○기업 참여"),
        ("ㅇㅇ기업 참여", Kind.PARAGRAPH, "", "", "ㅇㅇ기업 참여"),
        ("open source", Kind.PARAGRAPH, "", "", "open source"),
        ("-3.2% 감소", Kind.PARAGRAPH, "", "", "-3.2% 감소"),
        ("-----", Kind.PARAGRAPH, "", "", "-----"),
        ("-> 다음", Kind.PARAGRAPH, "", "", "-> 다음"),
        ("***", Kind.PARAGRAPH, "", "", "***"),
        ("11. 26.(수) 회의", Kind.PARAGRAPH, "", "", "11. 26.(수) 회의"),
        ("2025. 11월", Kind.PARAGRAPH, "", "", "2025. 11월"),
        ("3.5배 증가", Kind.PARAGRAPH, "", "", "3.5배 증가"),
        ("(일시) 표 없는 줄", Kind.PARAGRAPH, "", "", "(일시) 표 없는 줄"),
        ("< 회의 전경 >", Kind.PARAGRAPH, "", "", "< 회의 전경 >"),
        ("   ", Kind.BLANK, "", "", ""),
    ],
)
def test_head_of_a_line(line, kind, mark, label, text):
    node = only_node(line)

    assert (node.kind, node.mark, node.label, node.text) == (kind, mark, label, text)


def test_marks_nest_by_rank_whatever_the_indentation():
    text = "□ 가\n○ 나\n- 다\n· 라\n- 마\n○ 바\n□ 사"

    assert shape(parse(text)) == [
        "section: 가",
        "  item: 나",
        "    subitem: 다",
        "      dot: 라",
        "    subitem: 마",
        "  item: 바",
        "section: 사",
    ]


def test_equal_marks_nest_by_indentation():
    text = "- 가\n  - 나\n    - 다\n  - 라\n- 마"

    assert shape(parse(text)) == [
        "subitem: 가",
        "  subitem: 나",
        "    subitem: 다",
        "  subitem: 라",
        "subitem: 마",
    ]


def test_one_column_more_is_a_slip_of_the_finger():
    assert shape(parse("- 가\n - 나\n- 다")) == ["subitem: 가", "subitem: 나", "subitem: 다"]


def test_tab_indents_too():
    assert shape(parse("○ 가\n\t- 나\n\t\t- 다")) == [
        "item: 가",
        "  subitem: 나",
        "    subitem: 다",
    ]


def test_parts_stand_above_items_where_they_come_first():
    text = "□ 서비스\n① 보관\n- 보고서\n○ 안내\n② 소식\n○ 소개"

    assert shape(parse(text)) == [
        "section: 서비스",
        "  part: 보관",
        "    subitem: 보고서",
        "    item: 안내",
        "  part: 소식",
        "    item: 소개",
    ]


def test_parts_stand_below_items_where_those_come_first():
    text = "□ 결과\n○ 발표\n① 개요\n※ 요점\n- 내용\n② 특징\n○ 둘째 발표"

    assert shape(parse(text)) == [
        "section: 결과",
        "  item: 발표",
        "    part: 개요",
        "      remark: 요점",
        "      subitem: 내용",
        "    part: 특징",
        "  item: 둘째 발표",
    ]


def test_each_style_of_number_is_a_level():
    text = "1. 가\n□ 나\n1) 다\n- 라\n2) 마\n2. 바\n□ 사"

    assert shape(parse(text)) == [
        "numbered: 가",
        "  section: 나",
        "    numbered: 다",
        "      subitem: 라",
        "    numbered: 마",
        "numbered: 바",
        "  section: 사",
    ]


def test_numbers_under_a_sub_item_when_they_stand_deeper():
    text = "- 구분\n  ① 가\n  ② 나\n- 다음"

    assert shape(parse(text)) == ["subitem: 구분", "  part: 가", "  part: 나", "subitem: 다음"]


def test_notes_belong_to_the_node_above():
    text = "○ 가\n- 나\n: 설명\n* 각주\n\n** 둘째 각주\n※ 비고\n- 다"

    assert shape(parse(text)) == [
        "item: 가",
        "  subitem: 나",
        "    explanation: 설명",
        "    footnote: 각주",
        "    footnote: 둘째 각주",
        "    remark: 비고",
        "  subitem: 다",
    ]


def test_note_belongs_to_what_it_is_aligned_with():
    text = "□ 가\n ○ 나\n   - 다\n ※ 나의 비고\n   - 라\n     · 마\n* 가의 각주\n※ 가의 비고\n ○ 바"

    assert shape(parse(text)) == [
        "section: 가",
        "  item: 나",
        "    subitem: 다",
        "    remark: 나의 비고",
        "    subitem: 라",
        "      dot: 마",
        "    footnote: 가의 각주",
        "    remark: 가의 비고",
        "  item: 바",
    ]


def test_note_without_anything_above_stands_alone():
    assert shape(parse("※ 비고\n○ 가")) == ["remark: 비고", "item: 가"]


def test_lead_box_ends_the_items_above_and_holds_none():
    text = "□ 가\n○ 나\n◆ 요점\n* 각주\n○ 다"

    assert shape(parse(text)) == [
        "section: 가",
        "  item: 나",
        "  lead: 요점",
        "    footnote: 각주",
        "  item: 다",
    ]


def test_deeper_line_goes_on_with_the_text_above():
    assert shape(parse("- 첫 줄\n  둘째 줄\n  셋째 줄\n- 다음")) == [
        "subitem: 첫 줄\n둘째 줄\n셋째 줄",
        "subitem: 다음",
    ]


def test_line_that_is_not_deeper_is_a_paragraph_under_the_node_above():
    assert shape(parse("□ 가\n- 나\n본문\n이어짐\n- 다")) == [
        "section: 가",
        "  subitem: 나",
        "    paragraph: 본문\n이어짐",
        "  subitem: 다",
    ]


def test_unindented_paragraph_after_a_blank_line_ends_the_items():
    assert shape(parse("□ 가\n○ 나\n- 다\n\n본문\n\n둘째 본문")) == [
        "section: 가",
        "  item: 나",
        "    subitem: 다",
        "  paragraph: 본문",
        "  paragraph: 둘째 본문",
    ]


def test_indented_paragraph_after_a_blank_line_stays_in_the_item():
    assert shape(parse("○ 가\n - 나\n\n  본문")) == [
        "item: 가",
        "  subitem: 나",
        "    paragraph: 본문",
    ]


def test_lines_with_tabs_are_a_table_with_rows_of_one_width():
    text = "- (일정)\n시간\t내용\t비고\n15:00\t개회\n휴식\t\t\n- 다음"

    assert parse(text).nodes[0].children[0].rows == (
        ("시간", "내용", "비고"),
        ("15:00", "개회", ""),
        ("휴식", "", ""),
    )
    assert shape(parse(text))[-1] == "subitem: 다음"


def test_cells_quoted_by_a_spreadsheet():
    text = '구분\t"주요\n내용"\n"한 ""칸"" 안"\t"- 가\n- 나"\n"인용"\t끝'

    node = only_node(text)

    assert node.rows == (
        ("구분", "주요\n내용"),
        ('한 "칸" 안', "- 가\n- 나"),
        ('"인용"', "끝"),
    )
    assert (node.first_line, node.last_line) == (1, 5)


def test_quoted_cell_may_begin_the_table():
    assert only_node('"시\n간"\t내용\n15:00\t개회').rows == (("시\n간", "내용"), ("15:00", "개회"))


def test_open_quotation_mark_swallows_nothing():
    text = '구분\t"내용\n가\t나\n글 "인용" 끝'

    assert shape(parse(text)) == ['table: 구분/"내용 | 가/나', 'paragraph: 글 "인용" 끝']


def test_empty_corner_is_a_cell_but_an_indented_table_has_no_empty_column():
    assert only_node("\t1월\t2월\n방문\t10\t20").rows == (("", "1월", "2월"), ("방문", "10", "20"))
    assert only_node("\t월\t방문\n\t1월\t10").rows == (("월", "방문"), ("1월", "10"))


def test_marked_line_with_a_tab_begins_no_table_but_continues_one():
    assert shape(parse("- 가\t나\n- 다\t라")) == ["subitem: 가\t나", "subitem: 다\t라"]
    assert only_node("구분\t수\n- 가\t1").rows == (("구분", "수"), ("- 가", "1"))


def test_note_below_a_table_belongs_to_it():
    assert shape(parse("□ 명단\n이름\t직급\n김가나\t과장\n\n※ 배석 2명\n○ 다음")) == [
        "section: 명단",
        "  table: 이름/직급 | 김가나/과장",
        "    remark: 배석 2명",
        "  item: 다음",
    ]


def test_table_of_padding_is_text():
    text = "가" + "\t나" * 40 + "\n다\t라" * 500

    node = only_node(text)

    assert (node.kind, node.first_line, node.last_line) == (Kind.PARAGRAPH, 1, 501)


def test_row_of_too_many_cells_is_text():
    assert only_node("가\t" * 60).kind is Kind.PARAGRAPH


@pytest.mark.parametrize(
    "line_break", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"]
)
def test_every_line_break_is_one(line_break):
    outline = parse(f"○ 가{line_break}- 나{line_break}")

    assert shape(outline) == ["item: 가", "  subitem: 나"]
    assert outline.to_text() == "○ 가\n- 나\n"


def test_blank_lines_belong_to_the_node_above():
    outline = parse("\n\n○ 가\n\n\n- 나\n")

    assert [(n.kind, n.first_line, n.last_line) for _, n in outline.walk()] == [
        (Kind.BLANK, 1, 2),
        (Kind.ITEM, 3, 5),
        (Kind.SUBITEM, 6, 7),
    ]


def test_nesting_two_hundred_deep_is_cut_and_nothing_is_lost():
    text = "\n".join(f"{'  ' * depth}- {depth}" for depth in range(200))

    outline = parse(text)

    assert max(depth for depth, _ in outline.walk()) == MAX_DEPTH - 3
    assert [node.text for _, node in outline.walk()] == [str(depth) for depth in range(200)]


def test_blank_outline():
    assert parse("").is_blank
    assert parse(" \n\t\n").is_blank
    assert not parse("\n-").is_blank


def test_ten_megabytes_keep_every_line():
    text = "- 가나\n" * 1_250_000

    outline = parse(text)

    assert len(text.encode()) >= 10_000_000
    assert outline.to_text() == text
    assert len(outline.nodes) == 200_001  # what follows the last line of structure is one paragraph
    assert outline.nodes[-1].kind is Kind.PARAGRAPH
