"""What the partners told of the fourth quarter of 2025. Facts are the packet's, words our own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from members.services.matching import find_organisation
from reporting.models import Activity
from reporting.services.activities import (
    ActivityEntry,
    CountEntry,
    ExhibitorEntry,
    ProgrammeEntry,
)

PARTNERS = (
    ("rapa", "한국전파진흥협회"),
    ("spri", "소프트웨어정책연구소"),
    ("iitp", "정보통신기획평가원"),
    ("k-meta", "한국메타버스산업협회"),
)
FAIR_FROM, FAIR_TO = date(2025, 11, 12), date(2025, 11, 14)

Category, Status = Activity.Category, Activity.Status


@dataclass(frozen=True)
class Shot:
    """A picture that the report would hold, with its caption and the title of its grid."""

    caption: str
    group: str = ""


@dataclass(frozen=True)
class DemoActivity:
    entry: ActivityEntry
    shots: tuple[Shot, ...] = ()


def _exhibitors(*fields: tuple[str, tuple[str, ...]]) -> tuple[ExhibitorEntry, ...]:
    entries = []
    for field, names in fields:
        for name in names:
            organisation = find_organisation(name)
            if organisation is None:
                message = f"The demo knows no organisation {name}"
                raise LookupError(message)
            entries.append(ExhibitorEntry(organisation, field))
    return tuple(entries)


def rapa() -> list[DemoActivity]:
    return [
        DemoActivity(
            ActivityEntry(
                Category.INFO,
                "개발자 경진대회",
                headline="수상작을 얼라이언스 뉴스레터의 배너와 기사로 소개",
                result_words="개발자 경진대회 수상작 홍보",
                status=Status.RUNNING,
                held_from=date(2025, 11, 19),
                date_words="11.19.~",
            ),
            (
                Shot("얼라이언스 뉴스레터 배너 홍보"),
                Shot("얼라이언스 뉴스레터 기사 홍보"),
            ),
        ),
        DemoActivity(
            ActivityEntry(
                Category.BUSINESS,
                "AI가상융합산업 수요조사 추진",
                headline="내년도 AI·가상융합 지원 과제를 찾고자 회원사에 수요를 물음",
                status=Status.PLANNED,
                held_from=date(2025, 12, 4),
                held_to=date(2025, 12, 12),
            )
        ),
        DemoActivity(
            ActivityEntry(
                Category.POLICY,
                "얼라이언스 프로젝트 그룹",
                headline="15개 프로젝트 그룹의 평가위원으로 참여",
                result_words="얼라이언스 프로젝트 그룹 최종심사 참여",
                held_from=date(2025, 11, 10),
                date_words="서류평가 5.28, 발표평가 11.10",
            )
        ),
        DemoActivity(
            ActivityEntry(
                Category.OUTREACH,
                "KMF 2025",
                headline="KMF 차세대 기술선도 메타버스 전시에 가장 큰 규모로 참가",
                result_words="KMF 2025 참여",
                held_from=FAIR_FROM,
                held_to=FAIR_TO,
                exhibitors_label="AI·가상융합·공간컴퓨팅 전문기업 컨소시엄",
                exhibitors_tell_members=True,
                exhibitors=_exhibitors(
                    ("", ("딥파인", "맥스로직", "한국클라우드", "심심이", "메타빌드", "피플리"))
                ),
            ),
            (
                Shot("차세대 기술선도 메타버스 프로젝트 공동전시관"),
                Shot("KMF VIP투어 설명"),
            ),
        ),
        DemoActivity(
            ActivityEntry(
                Category.OUTREACH,
                "개발자 경진대회",
                headline="KMF 2025와 함께 시상식을 열고 수상작 체험 전시관을 운영",
                result_words="개발자 경진대회 시상식·전시관 운영",
                held_from=FAIR_FROM,
                held_to=FAIR_TO,
                counts=(
                    CountEntry("대상", 4, "점"),
                    CountEntry("최우수상", 2, "점"),
                    CountEntry("우수상", 2, "점"),
                ),
            ),
            (Shot("시상식 개최"), Shot("전시관 운영")),
        ),
    ]


def spri() -> list[DemoActivity]:
    return [
        DemoActivity(
            ActivityEntry(
                Category.COOPERATION,
                "VR·AR산업 및 메타버스산업 실태조사(2종)",
                headline="얼라이언스 회원사를 모집단에 넣어 조사 진행",
                result_words="VR·AR산업 및 메타버스 산업 실태조사 추진 중",
                status=Status.RUNNING,
                held_from=date(2025, 9, 1),
                date_words="9월~12월초",
                text=(
                    "- (현황) VR·AR산업 실태조사(국가승인통계)와 메타버스산업 실태조사(시범)의 "
                    "모집단에 회원사를 함께 반영\n"
                    ": 8월에 받은 ICT통합모집단과 겹치는 기업을 빼고 9~10월 1차 판별조사를 마침\n"
                    "* 판별조사 대상에 메타버스 얼라이언스 회원사 포함\n"
                    "- (협조) 아직 답하지 않은 회원사에 응답을 요청\n"
                    ": 본조사는 11월 말까지 1차 조사, 12월 초 보완조사\n"
                    "- (후속조치) '미래전략분과' 위원과 시범조사 결과를 나누고 개선 의견을 들음"
                    "('26년 1분기 예정)\n"
                    "* 승인받지 않은 시범조사이므로 통계법이 허용하는 범위에서만 공유"
                ),
            )
        ),
        DemoActivity(
            ActivityEntry(
                Category.OUTREACH,
                "제63회 SPRi 포럼",
                headline="후원기관에 “메타버스 얼라이언스” 명시",
                result_words="제63회 SPRi 포럼 ‘메타버스 얼라이언스’ 후원 명칭 사용",
                held_from=date(2025, 10, 31),
                start=time(14),
                end=time(16),
                place="판교 코사이어티 타운홀A",
                text=(
                    "- (주제) “넥스트 메타버스 : AI혁신과 새로운 기회”\n"
                    "- (목적) AI와 함께 넓어지는 메타버스의 쓰임을 산업·공공·일상에서 찾고 "
                    "실행 전략을 나눔"
                ),
                programme=(
                    ProgrammeEntry(time(14, 0), time(14, 5), "SPRi 포럼 안내", "SPRi 최시윤 실장"),
                    ProgrammeEntry(time(14, 5), time(14, 10), "인사말", "SPRi 김태린 소장"),
                    ProgrammeEntry(
                        time(14, 10),
                        time(14, 25),
                        "메타버스-AI 공진화 전망",
                        "SPRi 한예준 책임연구원",
                    ),
                    ProgrammeEntry(
                        time(14, 25),
                        time(14, 55),
                        "미래 국방을 선도하는 XR·AI 체계",
                        "포털웍스 이루다 이사",
                    ),
                    ProgrammeEntry(
                        time(14, 55),
                        time(15, 25),
                        "종근당 AI 메타버스 팩토리",
                        "종근당 황유나 이사",
                    ),
                    ProgrammeEntry(
                        time(15, 25),
                        time(15, 55),
                        "패널토의",
                        "발제자+토론자(진행: 한예준 책임연구원)",
                        ("토론 : 국회미래연구원 이도윤 연구위원",),
                    ),
                ),
            ),
            (Shot("제63회 SPRi 포럼 안내 그림"), Shot("제63회 SPRi 포럼 전경")),
        ),
    ]


def iitp() -> list[DemoActivity]:
    return [
        DemoActivity(
            ActivityEntry(
                Category.OUTREACH,
                "KMF 2025 행사에 메타버스 R&D 과제 성과 전시 참여 및 홍보",
                headline="진행 중이거나 끝난 R&D 과제에 '2025 대한민국가상융합산업대전'을 알리고 "
                "우수 성과의 전시를 도움",
                held_from=FAIR_FROM,
                held_to=FAIR_TO,
                exhibitors_label="IITP 연구개발 수행기관",
                exhibitors=_exhibitors(
                    (
                        "홀로그램",
                        ("구미전자정보기술원", "케이홀로", "원광대학교산학협력단", "홀로랩"),
                    ),
                    ("원천기술", ("딥파인", "시어스랩", "엠젠솔루션", "피씨엔")),
                    ("SW컴퓨팅, 초감각", ("비햅틱스",)),
                    ("혁신", ("토탈소프트뱅크",)),
                    ("메타버스미디어", ("엘에스웨어", "한국전자기술원")),
                ),
            ),
            (Shot("R&D 과제 성과 전시장"), Shot("전시 성과를 둘러보는 관람객")),
        ),
        DemoActivity(
            ActivityEntry(
                Category.BUSINESS,
                "기술표준 분과 활동",
                headline="기술표준분과의 기술수요를 받아 '26년 과제기획에 반영",
                result_words="기술표준분과 기술수요 접수 및 26년 과제기획 반영 논의",
                status=Status.RUNNING,
                text="- 최근 표준화 동향, 기술표준 수요, 정책 제언과 앞으로의 방향을 함께 논의",
            )
        ),
    ]


def k_meta() -> list[DemoActivity]:
    return [
        DemoActivity(
            ActivityEntry(
                Category.COOPERATION,
                "2025 KMF 글로벌 컨퍼런스",
                headline="‘세션4 가상융합산업 국제표준화’ 참여",
                result_words="2025 KMF 글로벌 컨퍼런스 ‘세션4’ 가상융합산업 국제표준화 참여",
                held_from=date(2025, 11, 13),
                start=time(13, 30),
                end=time(15, 50),
                place="KMF 행사장 내 메인스테이지(킨텍스)",
                hosts="ETRI, 한국메타버스산업협회(K-META), 한국기술교육대학교",
                text="* 기술표준분과 위원이 강사로 나서고 회원사에 참가를 안내",
            ),
            (Shot("글로벌 컨퍼런스 세션4 발표"), Shot("글로벌 컨퍼런스 세션4 청중")),
        )
    ]


def activities() -> dict[str, list[DemoActivity]]:
    return {"rapa": rapa(), "spri": spri(), "iitp": iitp(), "k-meta": k_meta()}


def plans(code: str) -> list[ActivityEntry]:
    """What a partner plans for the first quarter of 2026; invented."""
    told = {
        "spri": ActivityEntry(
            Category.POLICY,
            "산업 실태조사",
            headline="2025년 메타버스 산업 실태조사 결과 공유 예정",
            status=Status.PLANNED,
            held_from=date(2026, 2, 12),
        ),
        "iitp": ActivityEntry(
            Category.INFO,
            "연구개발 과제 안내",
            headline="2026년도 신규 과제 공고 안내 예정",
            status=Status.PLANNED,
            held_from=date(2026, 1, 20),
        ),
    }
    return [told[code]]
