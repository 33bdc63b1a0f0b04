"""Whose work an approval is of: stories, banners and drafting count, and what was shown counts."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from alliance import illustrations
from alliance.errors import RuleViolation
from alliance.models import Picture
from alliance.periods import SEOUL
from newsletter import dispatch
from newsletter.approving import approve_issue, needs_stand_in
from newsletter.composing import compose_issue
from newsletter.models import NewsletterIssue, Promotion, Story, Subscriber
from newsletter.sending import mailings
from newsletter.services import ArticleEntry, open_issue, place_promotion, set_articles
from newsletter.tokens import promotion_token
from tests.newsletter.issues import approve, looked_at
from tests.pages import form_values, text, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]

DAY = date(2025, 11, 26)
NOW = datetime(2025, 11, 26, 8, 30, tzinfo=SEOUL)
DESK = "/admin/newsletter/story/desk/"


@pytest.fixture(autouse=True)
def nobody_sends(monkeypatch):
    monkeypatch.setattr(mailings, "wake_one", lambda: None)


@pytest.fixture
def second(second_officer):
    client = Client()
    client.force_login(second_officer)
    return client


@pytest.fixture
def banner(book):
    promotion = book("배너", DAY, DAY)
    Promotion.objects.filter(pk=promotion.pk).update(link="https://partner.example/a")
    illustrations.hang_picture(promotion, illustrations.banner("배너", "자리"), name="banner.png")
    promotion.refresh_from_db()
    return promotion


@pytest.fixture
def issue(officer, banner):
    """Edited by the first officer, with a banner that nobody edited."""
    found = open_issue(on=DAY, title="아침 소식")
    place_promotion(promotion=banner, issue=found)
    set_articles(issue=found, entries=[ArticleEntry("domestic", "전시관 개관")], by=officer)
    return found


@pytest.fixture
def starred(officer_client):
    story = Story.objects.create(title="소식", link="https://news.example/1", published_at=NOW)
    officer_client.post(DESK + "press/", {"do": f"star:{story.pk}:{story.version}", "day": DAY})
    return story


def review(issue):
    return reverse("admin:newsletter_newsletterissue_review", args=[issue.pk])


def banner_page(banner):
    return reverse("admin:newsletter_promotion_change", args=[banner.pk])


def edit_banner(client, banner, **values):
    address = banner_page(banner)
    client.post(address, form_values(client.get(address)) | values)


def test_a_banner_that_changed_after_it_was_shown_is_not_approved(issue, banner, second):
    said = {"_approve": "1", "advertising": "no", **looked_at(second, issue)}
    Promotion.objects.filter(pk=banner.pk).update(title="다른 배너", link="https://other.example/")

    refused = second.post(review(issue), said)

    issue.refresh_from_db()
    assert (refused.status_code, issue.state) == (200, "draft")
    assert "다시 확인" in text(refused)
    said |= {key: tree(refused).xpath(f"string(//input[@name='{key}']/@value)") for key in said}
    second.post(review(issue), said | {"_approve": "1", "advertising": "no"})
    issue.refresh_from_db()
    assert issue.approved_content["promotions"][0]["title"] == "다른 배너"


def test_who_edits_a_placed_banner_edits_the_issue(issue, banner, second, second_officer):
    seen = issue.version

    edit_banner(second, banner, title="고친 배너")

    issue.refresh_from_db()
    assert (issue.last_edited_by, issue.version > seen) == (second_officer, True)
    with pytest.raises(RuleViolation):
        approve_issue(issue=issue, by=second_officer, at=NOW, advertising="no")


def test_notes_and_days_of_a_booking_are_no_content(issue, banner, second, officer):
    edit_banner(second, banner, note="전화로 확인", ends_on="2025-11-28")

    issue.refresh_from_db()
    assert issue.last_edited_by == officer


def test_a_banner_approved_by_another_since_needs_no_third(issue, banner, officer, second_officer):
    """The partner's banner stands in many issues; it was looked at for the first of them."""
    edit_time = datetime(2025, 11, 25, 9, tzinfo=SEOUL)
    Promotion.objects.filter(pk=banner.pk).update(
        last_edited_by=officer, last_edited_at=edit_time, ends_on=date(2025, 11, 27)
    )
    banner.refresh_from_db()
    later = open_issue(on=date(2025, 11, 27))
    place_promotion(promotion=banner, issue=later)
    assert needs_stand_in(later, officer)

    approve_issue(issue=issue, by=second_officer, at=NOW, advertising="no")

    assert not needs_stand_in(later, officer)


