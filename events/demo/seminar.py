"""The joint seminar of 13 November 2025. Facts are the packet's, people and words our own."""

from __future__ import annotations

from datetime import date, time

from events.models import Event, PressArticle
from events.services.programme import ProgrammeEntry

HELD_ON = date(2025, 11, 13)
COUNTED_ON, ARTICLES = date(2025, 11, 6), 88

SEMINAR = Event(
    name="25년 메타버스 얼라이언스 분과통합 공개세미나 및 투자법률 상담회",
    short_name="분과통합공개세미나",
    headline="4개 분과 연간 성과 발표",
    kind=Event.Kind.SEMINAR,
    date=HELD_ON,
    start=time(14),
    end=time(17),
    purpose=(
        "AI와 결합하는 가상융합 기술의 흐름을 나누고 "
        "표준화와 인재양성의 과제를 함께 살펴 산업 저변을 넓힘"
    ),
    audience="얼라이언스 의장, 과기정통부, 각 분과장 및 분과위원, 투자 법률 상담기업 등",
    participants=100,
    participants_basis=Event.Basis.APPROXIMATE,
    main_points=(
        "- (개회사) 메타버스 얼라이언스 의장\n"
        "- (환영사) 과기정통부 설지훈 디지털콘텐츠과 과장\n"
        "- (세미나) 4개 분과의 연간활동 결과와 주제 발표(각 분과장)\n"
        "- (네트워킹 행사) 기업 현장 상담창구 운영(투자전문가/법률전문가)"
    ),
    announced_on=date(2025, 10, 27),
)
PLACE = ("일산 킨텍스 제1전시장", "5홀", "")
HOSTS = ("과기정통부", "얼라이언스", "NIPA", "K-META")


def _row(
    start: str, end: str, content: str, presenter: str = "", group: str = ""
) -> ProgrammeEntry:
    return ProgrammeEntry(
        time.fromisoformat(start), time.fromisoformat(end), content, presenter, group=group
    )


OPENING, TALKS, DESKS = "행사개회", "세미나", "투자법률 상담회"
PROGRAMME = (
    _row("14:00", "14:05", "행사소개", "사회자(박서아 MC)", OPENING),
    _row("14:05", "14:10", "개회사", "얼라이언스 유서준 의장", OPENING),
    _row("14:10", "14:15", "환영사", "과기정통부 설지훈 과장", OPENING),
    _row(
        "14:15", "14:45", "AI 기반 가상융합 혁신 기술 및 미래 동향", "정하윤 시어스랩 대표", TALKS
    ),
    _row(
        "14:45",
        "15:15",
        "AI 시대를 이끄는 가상융합산업 인재양성과 취창업 연계 전략",
        "한국전파진흥협회 성우진 본부장",
        TALKS,
    ),
    _row(
        "15:15",
        "15:45",
        "가상융합사업자를 위한 인공지능(AI) 활용 컴플라이언스 전략",
        "법무법인 비트 송지안 대표 변호사",
        TALKS,
    ),
    _row(
        "15:45", "16:15", "기술표준분과 주요 활동 내용 및 표준화 현황", "윤도현 건국대 교수", TALKS
    ),
    _row("16:15", "17:00", "행사 마무리 및 네트워킹", "", TALKS),
    ProgrammeEntry(time(14), time(17), "기업 현장 상담창구 운영", group=DESKS, parallel=True),
)

CAPTIONS = (
    "개회사(얼라이언스 유서준 의장)",
    "환영사(과학기술정보통신부 설지훈 과장)",
    "시어스랩 정하윤 대표",
    "법무법인 비트 송지안 대표 변호사",
    "RAPA 성우진 본부장",
    "건국대학교 윤도현 교수",
    "투자/법률 상담장",
)


def sample_articles() -> list[PressArticle]:
    return [
        PressArticle(
            outlet="데일리뉴스",
            title="메타버스 얼라이언스, AI 융합시대 산업 혁신 방향 제시",
            url="https://dailynews.example/articles/105867",
            published_on=COUNTED_ON,
            position=1,
        ),
        PressArticle(
            outlet="내외뉴스통신",
            title="‘2025 메타버스 얼라이언스 분과통합 공개세미나’ 11월 13일 개최",
            url="https://nbnnews.example/articles/987907",
            published_on=COUNTED_ON,
            position=2,
        ),
    ]
