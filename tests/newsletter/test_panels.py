"""What the newsletter shows on pages of others."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from members.models import User
from newsletter.models import Subscriber
from newsletter.sending import mailings
from newsletter.services import ArticleEntry, open_issue, set_articles
from tests.newsletter.sending.conftest import approved, readers, start  # noqa: F401 -- fixtures
from tests.pages import text, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


def test_home_leads_to_the_latest_issue_and_to_subscribing(client, send):
    for day in (date(2025, 11, 24), date(2025, 11, 25)):
        entries = [ArticleEntry("domestic", f"{day.day}일 소식 {each}") for each in range(4)]
        set_articles(issue=open_issue(on=day), entries=entries)
        send(day)
    open_issue(on=date(2025, 11, 26))

    page = client.get("/")

    told = [each.text for each in tree(page).xpath("//main//li") if "일 소식" in (each.text or "")]
    assert told == ["25일 소식 0", "25일 소식 1", "25일 소식 2"]
    assert tree(page).xpath("//main//a[contains(@href, '/newsletter/')]/@href") == [
        "/newsletter/2025-11-25/",
        "/newsletter/subscribe/",
        "/newsletter/",
    ]


def test_home_says_nothing_of_a_newsletter_that_was_never_sent(client):
    open_issue(on=date(2025, 11, 26))

    assert "뉴스레터 구독 신청" not in text(client.get("/"))


def test_readers_find_their_own_settings_on_their_page(client):
    reader = User.objects.create_user("Kim@Readers.example", "a-long-enough-password")
    Subscriber.objects.create(email="kim@readers.example")
    client.force_login(reader)

    [link] = tree(client.get("/my/")).xpath("//a[contains(@href, '/preferences/')]/@href")

    assert client.get(link).context["subscriber"].email == "kim@readers.example"


def test_officers_see_first_what_waits_for_their_word(officer_client, readers, start):  # noqa: F811
    assert "기다리는 발송" not in text(officer_client.get("/admin/"))
    readers("one", "two")
    mailing = start()
    assert "기다리는 발송" not in text(officer_client.get("/admin/"))

    mailing.deliveries.filter(email__startswith="one").update(state="in_doubt")
    mailings.hold_refused(mailing_id=mailing.pk, reason="535 wrong password", at=timezone.now())
    late = open_issue(on=date(2025, 11, 25))
    type(late).objects.filter(pk=late.pk).update(
        scheduled_at=timezone.now(), held_at=timezone.now()
    )

    page = officer_client.get("/admin/")

    shown = text(page)
    assert "담당자의 결정을 기다리는 발송" in shown
    assert "보류 · 535 wrong password" in shown
    assert "확인 필요 1건" in shown
    links = tree(page).xpath("//main//li/a/@href | //section//li/a/@href")
    assert f"/admin/newsletter/mailing/{mailing.pk}/change/" in links
    assert f"/admin/newsletter/newsletterissue/{late.pk}/review/" in links
