"""From an empty day to an approved issue by keyboard alone, in a real browser."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from alliance.periods import SEOUL
from newsletter.models import NewsletterIssue
from newsletter.services import record_issue_sent
from tests.browsing import faults, is_wider_than_the_window
from tests.newsletter.intake.conftest import server  # noqa: F401 -- a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.once("what a browser makes of the issue's page"),
]

DAY = date(2025, 11, 26)
MOST_STEPS = 150


def walk_to(page, selector):
    """Tab by tab, as one without a mouse; fails where no key leads there."""
    for _step in range(MOST_STEPS):
        if page.evaluate(
            "selector => document.activeElement?.matches(selector) ?? false", selector
        ):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"No key leads to {selector}")


def press(page, selector, key="Enter"):
    walk_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)
    page.wait_for_load_state("networkidle")


def said(page, key, words):
    page.keyboard.press(key)
    page.wait_for_function(
        "words => document.getElementById('desk-said').textContent.includes(words)", arg=words
    )


def publish(web, path, title):
    web.says(
        path,
        f'<html><head><meta property="og:title" content="{title}">'
        '<meta property="og:site_name" content="가상일보">'
        '<meta property="article:published_time" content="2025-11-26T05:00:00+09:00">'
        "</head></html>",
        Content_Type="text/html; charset=utf-8",
    )


def test_from_an_empty_day_to_an_approved_issue_by_keyboard_alone(
    open_page,
    officer_client,
    second_officer,
    server,  # noqa: F811
):
    publish(server, "/1", "전시관 개관")
    publish(server, "/2", "디지털 트윈 시범")
    page = open_page("/admin/newsletter/story/desk/", client=officer_client)
    assert page.get_by_text("이날의 발행호가 아직 없습니다").is_visible()
    assert faults(page) == []

    # The news: two pages pasted, put in order, one told in our own words.
    page.keyboard.press("p")
    page.keyboard.type(f"{server.url('/1')}\n{server.url('/2')}\n")
    press(page, ".desk-paste button")
    assert faults(page) == []
    page.keyboard.press("j")
    page.keyboard.press("j")
    said(page, "Alt+ArrowUp", "“디지털 트윈 시범”: 국내 별표 2건 중 1번째입니다.")
    with page.expect_navigation():
        page.keyboard.press("e")
    walk_to(page, "#id_summary")
    page.keyboard.type("세 도시가 먼저 시작합니다.")
    press(page, "button[name='_save'], input[name='_save']")
    assert [each.strip() for each in page.locator(".desk-list h3 a").all_inner_texts()] == [
        "디지털 트윈 시범",
        "전시관 개관",
    ]

    # The issue.
    press(page, ".desk-top a[href*='newsletterissue']")
    press(page, "form[action$='/compose/'] button")
    assert page.locator("#id_articles-0-summary").input_value() == "세 도시가 먼저 시작합니다."
    walk_to(page, "#id_articles-1-summary")
    page.keyboard.type("12월에 문을 엽니다.")
    assert faults(page) == []
    press(page, "button[name='_continue'], input[name='_continue']")
    press(page, "a.review-go")
    assert page.locator("button[name='_approve']").count() == 0
    for form in ("phone", "dark", "text"):
        press(page, f"a[href*='as={form}']")
        assert faults(page) == []

    second = Client()
    second.force_login(second_officer)
    issue = NewsletterIssue.objects.get()
    page = open_page(
        f"/admin/newsletter/newsletterissue/{issue.pk}/review/", client=second, width=390
    )
    assert not is_wider_than_the_window(page)
    assert faults(page) == []
    assert "12월에 문을 엽니다." in page.frame_locator("iframe").locator("body").inner_text()
    walk_to(page, "input[name='advertising']")
    page.keyboard.press("Space")
    press(page, "button[name='_approve']")

    issue.refresh_from_db()
    assert (issue.state, issue.advertising, issue.approved_by) == (
        "approved",
        "no",
        second_officer,
    )
    assert page.complaints == []

    # What readers find of it.
    record_issue_sent(issue=issue, at=datetime(2025, 11, 26, 9, tzinfo=SEOUL))
    for address in ("/newsletter/", issue.get_absolute_url()):
        page = open_page(address, width=390)
        assert page.get_by_text("디지털 트윈 시범").first.is_visible()
        assert (faults(page), is_wider_than_the_window(page), page.complaints) == ([], False, [])