@pytest.mark.parametrize("by", ["star", "up", "summary", "button", "paste"])
def test_who_chose_wrote_or_drafted_does_not_approve(by, officer, officer_client, second_officer):
    story = Story.objects.create(title="소식", link="https://news.example/1", published_at=NOW)
    if by in ("star", "up"):
        officer_client.post(DESK + "press/", {"do": f"{by}:{story.pk}:{story.version}"})
    elif by == "summary":
        address = reverse("admin:newsletter_story_change", args=[story.pk])
        officer_client.post(
            address, form_values(officer_client.get(address)) | {"summary": "우리의 요약."}
        )
    elif by == "paste":
        officer_client.post(
            DESK + "paste/", {"addresses": "https://news.example/2 붙인 소식", "tag": "domestic"}
        )
    if by == "button":
        officer_client.post(reverse("admin:newsletter_newsletterissue_compose"))
    else:
        compose_issue(on=DAY, at=NOW)
    issue = NewsletterIssue.objects.get()
    assert issue.last_edited_by is None

    with pytest.raises(RuleViolation, match="두사무"):
        approve_issue(issue=issue, by=officer, at=NOW, advertising="no", stand_in_reason="바쁨")
    approve_issue(issue=issue, by=second_officer, at=NOW, advertising="no")

    issue.refresh_from_db()
    assert (issue.approved_by, issue.is_stand_in) == (second_officer, False)


def test_alone_the_one_who_starred_stands_in_with_a_reason(starred, officer, officer_client):
    issue = compose_issue(on=DAY, at=NOW).issue
    said = {"_approve": "1", "advertising": "no", **looked_at(officer_client, issue)}

    without = officer_client.post(review(issue), said)
    officer_client.post(review(issue), said | {"reason": "담당자 휴가"})

    issue.refresh_from_db()
    assert without.status_code == 200
    assert (issue.approved_by, issue.is_stand_in) == (officer, True)
    log = LogEntry.objects.filter(object_id=str(issue.pk)).first()
    assert log.change_message == "승인(광고성 정보 아님) · 대리 승인: 담당자 휴가"


def test_putting_aside_is_no_choice(officer, officer_client):
    kept = Story.objects.create(title="소식", link="https://news.example/1", published_at=NOW)
    other = Story.objects.create(title="딴 소식", link="https://news.example/2", published_at=NOW)
    officer_client.post(DESK + "press/", {"do": f"drop:{other.pk}:{other.version}"})

    issue = compose_issue(on=DAY, at=NOW).issue

    assert issue.articles.get().story == kept
    assert not needs_stand_in(issue, officer)


# --- What was approved stays ------------------------------------------------------------------


@pytest.mark.parametrize("state", ["approved", "sending"])
def test_link_and_picture_stay_as_they_were_approved(issue, banner, second, client, state):
    Subscriber.objects.create(email="reader@readers.example")
    approve(issue)
    if state == "sending":
        dispatch.send_issue(issue=issue, at=NOW)
    values = form_values(second.get(banner_page(banner)))
    assert not [name for name in values if name.endswith(("-DELETE", "-caption"))]
    [prefix] = {name.rpartition("-")[0] for name in values if name.endswith("-INITIAL_FORMS")}
    picture = banner.pictures.get()

    answer = second.post(
        banner_page(banner),
        values
        | {"link": "https://elsewhere.example/", f"{prefix}-0-DELETE": "on"}
        | {f"{prefix}-0-id": str(picture.pk), f"{prefix}-0-owner": ""},
        follow=True,
    )

    banner.refresh_from_db()
    issue.refresh_from_db()
    assert "승인한 당시의 배너" in text(answer)
    assert banner.link == "https://elsewhere.example/"
    assert issue.approved_content["promotions"][0]["link"] == "https://partner.example/a"
    assert Picture.objects.get() == picture
    way = reverse("newsletter:follow", args=[promotion_token(banner.pk)])
    assert client.get(way).url == "https://partner.example/a"


def test_a_new_link_leads_there_once_it_is_approved(issue, banner, client):
    way = reverse("newsletter:follow", args=[promotion_token(banner.pk)])
    approve(issue)
    Promotion.objects.filter(pk=banner.pk).update(
        link="https://partner.example/b", ends_on=date(2025, 11, 27)
    )
    later = open_issue(on=date(2025, 11, 27))
    later.placements.create(promotion=banner)
    assert client.get(way).url == "https://partner.example/a"

    approve(later)

    assert client.get(way).url == "https://partner.example/b"


# --- The subject and the size -----------------------------------------------------------------


def test_preview_shows_the_subject_of_either_answer(issue, second):
    draft = text(second.get(review(issue)))
    approve(issue, advertising="yes")
    approved = text(second.get(review(issue)))

    assert "광고 여부를 다르게 정하면 제목: (광고) 아침 소식" in draft
    assert "(광고) 아침 소식" in approved
    assert "다르게 정하면" not in approved


def test_what_mail_readers_cut_off_is_neither_approved_nor_sent(issue, second_officer):
    Subscriber.objects.create(email="reader@readers.example")
    long = [ArticleEntry("domestic", "가" * 300, summary="나" * 500) for _number in range(60)]
    set_articles(issue=issue, entries=long)

    with pytest.raises(RuleViolation, match="KB"):
        approve_issue(issue=issue, by=second_officer, at=NOW, advertising="no")
    NewsletterIssue.objects.filter(pk=issue.pk).update(
        state="approved",
        approved_by=second_officer,
        approved_at=NOW,
        advertising="no",
        approved_content={
            "date": "2025-11-26",
            "title": "",
            "groups": [
                {
                    "section": "domestic",
                    "articles": [{"title": "가" * 300, "summary": "나" * 500}] * 60,
                }
            ],
            "promotions": [],
        },
    )
    with pytest.raises(RuleViolation, match="KB"):
        dispatch.send_issue(issue=issue, at=NOW)
