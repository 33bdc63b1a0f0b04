"""A draft that never went out uses nothing up; what officers take out of one does not come back."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.urls import reverse

from alliance.announcements import Announcement, AnnouncementKind
from alliance.periods import SEOUL
from newsletter import composing, dispatch, tasks
from newsletter.composing import compose_issue, take_in
from newsletter.intake.querysets import catch_up_from
from newsletter.models import NewsletterIssue, SendingPlan, Story, Subscriber
from newsletter.sending import mailings
from tests.newsletter.issues import approve
from tests.pages import form_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]

MONDAY, TUESDAY, WEDNESDAY = (date(2025, 11, day) for day in (24, 25, 26))


def early(day):
    return datetime.combine(day, time(6, 30), tzinfo=SEOUL)


@pytest.fixture(autouse=True)
def nobody_sends(monkeypatch):
    monkeypatch.setattr(mailings, "wake_one", lambda: None)


@pytest.fixture
def announced(monkeypatch):
    found = [Announcement("archive.notice:1", AnnouncementKind.CALL, "공고", "/notice_board/1/")]
    monkeypatch.setattr(composing, "announced_on", lambda _day: found)


@pytest.fixture
def story(db):
    def tell(title, day, **more):
        return Story.objects.create(
            title=title,
            link=f"https://news.example/{Story.objects.count()}",
            published_at=datetime.combine(day, time(5), tzinfo=SEOUL),
            **more,
        )

    return tell


@pytest.fixture
def send(db):
    Subscriber.objects.create(email="reader@readers.example")

    def send_issue(issue):
        approve(issue)
        dispatch.send_issue(issue=issue, at=datetime.combine(issue.date, time(9), tzinfo=SEOUL))

    return send_issue


def told(issue):
    return list(issue.articles.in_order().values_list("title", flat=True))


def states():
    return dict(Story.objects.values_list("title", "state"))


def edit(client, issue, **values):
    address = reverse("admin:newsletter_newsletterissue_change", args=[issue.pk])
    return client.post(address, form_values(client.get(address)) | values, follow=True)


@pytest.mark.parametrize("is_sent", [False, True], ids=["left behind", "sent"])
def test_only_what_goes_out_uses_up_its_news(story, announced, send, is_sent):
    story("묵은 소식", MONDAY)
    story("별표 소식", MONDAY, state="starred")
    first = compose_issue(on=TUESDAY, at=early(TUESDAY)).issue
    assert told(first) == ["별표 소식", "묵은 소식", "공고"]
    if is_sent:
        send(first)

    second = compose_issue(on=WEDNESDAY, at=early(WEDNESDAY)).issue

    assert told(second) == ([] if is_sent else ["별표 소식", "묵은 소식", "공고"])
    assert catch_up_from(WEDNESDAY) == (TUESDAY if is_sent else MONDAY)


def test_the_desk_has_them_back_in_the_morning(story, officer_client):
    story("묵은 소식", MONDAY)
    story("별표 소식", MONDAY, state="starred")
    compose_issue(on=MONDAY, at=early(MONDAY))
    assert set(states().values()) == {"used"}

    tasks.draft_todays_issue()

    assert NewsletterIssue.objects.get(date=WEDNESDAY).articles.count() == 2
    page = officer_client.get("/admin/newsletter/story/desk/").content.decode()
    assert "묵은 소식" in page
    assert "별표 소식" in page


def test_a_draft_of_a_day_to_come_keeps_its_news(story, announced):
    story("소식", MONDAY)
    ahead = compose_issue(on=TUESDAY, at=early(MONDAY)).issue

    later = compose_issue(on=WEDNESDAY, at=early(MONDAY)).issue

    assert (told(ahead), told(later)) == (["소식", "공고"], [])


def test_an_old_draft_that_goes_out_after_all_takes_its_news_with_it(story, send):
    story("소식", MONDAY, state="starred")
    old = compose_issue(on=TUESDAY, at=early(TUESDAY)).issue
    composing.give_back_unsent(before=WEDNESDAY)
    assert states() == {"소식": "starred"}

    send(old)

    assert states() == {"소식": "used"}


def test_what_an_officer_takes_out_stays_out(story, announced, book, officer, officer_client):
    story("별표 소식", TUESDAY, state="starred")
    story("새 소식", WEDNESDAY)
    book("배너", TUESDAY, date(2025, 11, 28))
    issue = compose_issue(on=WEDNESDAY, at=early(WEDNESDAY)).issue
    gone = {f"articles-{number}-DELETE": "on" for number in range(3)}

    edit(officer_client, issue, **gone, **{"placements-0-DELETE": "on"})
    number = take_in(issue=issue, by=officer, at=early(WEDNESDAY))

    assert (number, told(issue), issue.placements.count()) == (0, [], 0)
    assert states() == {"별표 소식": "dropped", "새 소식": "dropped"}
    tomorrow = compose_issue(on=date(2025, 11, 27), at=early(WEDNESDAY)).issue
    assert told(tomorrow) == []
    # The booking is of several days, and was taken out of one.
    assert tomorrow.placements.count() == 1


def test_what_is_put_in_again_by_hand_stands(book, officer, officer_client):
    banner = book("배너", WEDNESDAY, WEDNESDAY)
    issue = compose_issue(on=WEDNESDAY, at=early(WEDNESDAY)).issue
    edit(officer_client, issue, **{"placements-0-DELETE": "on"})
    issue.refresh_from_db()
    assert issue.left_out == [banner.key]

    added = {"placements-TOTAL_FORMS": "1", "placements-0-promotion": str(banner.pk)}
    edit(officer_client, issue, **added, **{"placements-0-position": "1"})

    issue.refresh_from_db()
    assert (issue.left_out, issue.placements.count()) == ([], 1)


def test_a_draft_that_is_deleted_leaves_stories_as_they_were(story, officer_client):
    story("별표 소식", TUESDAY, state="starred")
    story("새 소식", WEDNESDAY)
    issue = compose_issue(on=WEDNESDAY, at=early(WEDNESDAY)).issue

    address = reverse("admin:newsletter_newsletterissue_delete", args=[issue.pk])
    officer_client.post(address, form_values(officer_client.get(address)) | {"post": "yes"})

    assert states() == {"별표 소식": "starred", "새 소식": "new"}


def test_taking_in_fills_the_places_and_no_more(book, officer):
    SendingPlan.objects.create(valid_from=date(2022, 1, 1), promotion_places=2)
    book("늦은 배너", WEDNESDAY, date(2025, 11, 28))
    book("더 늦은 배너", WEDNESDAY, date(2025, 12, 5))
    issue = compose_issue(on=WEDNESDAY, at=early(WEDNESDAY)).issue
    book("먼저 끝나는 배너", WEDNESDAY, WEDNESDAY)

    number = take_in(issue=issue, by=officer, at=early(WEDNESDAY))

    assert (number, issue.placements.count()) == (0, 2)
