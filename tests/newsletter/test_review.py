"""What officers do with an issue in the admin."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from alliance.periods import SEOUL
from newsletter.models import IssueCorrection, Mailing, NewsletterIssue, Story, Subscriber
from newsletter.sending import mailings
from newsletter.services import ArticleEntry, open_issue, set_articles
from tests.newsletter.issues import approve, looked_at
from tests.pages import form_values, text, tree

pytestmark = pytest.mark.django_db

DAY = date(2025, 11, 26)


@pytest.fixture(autouse=True)
def nobody_sends(monkeypatch):
    monkeypatch.setattr(mailings, "wake_one", lambda: None)


@pytest.fixture
def issue(officer, day):
    found = open_issue(on=DAY, title="아침 소식")
    set_articles(
        issue=found,
        entries=[ArticleEntry("domestic", "전시관 <b>개관", link="https://news.example/1")],
        by=officer,
    )
    return found


@pytest.fixture
def second(second_officer, day):
    client = Client()
    client.force_login(second_officer)
    return client


def page(issue, kind="review"):
    name = issue._meta.model_name
    return reverse(f"admin:newsletter_{name}_{kind}", args=[issue.pk])


def said(response):
    shown = tree(response).xpath("//*[@role='alert' or @role='status']//text()")
    return " ".join(" ".join(shown).split())


def test_a_second_officer_approves_with_a_choice(issue, officer_client, second):
    assert "다른 담당자의 승인" in text(officer_client.get(page(issue)))
    values = {"_approve": "1", **looked_at(second, issue)}
    refused = second.post(page(issue), values)
    assert refused.status_code == 200

    done = second.post(page(issue), {**values, "advertising": "yes"})

    issue.refresh_from_db()
    assert (done.status_code, issue.state, issue.advertising) == (302, "approved", "yes")


def test_the_last_editor_is_refused_whatever_is_posted(issue, officer_client, second):
    values = {"_approve": "1", **looked_at(second, issue), "advertising": "no", "reason": "x"}

    response = officer_client.post(page(issue), values)

    issue.refresh_from_db()
    assert (response.status_code, issue.state) == (200, "draft")


def test_editing_in_the_form_takes_the_approval_back(issue, second, second_officer):
    approve(issue)
    values = form_values(second.get(page(issue, "change")))
    values["articles-0-title"] = ["고친 제목"]

    response = second.post(page(issue, "change"), values, follow=True)

    issue.refresh_from_db()
    assert (issue.state, issue.last_edited_by) == ("draft", second_officer)
    assert "승인이 취소되었습니다" in text(response)
    assert issue.articles.get().title == "고친 제목"


def test_saving_without_a_change_or_with_another_hour_leaves_the_approval(issue, second):
    approve(issue)
    values = form_values(second.get(page(issue, "change")))
    second.post(page(issue, "change"), values)
    values = form_values(second.get(page(issue, "change")))
    values |= {"scheduled_at_0": ["2025-11-26"], "scheduled_at_1": ["10:30:00"]}
    second.post(page(issue, "change"), values)

    issue.refresh_from_db()
    assert issue.state == "approved"
    assert issue.scheduled_at == datetime(2025, 11, 26, 10, 30, tzinfo=SEOUL)


def test_state_is_nothing_to_type(issue, officer_client):
    values = form_values(officer_client.get(page(issue, "change")))

    officer_client.post(page(issue, "change"), {**values, "state": "approved", "sent_at_0": "x"})

    issue.refresh_from_db()
    assert (issue.state, issue.sent_at) == ("draft", None)


def test_pasted_articles_are_an_edit_too(issue, second, second_officer):
    approve(issue)
    paste = next(
        each
        for each in tree(second.get(page(issue, "change"))).xpath("//a/@href")
        if "/paste/" in each
    )
    rows = "국내 소식\t붙인 소식\t가상일보\thttps://news.example/2"
    seen = form_values(second.post(paste, {"rows": rows, "mode": "append"}))

    second.post(paste, {**seen, "rows": rows, "mode": "append", "_save": "1"})

    issue.refresh_from_db()
    assert (issue.state, issue.last_edited_by) == ("draft", second_officer)
    assert issue.articles.count() == 2


@pytest.mark.parametrize("form", ["desktop", "phone", "dark"])
def test_previews_run_no_script(issue, officer_client, form):
    [frame] = tree(officer_client.get(page(issue), {"as": form})).xpath("//iframe")

    assert frame.get("sandbox") == ""
    shown = frame.get("srcdoc")
    assert "default-src 'none'; img-src data:" in shown
    assert "전시관 &lt;b&gt;개관" in shown
    assert ("@media all" in shown) == (form == "dark")


def test_plain_text_is_shown_as_text(issue, officer_client):
    [shown] = tree(officer_client.get(page(issue), {"as": "text"})).xpath("//pre")

    assert "- 전시관 <b>개관" in shown.text_content()


def test_officers_send_themselves_a_test(issue, officer_client):
    officer_client.post(page(issue), {"_test": "1"})

    [trial] = mail.outbox
    assert (trial.to, trial.subject) == (["officer@alliance.example"], "[시험] 아침 소식")
    assert "시험 발송입니다" in trial.body
    assert Mailing.objects.count() == 0


def test_hour_is_set_and_nonsense_refused(issue, officer_client):
    officer_client.post(page(issue), {"_hour": "1", "hour": "10:15"})
    refused = officer_client.post(page(issue), {"_hour": "1", "hour": "25:99"})

    issue.refresh_from_db()
    assert refused.status_code == 200
    assert issue.scheduled_at == datetime(2025, 11, 26, 10, 15, tzinfo=SEOUL)


def test_sending_begins_from_the_page_and_ends_editing(issue, officer_client, second):
    Subscriber.objects.create(email="reader@readers.example")
    approve(issue)

    officer_client.post(page(issue), {"_send": "1"})
    officer_client.post(page(issue), {"_send": "1"})

    assert Mailing.objects.get().started_by.email == "officer@alliance.example"
    shown = tree(second.get(page(issue, "change")))
    assert shown.xpath("//input[@name='articles-0-title']") == []
    assert tree(second.get(page(issue))).xpath("//button[@name='_approve' or @name='_hour']") == []


def test_findings_tell_what_is_dead_expired_or_missing(issue, officer_client):
    story = Story.objects.create(
        title="끊긴 소식", link="https://news.example/9", link_problem="404", state="starred"
    )
    issue.articles.create(
        section="domestic", title="끊긴 소식", link="https://news.example/9", story=story
    )
    issue.articles.create(section="call", title="지난 공고", closes_on=date(2025, 11, 25))

    shown = tree(officer_client.get(page(issue))).xpath("//li[contains(@class, 'finding-error')]")

    told = [" ".join(each.text_content().split()) for each in shown]
    assert told == [
        "오류 “지난 공고”: 발행일 전에 마감되었습니다.",
        "오류 “끊긴 소식”의 링크가 열리지 않습니다: 404",
        "오류 뉴스레터 구독자가 없습니다.",
    ]


def test_todays_issue_is_drafted_by_a_button_once(officer_client, day):
    address = reverse("admin:newsletter_newsletterissue_compose")

    assert officer_client.get(address).status_code == 405
    first = officer_client.post(address)
    second = officer_client.post(address)

    issue = NewsletterIssue.objects.get()
    assert first.url == second.url == page(issue, "change")
    assert issue.last_edited_by is None


def test_a_correction_is_written_approved_and_sent(issue, officer, officer_client, second):
    Subscriber.objects.create(email="reader@readers.example")
    approve(issue)
    officer_client.post(page(issue), {"_send": "1"})
    Mailing.objects.get().deliveries.update(state="sent")
    mailings.settle()
    add = reverse("admin:newsletter_issuecorrection_add") + f"?issue={issue.pk}"
    values = form_values(officer_client.get(add))
    officer_client.post(add, {**values, "title": "개관일", "text": "12월 3일입니다."})
    correction = IssueCorrection.objects.get()
    assert correction.last_edited_by == officer

    said = {"_approve": "1", **looked_at(second, correction)}
    officer_client.post(page(correction), said)
    correction.refresh_from_db()
    assert correction.state == "draft"
    second.post(page(correction), said)
    second.post(page(correction), {"_send": "1"})

    correction.refresh_from_db()
    assert (correction.state, correction.mailing.subject) == ("sent", "[정정] 개관일")
