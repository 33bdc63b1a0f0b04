"""From an empty day to an approved issue by keyboard alone, in a real browser."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from alliance.periods import SEOUL
from newsletter.models import NewsletterIssue, Story
from tests.browsing import faults, is_wider_than_the_window

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


def test_an_issue_is_drafted_edited_and_approved_by_keyboard(
    open_page, officer_client, second_officer
):
    for number, title in enumerate(("전시관 개관", "디지털 트윈 시범")):
        Story.objects.create(
            title=title,
            outlet="가상일보",
            link=f"https://news.example/{number}",
            state="starred",
            position=number + 1,
            published_at=datetime(2025, 11, 26, 5, tzinfo=SEOUL),
        )
    page = open_page("/admin/newsletter/newsletterissue/", client=officer_client)

    press(page, "form[action$='/compose/'] button")
    walk_to(page, "#id_articles-0-summary")
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
