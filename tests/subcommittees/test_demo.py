"""The demo's four reports have the structure, labels and figures of the printed ones."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from alliance.packets import get_section
from alliance.periods import Quarter, ReportingPeriod
from members.demo.loader import load as load_members
from subcommittees.checks import check_meeting
from subcommittees.demo.loader import load
from subcommittees.models import SubcommitteeMeeting

SECTION = get_section("subcommittees.report")
FOURTH = ReportingPeriod(Quarter(2025, 4), date(2025, 11, 26), since=date(2025, 9, 18))
SEPTEMBER = ReportingPeriod(Quarter(2025, 3), date(2025, 9, 30), since=date(2025, 9, 18))
CODES = ("future_strategy", "talent", "tech_standard", "ethics_system")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for the module, and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_members()
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    """Each test's own changes are rolled back too."""


def snapshots(period=FOURTH):
    return {
        code: SECTION.collect(period, period.as_of, {"subcommittee": code}).to_json()
        for code in CODES
    }


def only_meeting(code):
    [meeting] = snapshots()[code]["body"]["meetings"]
    return meeting


def test_each_subcommittee_reports_its_third_meeting(demo):
    assert [snapshot["title"] for snapshot in snapshots().values()] == [
        "1. 미래전략 분과 3차 회의 활동 결과",
        "2. 인재양성 분과 3차 회의 활동 보고",
        "3. 기술표준 분과 3차 회의 활동 보고",
        "4. 윤리제도 분과 3차 회의 활동 결과",
    ]


def test_only_the_meeting_between_the_packets_is_told_by_the_end_of_september(demo):
    found = {
        code: snapshot["figures"][0]["value"] for code, snapshot in snapshots(SEPTEMBER).items()
    }

    assert found == {"future_strategy": 0, "talent": 1, "tech_standard": 0, "ethics_system": 0}


def test_programmes_are_those_of_the_sample(demo):
    programmes = {
        code: [
            (row["start"], row["end"], row["minutes"]) for row in only_meeting(code)["programme"]
        ]
        for code in CODES
    }

    assert programmes == {
        "future_strategy": [
            ("15:00", "15:05", 5),
            ("15:05", "15:10", 5),
            ("15:10", "15:40", 30),
            ("15:40", "16:10", 30),
            ("16:10", "16:40", 30),
            ("16:40", "17:00", 20),
        ],
        "talent": [
            ("15:00", "15:10", 10),
            ("15:10", "15:30", 20),
            ("15:30", "16:50", 80),
            ("16:50", "17:00", 10),
        ],
        "tech_standard": [
            ("15:00", "15:05", 5),
            ("15:05", "15:10", 5),
            ("15:10", "15:50", 40),
            ("15:50", "16:50", 60),
            ("16:50", "17:30", 40),
        ],
        "ethics_system": [],
    }


def test_head_counts_are_printed_with_their_basis(demo):
    facts = {
        code: [(fact["label"], fact["value"]) for fact in only_meeting(code)["facts"]][-1]
        for code in CODES
    }

    assert facts == {
        "future_strategy": ("참석자", "총 18명(오프라인 14명/온라인 4명)"),
        "talent": ("참석대상", "'25년 메타버스 얼라이언스 인재양성 분과위원 18명"),
        "tech_standard": ("참석자", "'25년 메타버스 얼라이언스 기술표준 분과위원 18여명"),
        "ethics_system": (
            "참석자",
            "산·학·연·관 전문가 19명(분과원 및 간사 16명/개방형 참여 3명)",
        ),
    }


def test_tables_have_the_samples_topics(demo):
    tables = [
        [row["heading"] for row in part["rows"]]
        for block in only_meeting("ethics_system")["blocks"]
        for part in block["parts"]
    ]

    assert [len(table) for table in tables] == [6, 6, 7]
    assert tables[0] == [
        "현안 및 법적 근거",
        "플랫폼 정의",
        "적용 범위 및 분류",
        "신고 제도 운영",
        "제도 개선 및 실익 강화 방안",
        "향후 계획",
    ]


def test_digests_name_talks_with_speakers_or_the_agenda(demo):
    lines = [line for snapshot in snapshots().values() for line in SECTION.digest(snapshot)]

    assert lines == [
        "(미래전략) 산업용 메타버스 활용 우수 사례 공유"
        "/메타버스 기반 교육서비스(웅진씽크빅 김라온 부장)"
        "/디지털트윈기반 에너지플랜트 공정 최적화(코탁스 남시온 이사)"
        "/옴니핏 디지털치료제(옴니씨앤에스 김다인 부장)",
        "(인재양성) AI 융합 메타버스 인재 양성 방안 논의"
        "/2026년 인재양성을 위한 방향성 공유 및 협력 논의 계획",
        "(기술표준) 가상융합산업에서의 보안 관련 기술 동향 및 이슈 논의"
        "/가상융합 및 인공지능 법제화에 따른 표준화 이슈/산업계 정책 제언 및 지원방안 토의",
        "(윤리제도) 가상융합 플랫폼 사업자 신고 운영 효율화(메타버스기업지원센터 황준서 센터장)"
        "/가상융합 기술 산업 및 기업 발전을 위한 메타버스 실천윤리(디지털리터러시협회 김보미 대표)"
        "/인공지능기본법 하위법령의 주요 내용과 향후 과제(한국법제연구원 정우주 연구위원)",
    ]


def test_the_checker_finds_the_one_overrun(demo):
    findings = {
        meeting.body.code: [finding.code for finding in check_meeting(meeting)]
        for meeting in SubcommitteeMeeting.objects.all()
    }

    assert findings == {
        "future_strategy": [],
        "talent": [],
        "tech_standard": ["timetable_overrun"],
        "ethics_system": [],
    }


def test_loading_again_changes_nothing_that_officers_changed(demo):
    meeting = SubcommitteeMeeting.objects.get(body__code="talent")
    meeting.headline = "사무국이 고친 줄"
    meeting.save()
    pictures = meeting.pictures.count()

    load()

    meeting.refresh_from_db()
    assert meeting.headline == "사무국이 고친 줄"
    assert (SubcommitteeMeeting.objects.count(), meeting.pictures.count()) == (4, pictures)
