"""The editor of outline text in a real browser."""

from __future__ import annotations

import pytest

from archive.models import Notice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """([field, text, times]) => {
  field.value = text.repeat(times);
  field.dispatchEvent(new InputEvent("input", {bubbles: true}));
}"""


def paste(page, text, times):
    page.evaluate(PASTE, [page.query_selector("#id_body"), text, times])


def test_text_that_is_too_long_stays_in_the_form_and_is_named(open_page, officer_client):
    page = open_page("/admin/archive/notice/add/", client=officer_client)
    assert page.locator("[data-outline-length]").inner_text() == "0 / 200,000자"
    page.get_by_label("제목").fill("긴 글")
    page.locator("#id_posted_on").fill("2025-11-26")
    # Written with two units in JavaScript, each of these is one character.
    paste(page, "\N{CLINKING BEER MUGS}", 200_001)

    page.get_by_role("button", name="저장", exact=True).click()

    complaint = "‘내용’ 항목이 200,001자입니다. 200,000자까지 저장할 수 있습니다."
    page.get_by_text(complaint).wait_for()
    assert page.locator("[data-outline-length]").inner_text() == "200,001 / 200,000자"
    assert page.evaluate("document.activeElement.id") == "id_body"
    assert page.url.endswith("/add/")
    assert not Notice.objects.exists()

    paste(page, "\N{CLINKING BEER MUGS}", 200_000)
    page.get_by_role("button", name="저장", exact=True).click()
    page.wait_for_url("**/admin/archive/notice/")
    assert len(Notice.objects.get().body) == 200_000
    assert page.complaints == []
