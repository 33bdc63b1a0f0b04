"""The next issue, begun by one officer and waiting for another; nothing of it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from alliance.demo import DEMO_TODAY
from members.models import User
from newsletter.calendar import sending_days, usual_hour
from newsletter.demo.stories import stories_of
from newsletter.dispatch import set_hour
from newsletter.models import NewsletterIssue, Promotion
from newsletter.services import open_issue, place_promotion, set_articles

_SUMMARIES = (
    "초·중등 교실에서 쓰는 체험형 콘텐츠를 공개하고 교사 연수를 함께 시작합니다. (데모)",
    "중소 제조 현장 세 곳에서 설비 이상을 미리 찾는 시범 운영을 석 달 동안 진행합니다. (데모)",
    "각국의 논의 일정과 국내 기업이 살필 점을 한 장으로 정리했습니다. (데모)",
    "날짜와 장소, 신청 방법을 모았습니다. (데모)",
)


def draft_next_issue() -> None:
    day = next(sending_days(DEMO_TODAY + timedelta(days=1), DEMO_TODAY + timedelta(days=14)))
    if NewsletterIssue.objects.filter(date=day).exists():
        return
    by = User.objects.filter(is_officer=True).order_by("pk").first()
    issue = open_issue(on=day, title="메타버스 얼라이언스 데일리 뉴스레터")
    entries = [
        replace(entry, summary=summary)
        for entry, summary in zip(stories_of(day), _SUMMARIES, strict=True)
    ]
    set_articles(issue=issue, entries=entries, by=by)
    for promotion in Promotion.objects.booked_on(day):
        place_promotion(promotion=promotion, issue=issue, by=by)
    set_hour(issue=issue, hour=usual_hour(day))
