"""Who promotes and mails what. What the packet does not name belongs to invented bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from newsletter.calendar import sending_days

INVENTED_BODIES = (
    "메타누리진흥원(데모)",
    "가상융합아카데미(데모)",
    "공간컴퓨팅협의회(데모)",
    "새싹XR교육센터(데모)",
    "실감콘텐츠지원센터(데모)",
    "디지털트윈연구조합(데모)",
)


@dataclass(frozen=True)
class Booking:
    organisation: str
    title: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Mailing:
    organisation: str
    title: str
    sent_on: date
    body: str = ""


NAMED_PROMOTIONS = (
    Booking(
        "한국메타버스산업협회",
        "다양한 모션 AI를 활용한 Unity3D 버추얼 캐릭터 스튜디오 제작 과정",
        date(2025, 10, 2),
        date(2025, 10, 14),
    ),
    Booking(
        "소프트웨어정책연구소",
        "넥스트 메타버스 : AI 혁신과 새로운 기회",
        date(2025, 10, 20),
        date(2025, 10, 31),
    ),
    Booking(
        "서울경제진흥원",
        "2025년 하반기 DMC지원시설(첨단/산학) 모집공고",
        date(2025, 11, 10),
        date(2025, 11, 14),
    ),
    Booking(
        "한국전파진흥협회",
        "2025년 가상융합서비스 개발자 경진대회 수상작 모음집",
        date(2025, 11, 19),
        date(2025, 11, 25),
    ),
)

INVENTED_PROMOTIONS = (
    Booking(
        INVENTED_BODIES[0],
        "가상융합 시제품 제작 지원 하반기 모집",
        date(2025, 10, 1),
        date(2025, 10, 2),
    ),
    Booking(
        INVENTED_BODIES[1], "XR 저작도구 실무 과정 4기", date(2025, 10, 15), date(2025, 10, 17)
    ),
    Booking(INVENTED_BODIES[2], "공간컴퓨팅 기술 교류회", date(2025, 10, 22), date(2025, 10, 24)),
    Booking(
        INVENTED_BODIES[3], "청소년 XR 창작 교실 겨울학기", date(2025, 10, 29), date(2025, 10, 31)
    ),
    Booking(
        INVENTED_BODIES[4], "실감콘텐츠 해외 진출 설명회", date(2025, 11, 3), date(2025, 11, 5)
    ),
    Booking(
        INVENTED_BODIES[5], "디지털 트윈 데이터 공모전", date(2025, 11, 12), date(2025, 11, 18)
    ),
    Booking(
        INVENTED_BODIES[0], "메타버스 체험관 운영사 모집", date(2025, 11, 24), date(2025, 11, 26)
    ),
)

# How many bookings are first sent between which days: the packets of September count them.
_EARLIER_PROMOTIONS = (
    (date(2025, 1, 6), date(2025, 3, 31), 15),
    (date(2025, 4, 1), date(2025, 6, 30), 18),
    (date(2025, 7, 1), date(2025, 9, 17), 16),
    (date(2025, 9, 18), date(2025, 9, 30), 4),
)
_OFFERS = (
    "XR 콘텐츠 제작 입문 과정",
    "디지털 트윈 실무 세미나",
    "가상융합 창업 상담의 날",
    "실감기기 체험 공간 개방 안내",
    "메타버스 개발자 모임",
    "3D 데이터 활용 공모전",
    "AI 캐릭터 제작 교실",
    "지역 기업 시연회",
)


def earlier_promotions() -> list[Booking]:
    bookings: list[Booking] = []
    for first, last, count in _EARLIER_PROMOTIONS:
        days = list(sending_days(first, last))
        for number in range(count):
            order = len(bookings)
            day = days[number * (len(days) - 1) // max(count - 1, 1)]
            edition = order // len(_OFFERS) + 1
            bookings.append(
                Booking(
                    INVENTED_BODIES[order % len(INVENTED_BODIES)],
                    f"{_OFFERS[order % len(_OFFERS)]} {edition}차",
                    day,
                    day + timedelta(days=3),
                )
            )
    return bookings


def promotions() -> list[Booking]:
    return [*earlier_promotions(), *NAMED_PROMOTIONS, *INVENTED_PROMOTIONS]


NAMED_MAILINGS = (
    Mailing(
        "중소상공인희망재단",
        "2025년 제3차 소상공인 점프업허브 신규 입주사 모집",
        date(2025, 11, 5),
        "○ (모집 기간) 공고일부터 11월 16일(일) 23:00까지\n"
        "○ (대상) 창업 1년 이내 소상공인\n"
        "○ (지원) 점프업허브 입주 공간 임대료\n"
        "- 서류 심사와 면접을 거쳐 뽑음",
    ),
    Mailing(
        "정보통신산업진흥원",
        "2025년 3차 메타버스허브 입주기업 모집",
        date(2025, 11, 18),
        "○ (시설) 메타버스허브(판교)\n"
        "○ (모집) 독립형 4층, 모두 2개사\n"
        "구분\t내용\n"
        "유형\tB형(26.71㎡, 30.01㎡)\n"
        "입주 인원\t4명 ~ 6명\n"
        "○ (대상) 가상융합 기술·서비스·기기를 만들거나 파는 ICT 기업\n"
        "※ 배정 면적은 입주기업과 협의하여 바뀔 수 있음",
    ),
)

_EARLIER_MAILINGS = (
    (date(2025, 1, 6), date(2025, 3, 31), 7),
    (date(2025, 4, 1), date(2025, 6, 30), 9),
    (date(2025, 7, 1), date(2025, 9, 17), 8),
    (date(2025, 9, 18), date(2025, 9, 30), 1),
)
_CALLS = (
    "가상융합 실증 과제 참여기업 모집",
    "입주 공간 신규 기업 모집",
    "기술 수요 조사 참여 요청",
    "해외 전시 공동관 참가 안내",
    "교육생 모집 안내",
)


def earlier_mailings() -> list[Mailing]:
    mailings: list[Mailing] = []
    for first, last, count in _EARLIER_MAILINGS:
        days = list(sending_days(first + timedelta(days=2), last))
        for number in range(count):
            order = len(mailings)
            mailings.append(
                Mailing(
                    INVENTED_BODIES[order % len(INVENTED_BODIES)],
                    f"{_CALLS[order % len(_CALLS)]}({order // len(_CALLS) + 1}차)",
                    days[number * (len(days) - 1) // max(count - 1, 1)],
                    "○ 자세한 내용은 주관기관 공고를 확인",
                )
            )
    return mailings


def mailings() -> list[Mailing]:
    return [*earlier_mailings(), *NAMED_MAILINGS]
