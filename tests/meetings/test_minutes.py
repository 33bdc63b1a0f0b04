"""The result document: computed from digests, written where needed. No database."""

from __future__ import annotations

from meetings.minutes import compose, digests_by_item, merge_labels, read_lines
from meetings.models import (
    AgendaItem,
    Bylaw,
    BylawArticle,
    BylawItem,
    BylawParagraph,
    Decision,
    MinutesEntry,
)

Kind = MinutesEntry.Kind


def item(**more):
    return AgendaItem(**{"number": 1, "title": "현황 보고", "kind": "report", **more})


def entry(kind, text="", section_key="", label=""):
    return MinutesEntry(kind=kind, text=text, section_key=section_key, label=label)


def digests(*pairs, number=1):
    handed_in = [
        {"key": key, "options": {}, "agenda_item": number, "lines": lines} for key, lines in pairs
    ]
    return digests_by_item(handed_in).get(number, [])


def test_lines_stand_under_their_headings():
    result = compose(
        item(),
        [
            entry(Kind.HEADING, "사무국 활동 보고"),
            entry(Kind.COMPUTED, section_key="members.status"),
            entry(Kind.HEADING, "유관기관 활동 보고"),
            entry(Kind.COMPUTED, section_key="reporting.partner_report"),
        ],
        digests(
            ("reporting.partner_report", ["(RAPA) 정보제공(경진대회 홍보)"]),
            ("members.status", ["(얼라이언스 회원사) 1,138개 회원사"]),
            ("reporting.partner_report", ["(IITP) 저변확대(전시 참여)"]),
        ),
    )

    assert result.text.splitlines() == [
        "○ (안건1) 현황 보고(안건1 참조)",
        "  - 사무국 활동 보고",
        "    · (얼라이언스 회원사) 1,138개 회원사",
        "  - 유관기관 활동 보고",
        "    · (RAPA) 정보제공(경진대회 홍보)",
        "    · (IITP) 저변확대(전시 참여)",
    ]
    assert result.differences == ()


def test_lines_of_one_label_are_joined():
    result = compose(
        item(),
        [],
        digests(
            ("archive.documents", ["(회원사 서비스) 아카이빙(총 5건)"]),
            ("newsletter.promotions", ["(회원사 서비스) 유관기관 홍보(총 11건)"]),
            ("reporting.visits", ["(홈페이지) 51만회 방문"]),
            ("newsletter.notices", ["(회원사 서비스) 사업공고(2건)"]),
        ),
    )

    assert result.text.splitlines()[1:] == [
        "  - (회원사 서비스) 아카이빙(총 5건)/유관기관 홍보(총 11건)/사업공고(2건)",
        "  - (홈페이지) 51만회 방문",
    ]


def test_notes_and_points_below_a_line_stay_with_it():
    lines = [
        "(프로젝트 그룹) 최종 평가(총 5개 그룹)",
        "※ 아이디어 창출 2개/비즈니스 모델 3개",
        "- (성과공유회) 연말 행사",
        "  · 일정 : 12. 2.",
    ]

    result = compose(item(), [], digests(("a", lines)))

    assert result.text.splitlines()[1:] == [
        "  - (프로젝트 그룹) 최종 평가(총 5개 그룹)",
        "    ※ 아이디어 창출 2개/비즈니스 모델 3개",
        "  - (성과공유회) 연말 행사",
        "    · 일정 : 12. 2.",
    ]


def test_written_text_replaces_computed_lines_and_both_are_kept():
    result = compose(
        item(),
        [entry(Kind.COMPUTED, "총 1,138개 회원사로 늘어남", "members.status", "얼라이언스 회원사")],
        digests(("members.status", ["(얼라이언스 회원사) 1,138개 회원사", "(그 밖) 남는 줄"])),
    )

    assert result.text.splitlines()[1:] == [
        "  - (얼라이언스 회원사) 총 1,138개 회원사로 늘어남",
        "  - (그 밖) 남는 줄",
    ]
    assert [difference.to_json() for difference in result.differences] == [
        {
            "section": "members.status",
            "label": "얼라이언스 회원사",
            "computed": ["(얼라이언스 회원사) 1,138개 회원사"],
            "written": "총 1,138개 회원사로 늘어남",
        }
    ]


def test_sections_that_no_entry_asks_for_come_last():
    result = compose(
        item(),
        [
            entry(Kind.HEADING, "사무국"),
            entry(Kind.COMPUTED, section_key="members.status"),
        ],
        digests(("events.new", ["(새 행사) 개최"]), ("members.status", ["(회원사) 10개"])),
    )

    assert result.text.splitlines()[1:] == [
        "  - 사무국",
        "    · (회원사) 10개",
        "  - (새 행사) 개최",
    ]


def test_written_entry_keeps_its_outline_and_gets_its_label():
    written = entry(Kind.WRITTEN, "- 질의와 답변\n  · 예산\n- 제안", label="토의")

    result = compose(item(number=2, has_annex=False), [written], [])

    assert result.text.splitlines() == [
        "○ (안건2) 현황 보고",
        "  - (토의) 질의와 답변",
        "    · 예산",
        "  - 제안",
    ]


def test_decisions_are_printed_once_made_with_outcome_votes_and_basis():
    article = BylawArticle(bylaw=Bylaw(short_title="운영규정"), number=3)
    basis = BylawItem(paragraph=BylawParagraph(article=article, number=2), number=4)
    decisions = [
        Decision(text="의장 연임에 동의", outcome="carried", basis=basis),
        Decision(text="분과 신설", outcome="rejected", votes_for=3, votes_against=7, abstentions=1),
        Decision(text="아직", outcome="pending"),
    ]

    result = compose(item(kind="resolution"), [], [], decisions)

    assert result.text.splitlines() == [
        "○ (안건1) 현황 보고",
        "  - 의장 연임에 동의",
        "    ※ 근거: 운영규정 제3조 2항 4호",
        "  - 분과 신설(부결)(찬성 3/반대 7/기권 1)",
    ]


def test_digests_without_an_agenda_item_belong_to_no_results():
    assert digests_by_item([{"key": "a", "agenda_item": None, "lines": ["(가) 나"]}]) == {}


def test_lines_without_a_mark_are_lines():
    assert [(line.label, line.text) for line in read_lines("(가) 하나\n둘\n- (다) 셋")] == [
        ("가", "하나"),
        ("", "둘"),
        ("다", "셋"),
    ]


def test_lines_without_a_label_are_not_joined():
    assert len(merge_labels(read_lines("하나\n둘"))) == 2
