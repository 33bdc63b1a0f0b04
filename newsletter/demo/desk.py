"""The demo's news desk: feeds at rest and a morning's invented stories; nobody is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from alliance.demo import DEMO_TODAY, demo_loader
from alliance.periods import SEOUL
from newsletter.intake import stories
from newsletter.intake.addresses import article_url
from newsletter.intake.reading import Article
from newsletter.intake.taking import take_in
from newsletter.models import Feed, Story, StoryTag

_FEEDS = {
    "데모일보": StoryTag.DOMESTIC,
    "가상융합뉴스(데모)": StoryTag.DOMESTIC,
    "누리경제(데모)": StoryTag.DOMESTIC,
    "글로벌테크데모": StoryTag.GLOBAL,
    "행사알리미(데모)": StoryTag.EVENT,
    "공고모음(데모)": StoryTag.CALL,
}


@dataclass(frozen=True)
class _Told:
    feed: str
    title: str
    hours_ago: int
    excerpt: str = ""


_MORNING = (
    _Told("데모일보", "한빛랩스(데모), 공장 디지털 트윈 관제 시스템 공개", 20, "설비를 한눈에."),
    _Told("가상융합뉴스(데모)", "[단독] 한빛랩스(데모) '디지털 트윈 관제' 공장에 첫 공개", 19),
    _Told("누리경제(데모)", "한빛랩스(데모), 공장 디지털트윈 관제시스템 공개", 18),
    _Told(
        "데모일보",
        "다온로보틱스(데모), XR 원격 정비 서비스 해외 수출 계약",
        6,
        "현장을 돕는다.",
    ),
    _Told("누리경제(데모)", "다온로보틱스(데모) XR 원격정비 서비스, 해외 수출 계약", 5),
    _Told("가상융합뉴스(데모)", "미르스튜디오(데모), 가상 전시관 제작 도구 무료 배포", 4),
    _Told("데모일보", "가온기획(데모), 초등학교 50곳에 실감 교육 콘텐츠 보급", 3),
    _Told("누리경제(데모)", "누리소프트(데모), 공간컴퓨팅 개발자 30명 채용", 22),
    _Told("데모일보", "[사설] 가상융합, 이제는 현장이다", 3),
    _Told(
        "글로벌테크데모", "세계 XR 기기 3분기 출하량 소폭 증가", 15, "업무용 기기가 늘었다는 조사."
    ),
    _Told("글로벌테크데모", "유럽, 가상공간 이용자 보호 지침 초안 논의", 9),
    _Told("글로벌테크데모", "북미 제조업, 디지털 트윈 도입 사례 늘어", 2),
    _Told("행사알리미(데모)", "공간컴퓨팅 기술 교류회 12월 4일 개최", 8, "누구나 참가할 수 있다."),
    _Told("행사알리미(데모)", "실감콘텐츠 시연의 날 참가자 접수", 7),
    _Told("공고모음(데모)", "가상융합 시제품 제작 지원 참여기업 모집", 10),
    _Told("공고모음(데모)", "XR 실증 공간 입주기업 2차 모집", 30),
)
_STARRED = {
    "한빛랩스(데모), 공장 디지털 트윈 관제 시스템 공개": (
        "한빛랩스(데모)가 공장 설비의 상태를 한 화면에서 보는 디지털 트윈 관제 시스템을 공개했다."
    ),
    "다온로보틱스(데모), XR 원격 정비 서비스 해외 수출 계약": "",
    "세계 XR 기기 3분기 출하량 소폭 증가": "업무용을 중심으로 3분기 XR 기기 출하가 조금 늘었다.",
    "공간컴퓨팅 기술 교류회 12월 4일 개최": "",
    "XR 실증 공간 입주기업 2차 모집": "",
}
_LAST_DAYS = {
    "공간컴퓨팅 기술 교류회 12월 4일 개최": date(2025, 12, 4),
    "가상융합 시제품 제작 지원 참여기업 모집": date(2025, 12, 12),
    # Over, so that the desk has something to flag.
    "XR 실증 공간 입주기업 2차 모집": date(2025, 11, 25),
}
_DROPPED = "[사설] 가상융합, 이제는 현장이다"


@demo_loader("newsletter.desk", after=("newsletter",))
def load() -> None:
    at = datetime.combine(DEMO_TODAY, time(11, 30), tzinfo=SEOUL)
    new = 0
    for number, (name, tag) in enumerate(_FEEDS.items(), start=1):
        feed, _created = Feed.objects.get_or_create(
            url=f"https://feeds.example/{number}.xml",
            defaults={"name": name, "tag": tag, "is_active": False},
        )
        new += take_in(_articles(name, number, at), feed=feed, at=at)
    if new:
        _choose()


def _articles(feed: str, number: int, at: datetime) -> list[Article]:
    return [
        Article(
            url=article_url(f"https://news.example/desk/{number}/{order}"),
            title=told.title,
            excerpt=told.excerpt,
            published_at=at - timedelta(hours=told.hours_ago),
        )
        for order, told in enumerate(_MORNING, start=1)
        if told.feed == feed
    ]


def _choose() -> None:
    for title, summary in _STARRED.items():
        story = Story.objects.get(title=title)
        stories.star(story)
        if summary:
            story.summary = summary
            story.save()
    for title, last_day in _LAST_DAYS.items():
        story = Story.objects.get(title=title)
        story.expires_on = last_day
        story.save()
    stories.drop(Story.objects.get(title=_DROPPED))
