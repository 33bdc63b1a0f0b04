"""The year-end event of 2 December 2025, announced before the demo's day."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from events.models import Award, Event
from events.services.programme import ProgrammeEntry, SessionEntry

YEAR_END = Event(
    name="2025년 한국메타버스산업협회 성과공유회",
    short_name="성과공유회",
    kind=Event.Kind.YEAR_END,
    date=date(2025, 12, 2),
    start=time(13, 40),
    end=time(19),
    purpose=(
        "얼라이언스·인력양성·자율규제의 한 해 활동을 함께 돌아보고, "
        "유공 단체와 우수 프로젝트 그룹을 시상하며 회원사가 서로 만나는 자리"
    ),
    audience=(
        "과기정통부, K-META 회장, 메타버스 얼라이언스 의장, 자율규제 위원회 위원장, NIPA 본부장, "
        "RAPA 본부장, 프로젝트 그룹 참여사, 인력양성 참여사 등"
    ),
    participants=150,
    participants_basis=Event.Basis.APPROXIMATE,
    main_points=(
        "얼라이언스 및 인력양성 운영 경과, 우수사례 발표, "
        "유공단체 표창과 우수사업자·프로젝트 그룹 시상"
    ),
    announced_on=date(2025, 11, 14),
)
PLACE = ("나인트리 프리미어 로카우스 호텔", "", "서울 용산")
HALL = "5층 하모니스홀"

SESSIONS = (
    SessionEntry(1, "K-META 성과 공유"),
    SessionEntry(2, "K-META 우수사례 공유"),
    SessionEntry(3, "메타버스 분야 IR피칭 데모데이", parallel=True),
)


def _row(
    start: str, end: str, content: str, presenter: str, session: int | None, **more: Any
) -> ProgrammeEntry:
    return ProgrammeEntry(
        time.fromisoformat(start),
        time.fromisoformat(end),
        content,
        presenter,
        session=session,
        **more,
    )


PROGRAMME = (
    _row("13:40", "14:00", "VIP 티타임", "5층 VIP실", None),
    _row("14:00", "14:04", "행사 안내(박서아 MC)", HALL, 1),
    _row("14:04", "14:08", "개회사(K-META 김로운 회장)", HALL, 1),
    _row("14:08", "14:12", "축사(과기정통부 설지훈 과장)", HALL, 1),
    _row("14:12", "14:16", "축사(얼라이언스 유서준 의장)", HALL, 1),
    _row("14:16", "14:20", "축사(자율규제 위원회 권이서 위원장)", HALL, 1),
    _row("14:20", "14:30", "가상융합 저변확대_메타버스 얼라이언스 운영 경과", "서지호 실장", 1),
    _row("14:30", "14:40", "기업수요연계형 인력양성 사업 소개 및 현황", "임하람 팀장", 1),
    _row("14:40", "15:10", "시상식 및 기념촬영", "", 1, shows_awards=True),
    _row("15:10", "15:20", "Break Time", "", 1, is_break=True),
    _row(
        "15:20",
        "15:40",
        "가상융합기술 활용 윤리원칙 동향 및 기업용 체크리스트",
        "디지털리터러시협회 김보미 대표",
        2,
    ),
    _row(
        "15:40",
        "16:20",
        "우수 프로젝트 그룹 활동 결과 발표(5그룹)",
        "우수PG그룹(5그룹)",
        2,
        sub_items=("아이디어 창출/비즈니스 모델 개발",),
    ),
    _row(
        "16:20",
        "17:10",
        "기업수요연계형 인력양성 성과 발표(5개사)",
        "수혜기업/교육생",
        2,
        sub_items=("과정별 우수성과 발표",),
    ),
    _row("17:10", "19:00", "마무리 및 네트워킹(석식 제공)", HALL, 2),
    _row("14:00", "17:20", "메타버스 기업 IR피칭", "미팅룸(8층)", 3),
)

# 3 + 2 + 5 awards; the grades are a second split of the same ten.
AWARDS = (
    (Award.AwardClass.MERIT, Award.Grade.COMMENDATION, 3),
    (Award.AwardClass.SELF_REGULATION, Award.Grade.MINISTER_PRIZE, 2),
    (Award.AwardClass.PROJECT_GROUP, Award.Grade.MINISTER_PRIZE, 2),
    (Award.AwardClass.PROJECT_GROUP, Award.Grade.NONE, 3),
)
