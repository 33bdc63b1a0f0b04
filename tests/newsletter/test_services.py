"""Issues go out on working days, promotions on booked ones, and what was sent stays."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from alliance.errors import RuleViolation
from alliance.periods import SEOUL
from newsletter.calendar import sending_days
from newsletter.models import NewsletterIssue, PromotionPlacement, SendingPlan
from newsletter.services import (
    ArticleEntry,
    open_issue,
    place_promotion,
    prepare_notice,
    record_issue_sent,
    record_notice_sent,
    set_articles,
)
from tests.newsletter.issues import approve

pytestmark = pytest.mark.django_db

MONDAY = date(2025, 11, 24)
NINE = datetime(2025, 11, 24, 9, tzinfo=SEOUL)


def test_the_newsletter_skips_weekends_public_and_substitute_holidays():
    # Foundation day, Chuseok and Hangul day of 2025, with the substitute on the 8th.
    days = list(sending_days(date(2025, 10, 1), date(2025, 10, 14)))

    assert [day.day for day in days] == [1, 2, 10, 13, 14]


@pytest.mark.parametrize(
    "day", [date(2025, 11, 22), date(2025, 11, 23), date(2025, 10, 8), date(2026, 1, 1)]
)
def test_no_issue_is_opened_on_a_day_off(day):
    with pytest.raises(RuleViolation):
        open_issue(on=day)

    assert NewsletterIssue.objects.count() == 0


def test_opening_an_issue_twice_gives_the_same():
    assert open_issue(on=MONDAY).pk == open_issue(on=MONDAY).pk


def test_promotions_stand_only_in_issues_they_are_booked_for(book):
    booked = book("배너", date(2025, 11, 24), date(2025, 11, 25))

    place_promotion(promotion=booked, issue=open_issue(on=date(2025, 11, 25)))
    with pytest.raises(RuleViolation):
        place_promotion(promotion=booked, issue=open_issue(on=date(2025, 11, 26)))

    assert PromotionPlacement.objects.count() == 1


def test_an_issue_holds_a_promotion_once(book):
    booked = book("배너", MONDAY, MONDAY)
    issue = open_issue(on=MONDAY)
    place_promotion(promotion=booked, issue=issue)

    place_promotion(promotion=booked, issue=issue)

    assert issue.placements.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        PromotionPlacement.objects.create(issue=issue, promotion=booked)


def test_only_an_approved_issue_is_sent_and_only_once():
    issue = open_issue(on=MONDAY)

    with pytest.raises(RuleViolation):
        record_issue_sent(issue=issue, at=NINE)
    approve(issue)
    record_issue_sent(issue=issue, at=NINE)
    with pytest.raises(RuleViolation):
        record_issue_sent(issue=issue, at=NINE)

    issue.refresh_from_db()
    assert (issue.state, issue.sent_at) == ("sent", NINE)


def test_a_sent_issue_is_not_changed(send, book):
    issue = send(MONDAY)
    booked = book("배너", MONDAY, MONDAY)

    for change in (
        lambda: place_promotion(promotion=booked, issue=issue),
        lambda: set_articles(issue=issue, entries=[ArticleEntry("domestic", "새 소식")]),
        lambda: approve(issue),
    ):
        with pytest.raises(RuleViolation):
            change()

    assert list(issue.articles.values_list("title", flat=True)) == ["소식"]
    assert issue.placements.count() == 0


def test_articles_keep_the_order_in_which_they_are_given():
    issue = open_issue(on=MONDAY)
    set_articles(issue=issue, entries=[ArticleEntry("domestic", "먼저")])

    set_articles(
        issue=issue,
        entries=[ArticleEntry("domestic", "하나"), ArticleEntry("domestic", "둘")],
    )

    assert list(issue.articles.values_list("position", "title")) == [(1, "하나"), (2, "둘")]


def test_the_database_refuses_a_sent_issue_without_a_time():
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsletterIssue.objects.create(date=MONDAY, state="sent")
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsletterIssue.objects.create(date=MONDAY, state="draft", sent_at=NINE)


def test_a_notice_is_sent_once(partner):
    notice = prepare_notice(organisation=partner, title="공고", body="○ 내용")

    record_notice_sent(notice=notice, at=NINE)
    with pytest.raises(RuleViolation):
        record_notice_sent(notice=notice, at=NINE)

    assert notice.sent_on == MONDAY


def test_two_plans_do_not_hold_at_one_time():
    SendingPlan.objects.create(issues_per_week=5, valid_from=date(2024, 1, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        SendingPlan.objects.create(issues_per_week=3, valid_from=date(2025, 1, 1))
