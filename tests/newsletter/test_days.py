"""On which days an issue may be made, approved and sent, and by which day a banner counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.test import TestCase
from django.urls import reverse

from alliance.errors import RuleViolation
from alliance.periods import SEOUL, DayRange
from newsletter import dispatch
from newsletter.approving import approve_issue
from newsletter.models import DayOff, Mailing, NewsletterIssue, Promotion, Subscriber
from newsletter.sending import mailings
from newsletter.services import ArticleEntry, open_issue, record_issue_sent, set_articles
from tests.newsletter.issues import approve, looked_at
from tests.pages import form_values, text, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]

WEDNESDAY = date(2025, 11, 26)
ADD = "/admin/newsletter/newsletterissue/add/"
ADD_PROMOTION = "/admin/newsletter/promotion/add/"


@pytest.fixture(autouse=True)
def nobody_sends(monkeypatch):
    monkeypatch.setattr(mailings, "wake_one", lambda: None)


@pytest.fixture
def issue(db):
    Subscriber.objects.create(email="reader@readers.example")
    found = open_issue(on=WEDNESDAY, title="소식")
    set_articles(issue=found, entries=[ArticleEntry("domestic", "전시관 개관")])
    nine = datetime(2025, 11, 26, 9, tzinfo=SEOUL)
    NewsletterIssue.objects.filter(pk=found.pk).update(scheduled_at=nine)
    found.refresh_from_db()
    return found


@pytest.mark.parametrize(
    "day",
    ["2025-11-29", "2026-01-01", "2025-12-24", "0001-01-01", "9999-12-31", "1999-12-31"],
    ids=["saturday", "holiday", "day off", "first year", "last year", "last century"],
)
def test_no_issue_is_made_of_a_day_without_a_newsletter(officer_client, day):
    DayOff.objects.create(name="창립일", starts_on=date(2025, 12, 24), ends_on=date(2025, 12, 24))
    values = form_values(officer_client.get(ADD))

    answer = officer_client.post(ADD, values | {"date": day})

    assert answer.status_code == 200
    assert "뉴스레터를 발송하지 않는 날입니다" in text(answer)
    assert not NewsletterIssue.objects.exists()


@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31"])
def test_an_absurd_hour_is_refused(officer_client, moment):
    values = form_values(officer_client.get(ADD)) | {"date": "2025-11-26"}

    answer = officer_client.post(
        ADD, values | {"scheduled_at_0": moment, "scheduled_at_1": "23:59:59"}
    )

    assert answer.status_code == 200
    assert not NewsletterIssue.objects.exists()


def test_a_day_off_named_at_short_notice_stops_approval_and_sending(issue, second_officer):
    approve(issue)
    DayOff.objects.create(name="임시공휴일", starts_on=WEDNESDAY, ends_on=WEDNESDAY)

    with pytest.raises(RuleViolation, match="2025-11-26"):
        dispatch.send_issue(issue=issue, at=datetime(2025, 11, 26, 9, tzinfo=SEOUL))
    NewsletterIssue.objects.filter(pk=issue.pk).update(
        state="draft", approved_by=None, approved_at=None
    )
    with pytest.raises(RuleViolation, match="2025-11-26"):
        approve_issue(
            issue=issue,
            by=second_officer,
            at=datetime(2025, 11, 26, 8, tzinfo=SEOUL),
            advertising="no",
        )


def test_an_issue_of_a_past_day_waits_for_an_officers_word(issue, officer):
    later = datetime(2025, 11, 27, 8, tzinfo=SEOUL)
    approve(issue, at=later)

    with TestCase.captureOnCommitCallbacks(execute=True):
        dispatch.send_due(at=later + timedelta(minutes=1))

    issue.refresh_from_db()
    assert (Mailing.objects.count(), issue.held_at) == (0, later + timedelta(minutes=1))
    [asked] = mail.outbox
    assert "발행일이 지났습니다" in asked.body
    dispatch.send_issue(issue=issue, at=later + timedelta(minutes=2))
    assert Mailing.objects.get().issue == issue


def test_the_page_says_that_the_day_is_past(issue, officer_client, time_machine):
    time_machine.move_to(datetime(2025, 11, 27, 8, tzinfo=SEOUL), tick=False)
    review = reverse("admin:newsletter_newsletterissue_review", args=[issue.pk])
    said = looked_at(officer_client, issue)

    answer = officer_client.post(
        review, {"_approve": "1", "advertising": "no", **said}, follow=True
    )

    assert "발행일이 지났으므로" in text(answer)
    assert "09:00에 발송" not in text(answer)


def test_an_issue_of_a_day_to_come_is_not_sent(issue):
    approve(issue)

    with pytest.raises(RuleViolation, match="2025-11-26"):
        dispatch.send_issue(issue=issue, at=datetime(2025, 11, 25, 23, 59, tzinfo=SEOUL))

    dispatch.send_issue(issue=issue, at=datetime(2025, 11, 26, 0, 1, tzinfo=SEOUL))
    assert Mailing.objects.count() == 1


def test_a_banner_counts_on_the_day_of_seoul_on_which_it_was_really_sent(issue, book):
    banner = book("배너", WEDNESDAY, WEDNESDAY)
    issue.placements.create(promotion=banner)
    approve(issue)

    record_issue_sent(issue=issue, at=datetime(2025, 11, 28, 0, 30, tzinfo=SEOUL))

    def counted(first, last):
        days = DayRange(date(2025, 11, first), date(2025, 11, last))
        return list(Promotion.objects.first_sent_within(days))

    assert (counted(26, 27), counted(28, 28)) == ([], [banner])


# --- Bookings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"), [("9999-12-01", "9999-12-31"), ("0001-01-01", "2025-12-01")]
)
def test_absurd_days_are_no_booking(officer_client, partner, first, last):
    values = form_values(officer_client.get(ADD_PROMOTION))
    values |= {"organisation": partner.pk, "title": "배너", "starts_on": first, "ends_on": last}

    answer = officer_client.post(ADD_PROMOTION, values)

    assert answer.status_code == 200
    assert "2000년에서 2099년 사이의 날짜를 입력해 주십시오." in text(answer)
    assert not Promotion.objects.exists()


def test_a_booking_until_the_end_of_the_century_is_told_of(officer_client, partner):
    values = form_values(officer_client.get(ADD_PROMOTION))
    values |= {"organisation": partner.pk, "title": "배너"}
    values |= {"starts_on": "2099-12-01", "ends_on": "2099-12-31"}

    assert officer_client.post(ADD_PROMOTION, values).status_code == 302


@pytest.mark.parametrize(
    ("month", "ways"), [("2000-01", ["next"]), ("2099-12", ["prev"]), ("2025-11", ["prev", "next"])]
)
def test_the_calendar_leads_to_months_that_it_has(officer_client, month, ways):
    page = tree(officer_client.get("/admin/newsletter/promotion/calendar/", {"month": month}))

    assert page.xpath("//nav[contains(@class, 'places-months')]/a[@rel]/@rel") == ways
