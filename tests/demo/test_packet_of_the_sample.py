"""The demo's packet prints the facts of the printed packet it is modelled on."""

from __future__ import annotations

import hashlib
import io
import json

import pypdf
import pytest

# The portal's database is a copy of the tests' own.
pytestmark = pytest.mark.django_db

FACTS = {
    "overview": [
        "'25.11.26.(수)",
        "K-META 대회의실(서울 강남)",
        "총 16",
    ],
    "agenda": [
        "'25년도 메타버스 얼라이언스 4/4분기 현황 보고",
        "'25년도 각 분과별 현황 보고",
        "'25년도 메타버스 얼라이언스 성과공유회 및 IR 피칭 계획 보고",
        "메타버스 얼라이언스 의장 연임 건",
        "가상융합의 진화와 의미",
        "국회미래연구원",
    ],
    "timetable": [
        "15:00 ~ 15:05 (05')",
        "15:05 ~ 15:15 (10')",
        "15:15 ~ 15:40 (25')",
        "15:45 ~ 16:05 (20')",
        "16:05 ~ 16:10 (05')",
        "16:10 ~ 16:15 (05')",
        "16:15 ~ 16:35 (20')",
        "16:35 ~ 16:50 (15')",
        "16:50 ~ 17:00 (10')",
    ],
    "roster": [
        "총 16명(참석 11명/불참 5명)",
        "과학기술정보통신부",
        "광운대학교",
        "의료메타버스학회",
        "법무법인 비트",
        "건국대학교",
        "시어스랩",
        "메타버스협의회",
        "위지웍스튜디오",
        "엘지유플러스",
        "네이버제트",
        "한국전파진흥협회",
        "한국메타버스산업협회",
        "정보통신산업진흥원",
        "한국인공지능소프트웨어산업협회",
        "정보통신기획평가원",
        "소프트웨어정책연구소",
        "글로벌메타버스협의회",
        "윤리제도 분과장",
        "기술표준 분과장",
        "미래전략 분과장",
        "인재양성 분과장",
        "위원장",
        "배석",
    ],
    "members": ["총 1,138개 회원사", "986개", "133개", "19개", "87", "220", "679", "63", "70"],
    "project groups": [
        "2025.11.10.(월)",
        "13:30",
        "17:30",
        "총 5개",
        "아이디어 창출 2개",
        "비즈니스 모델 3개",
    ],
    "seminar": [
        "14:00 ~ 14:05",
        "14:05 ~ 14:10",
        "14:10 ~ 14:15",
        "14:15 ~ 14:45",
        "14:45 ~ 15:15",
        "15:15 ~ 15:45",
        "15:45 ~ 16:15",
        "16:15 ~ 17:00",
        "일산 킨텍스 제1전시장",
        "총 88건",
        "AI 기반 가상융합 혁신 기술 및 미래 동향",
        "가상융합사업자를 위한 인공지능(AI) 활용 컴플라이언스 전략",
    ],
    "documents": [
        "총 35건",
        "4/4분기 5건",
        "2025-01-06",
        "글로벌 주요기관 전망 2025년 유망기술 트렌드 및 시사점",
        "메타버스-AI 공진화 전망과 시사점",
        "2025 메타버스 얼라이언스 분과통합공개세미나 자료",
        "6G Insight: 비전과 기술 백서 v2.0",
    ],
    "newsletter": [
        "총 64건",
        "4/4분기 11건",
        "총 27건",
        "4/4분기 2건",
        "주 5회",
        "2025년 하반기 DMC지원시설(첨단/산학) 모집공고",
        "2025년 3차 메타버스허브 입주기업 모집",
    ],
    "visits": [
        "19,123",
        "16,731",
        "106,783",
        "97,648",
        "221,810",
        "512,533",
        "51만",
        "22만",
    ],
    "page views": [
        "56,003",
        "10,350",
        "7,257",
        "2,531",
        "1,440",
        "868",
        "762",
        "740",
        "0.3%",
        "0.25%",
    ],
    "partners": [
        "정보제공",
        "사업연계",
        "정책지원",
        "저변확대",
        "협업",
        "제63회 SPRi 포럼",
        "14:10 ~ 14:25",
        "15:25 ~ 15:55",
        "구미전자정보기술원",
        "한국전자기술원",
        "총 12개",
    ],
    "consultations": [
        "39",
        "26",
        "주식회사 더픽트",
        "빅토리아프로덕션",
        "알바트로스",
        "휴식",
        "(주)마이메타",
    ],
    "subcommittees": [
        "미래전략 분과",
        "인재양성 분과",
        "기술표준 분과",
        "윤리제도 분과",
        "15:10 ~ 15:40",
        "16:50 ~ 17:30",
        "총 18명",
        "오프라인 14명",
        "온라인 4명",
        "플랫폼 정의",
        "투명성 확보 의무",
        "해외 법 비교",
        "기존 윤리 원칙의 한계",
    ],
    "year-end event": [
        "13:40",
        "나인트리 프리미어 로카우스 호텔",
        "14:20 ~ 14:30",
        "17:10 ~ 19:00",
        "14:00 ~ 17:20",
        "IR피칭",
        "10점",
        "3점",
        "2점",
        "5점",
    ],
    "renewal": ["제3조", "연임", "1년"],
    "lecture": ["AI 전환과 가치이동"],
}


