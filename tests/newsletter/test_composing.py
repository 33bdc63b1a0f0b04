"""The day's draft: what is in it, on which days, and once however often it is asked for."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
import time_machine
from django.core.management import CommandError, call_command

from alliance.announcements import Announcement, AnnouncementKind
from alliance.errors import RuleViolation
from alliance.periods import SEOUL
from archive.models import Notice
from events.models import Event
from newsletter import composing, tasks
from newsletter.calendar import is_sending_day
from newsletter.composing import compose_issue, take_in
from newsletter.models import DayOff, IssueArticle, NewsletterIssue, Story
from newsletter.services import ArticleEntry, open_issue, set_articles

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2025, 11, 26)
EARLY = datetime(2025, 11, 26, 6, 30, tzinfo=SEOUL)


@pytest.fixture
def story(db):
    def tell(title, tag="domestic", *, day=WEDNESDAY, hour=5, **more):
        return Story.objects.create(
            title=title,
            outlet="가상일보",
            link=f"https://news.example/{Story.objects.count()}",
            tag=tag,
            published_at=datetime.combine(day, time(hour), tzinfo=SEOUL),
            **more,
        )

    return tell


def told(issue, section=None):
    found = issue.articles.in_order()
    return list(
        (found.filter(section=section) if section else found).values_list("title", flat=True)
    )


def test_draft_holds_starred_and_fresh_stories_banners_and_announcements(story, book):
    story("오늘 소식", hour=4)
    story("별표 소식", day=date(2025, 11, 20), state="starred", summary="우리의  요약.")
    story("해외 소식", "global")
    story("공고", "call", expires_on=date(2025, 12, 5))
    story("버린 소식", state="dropped")
    banner = book("배너", WEDNESDAY, WEDNESDAY)
    book("내일 배너", date(2025, 11, 27), date(2025, 11, 28))
    event = Event.objects.create(
        name="공개 세미나", kind="seminar", date=date(2025, 12, 3), announced_on=WEDNESDAY
    )
    Event.objects.create(name="알리지 않은 행사", kind="seminar", date=date(2025, 12, 3))
    notice = Notice.objects.create(title="회원사 모집", posted_on=WEDNESDAY)
    Notice.objects.create(title="지난 공지", posted_on=date(2025, 10, 1))

    draft = compose_issue(on=WEDNESDAY, at=EARLY)

    issue = draft.issue
    assert draft.is_new
    assert told(issue) == [
        "별표 소식",
        "오늘 소식",
        "해외 소식",
        "공개 세미나",
        "공고",
        "회원사 모집",
    ]
    starred = issue.articles.get(title="별표 소식")
    assert (starred.summary, starred.outlet) == ("우리의 요약.", "가상일보")
    assert issue.articles.get(title="공고").closes_on == date(2025, 12, 5)
    assert set(issue.articles.exclude(source="").values_list("source", flat=True)) == {
        f"events.event:{event.pk}",
        f"archive.notice:{notice.pk}",
    }
    assert [each.promotion for each in issue.placements.all()] == [banner]
    assert (issue.composed_at, issue.last_edited_by) == (EARLY, None)
    assert issue.scheduled_at == datetime(2025, 11, 26, 9, tzinfo=SEOUL)
    assert set(Story.objects.filter(used_in=issue).values_list("title", flat=True)) == {
        "별표 소식",
        "오늘 소식",
        "해외 소식",
        "공고",
    }


def test_sections_have_room_for_so_many_fresh_stories_and_all_starred(story):
    for number in range(8):
        story(f"새 {number}", hour=number)
    for number in range(3):
        story(f"별 {number}", state="starred", position=number + 1)

    issue = compose_issue(on=WEDNESDAY, at=EARLY).issue

    most = composing.MOST_BY_THEMSELVES[IssueArticle.Section.DOMESTIC]
    assert told(issue) == ["별 0", "별 1", "별 2", *(f"새 {7 - n}" for n in range(most - 3))]


def test_drafting_again_changes_nothing_even_after_edits(story, officer):
    story("첫 소식")
    issue = compose_issue(on=WEDNESDAY, at=EARLY).issue
    set_articles(issue=issue, entries=[ArticleEntry("domestic", "고친 소식")], by=officer)
    story("나중 소식", state="starred")

    again = compose_issue(on=WEDNESDAY, at=EARLY)

    assert (again.issue.pk, again.is_new, told(again.issue)) == (issue.pk, False, ["고친 소식"])


def test_issue_begun_by_hand_is_left_alone(story, officer):
    story("소식")
    issue = open_issue(on=WEDNESDAY)
    set_articles(issue=issue, entries=[], by=officer)

    draft = compose_issue(on=WEDNESDAY, at=EARLY)

    assert (draft.is_new, told(draft.issue), draft.issue.composed_at) == (False, [], None)


def test_announcement_is_told_once_by_itself(monkeypatch):
    announced = [
        Announcement("archive.notice:1", AnnouncementKind.CALL, "공고", "/notice_board/1/")
    ]
    monkeypatch.setattr(composing, "announced_on", lambda _day: announced)

    first = compose_issue(on=date(2025, 11, 25), at=EARLY).issue
    NewsletterIssue.objects.filter(pk=first.pk).update(state="sent", sent_at=EARLY)
    second = compose_issue(on=WEDNESDAY, at=EARLY).issue

    assert (told(first), told(second)) == (["공고"], [])


def test_taking_in_adds_what_was_starred_and_booked_since(story, officer, book):
    story("첫 소식")
    issue = compose_issue(on=WEDNESDAY, at=EARLY).issue
    issue.articles.update(title="고친 제목")
    story("별표", state="starred")
    story("별표 없음")
    book("배너", WEDNESDAY, WEDNESDAY)

    number = take_in(issue=issue, by=officer, at=EARLY)

    assert (number, told(issue), issue.placements.count()) == (2, ["고친 제목", "별표"], 1)
    assert issue.last_edited_by == officer
    assert take_in(issue=issue, by=officer, at=EARLY) == 0


@pytest.mark.parametrize(
    ("day", "sends"),
    [
        (date(2025, 11, 26), True),
        (date(2025, 11, 29), False),  # a Saturday
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), True),
        (date(2025, 10, 8), False),  # Chuseok's substitute holiday
        (date(2025, 5, 6), False),  # children's day's, moved for Buddha's birthday
        (date(2026, 3, 2), False),  # for Sunday the first of March
    ],
)
def test_days_without_a_newsletter(day, sends):
    assert is_sending_day(day) is sends


def test_days_off_of_the_alliance():
    DayOff.objects.create(
        name="창립기념일", starts_on=date(2025, 11, 26), ends_on=date(2025, 11, 27)
    )

    with pytest.raises(RuleViolation):
        compose_issue(on=WEDNESDAY, at=EARLY)
    assert [is_sending_day(date(2025, 11, day)) for day in (25, 26, 27, 28)] == [
        True,
        False,
        False,
        True,
    ]


def test_after_holidays_the_news_since_the_last_issues_day_are_told(story):
    story("연휴 전 낮", day=date(2025, 10, 2))
    story("연휴 중", day=date(2025, 10, 6))
    story("훨씬 전", day=date(2025, 10, 1))

    issue = compose_issue(on=date(2025, 10, 10), at=EARLY).issue

    assert told(issue) == ["연휴 중", "연휴 전 낮"]


@pytest.mark.parametrize(
    ("moment", "drafted"),
    [
        ("2025-11-25T15:01:00Z", ["2025-11-26"]),  # 00:01 in Seoul, yet the 25th in UTC
        ("2025-11-25T23:59:00Z", ["2025-11-26"]),  # 08:59
        ("2025-12-31T15:01:00Z", []),  # New Year's Day in Seoul
        ("2025-12-31T23:59:00Z", []),
        ("2026-03-01T23:59:00Z", []),  # 08:59 on a substitute holiday
        ("2026-01-01T15:01:00Z", ["2026-01-02"]),
    ],
)
def test_beat_drafts_the_day_that_it_is_in_seoul(moment, drafted):
    with time_machine.travel(moment, tick=False):
        tasks.draft_todays_issue()
        tasks.draft_todays_issue()

    days = [each.isoformat() for each in NewsletterIssue.objects.values_list("date", flat=True)]
    assert days == drafted


def test_command_drafts_once_and_refuses_days_off(capsys, day):
    call_command("compose_newsletter", "--date", "2025-11-26")
    call_command("compose_newsletter")

    assert capsys.readouterr().out.splitlines() == [
        "2025-11-26 초안을 작성했습니다: 기사 0건, 배너 0개",
        "2025-11-26 이미 있습니다: 기사 0건, 배너 0개",
    ]
    with pytest.raises(CommandError) as refused:
        call_command("compose_newsletter", "--date", "2026-01-01")
    assert refused.value.returncode == 1


def test_of_drafts_at_once_one_is_made(race, story):
    for number in range(3):
        story(f"소식 {number}")
    works = [lambda: compose_issue(on=WEDNESDAY, at=EARLY).is_new] * 3

    answers = race(*works)

    assert sorted(answers, key=str) == [False, False, True]
    found = race.look(
        lambda: (
            NewsletterIssue.objects.count(),
            sorted(IssueArticle.objects.values_list("title", flat=True)),
        )
    )
    assert found == (1, ["소식 0", "소식 1", "소식 2"])
