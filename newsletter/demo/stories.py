"""Headlines of the demo's newsletters: plainly invented, the same at every run."""

from __future__ import annotations

from datetime import date
from random import Random

from newsletter.models import IssueArticle
from newsletter.services import ArticleEntry

_WHO = (
    "가온기획(데모)",
    "누리소프트(데모)",
    "다온로보틱스(데모)",
    "미르스튜디오(데모)",
    "한빛랩스(데모)",
)
_WHAT = (
    "실감 교육 콘텐츠 공개",
    "공장 디지털 트윈 시범 운영",
    "가상 전시관 개관",
    "XR 안전 훈련 도입",
    "공간컴퓨팅 개발 도구 배포",
    "의료 재활 서비스 실증 착수",
)
_ABROAD = (
    "해외 XR 기기 출하 동향 정리",
    "유럽 가상융합 규제 논의 요약",
    "아시아 실감콘텐츠 행사 일정",
    "북미 산업용 메타버스 도입 사례",
)
_EVENTS = (
    "이번 주 가상융합 행사 모음",
    "마감이 가까운 공모 모음",
    "회원사 시연회 일정",
)
_OUTLET = "데모일보"


def stories_of(day: date) -> list[ArticleEntry]:
    random = Random(day.toordinal())  # noqa: S311 -- repeatable, not secret
    Section = IssueArticle.Section  # noqa: N806 -- an alias of the class
    home = [
        ArticleEntry(
            Section.DOMESTIC, f"{who}, {random.choice(_WHAT)}", _OUTLET, _address(day, number)
        )
        for number, who in enumerate(random.sample(_WHO, 2), start=1)
    ]
    return [
        *home,
        ArticleEntry(Section.GLOBAL, random.choice(_ABROAD), _OUTLET, _address(day, 3)),
        ArticleEntry(Section.EVENT, random.choice(_EVENTS), _OUTLET, _address(day, 4)),
    ]


def _address(day: date, number: int) -> str:
    return f"https://news.example/{day:%Y/%m/%d}/{number}"