@pytest.mark.parametrize("chapter", FACTS)
def test_packet_prints_the_facts_of(packet, chapter):
    missing = [fact for fact in FACTS[chapter] if fact not in packet]

    assert missing == []


def test_all_thirty_five_documents_are_listed_in_order(packet):
    days = [
        "2025-01-06", "2025-01-14", "2025-01-14", "2025-03-04", "2025-03-31", "2025-04-10",
        "2025-04-21", "2025-04-21", "2025-04-22", "2025-05-07", "2025-05-16", "2025-05-16",
        "2025-06-04", "2025-06-04", "2025-06-04", "2025-06-10", "2025-06-10", "2025-07-01",
        "2025-07-01", "2025-07-24", "2025-07-24", "2025-07-24", "2025-07-24", "2025-07-31",
        "2025-08-13", "2025-08-20", "2025-09-04", "2025-09-18", "2025-09-23", "2025-09-30",
        "2025-10-13", "2025-10-15", "2025-10-15", "2025-10-20", "2025-11-25",
    ]  # fmt: skip

    assert [packet.count(f"{n}{day}") > 0 for n, day in enumerate(days, start=1)] == [True] * 35


def test_marks_of_the_roster(packet):
    assert packet.count("(대참 박시우 이사)") == 1
    assert packet.count("(대참 이가온 팀장)") == 1
    roster = next(page for page in packet.pages if "광운대학교" in page and "참석" in page)
    assert roster.count("×") == 5


def test_what_the_printed_packet_got_wrong_is_right_here(packet):
    assert "221,834" not in packet
    assert "512,558" not in packet
    assert "39개 기업" not in packet
    assert "33,012" not in packet


def test_as_of_september_prints_septembers_figures_and_repeats_itself(portal):
    first = portal.packet("--as-of", "2025-09-30")
    second = portal.packet("--as-of", "2025-09-30")

    assert "총 30건, 3/4분기 13건" in first
    assert "2025-11-25" not in first
    assert "2025-10-13" not in first
    assert "106,783" not in first
    assert "1,138개" not in first
    assert first.pages == second.pages
    assert first.content == second.content


def test_kinds_print_their_parts_of_the_record(portal, packet):
    agenda = portal.packet("--kind", "agenda")
    result = portal.packet("--kind", "result")

    assert "운영위원회 회의결과" not in agenda
    assert "×" not in agenda
    assert "불참" not in agenda
    assert "총 35건" in agenda
    assert "운영위원회 회의결과" in result
    assert "게시일" not in result
    assert len(agenda.pages) + len(result.pages) < len(packet.pages) + 4


def test_file_is_tagged_and_named(packet):
    reader = pypdf.PdfReader(io.BytesIO(packet.content))
    root = reader.trailer["/Root"]

    assert root["/Lang"] == "ko"
    assert bool(root["/MarkInfo"]["/Marked"])
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata.title == "'25년도 메타버스 얼라이언스 제4차 운영위원회 자료"
    assert len(reader.outline) > 5


def test_contents_page_tells_the_true_pages(packet):
    contents = packet.pages[0]
    for number in range(1, 6):
        first = next(
            index
            for index, page in enumerate(packet.pages, start=1)
            if f"[안건{number}]" in page and index > 3
        )
        line = next(line for line in contents.splitlines() if f"[안건{number}]" in line)
        assert line.rstrip().endswith(str(first))


def test_published_version_is_printed_byte_for_byte(portal):
    told = portal.run(
        "publish_packet", "2025-4", "--by", "officer@demo.example", "--format", "json"
    )
    published = json.loads(told.stdout)
    output = portal.folder / "published.pdf"
    portal.run(
        "build_packet", "2025-4", "--version", str(published["number"]), "--output", str(output)
    )

    assert hashlib.sha256(output.read_bytes()).hexdigest() == published["sha256"]
    assert published["pages"] == len(pypdf.PdfReader(output).pages)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["1999-1"], 1),
        (["four"], 1),
        (["2025-4", "--as-of", "yesterday"], 2),
        (["2025-4", "--period", "2025Q5"], 2),
        (["2025-4", "--period", "0000Q1"], 2),
        (["2025-4", "--as-of", "9999-12-31"], 2),
        (["2025-4", "--version", "99"], 1),
    ],
)
def test_refusals_have_an_exit_code_and_a_sentence(portal, arguments, status):
    told = portal.run(
        "build_packet", *arguments, "--output", str(portal.folder / "no.pdf"), check=False
    )

    assert told.returncode == status
    assert told.stdout == ""
    assert told.stderr.strip()
    assert "Traceback" not in told.stderr
    assert not (portal.folder / "no.pdf").exists()


def test_loading_the_demo_again_changes_nothing(portal):
    before = portal.run("member_statistics", "--format", "json").stdout
    portal.run("load_demo")

    assert portal.run("member_statistics", "--format", "json").stdout == before
    assert json.loads(before)["total"] == 1138
