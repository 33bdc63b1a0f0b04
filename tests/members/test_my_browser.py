"""A company's entry in a real browser: written, looked at, handed in, approved, public."""

from __future__ import annotations

import pytest
from django.test import Client

from members.models import Tag
from tests.browsing import faults, is_wider_than_the_window
from tests.members.my_company import company_named, draft_of, field, person_of, png

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.once("what a browser makes of a page"),
]


@pytest.fixture
def company(day):
    field("교육")
    return company_named("㈜가온메타", introduction="가상 훈련 장비를 만듭니다.")


@pytest.fixture
def me(company):
    client = Client()
    client.force_login(person_of(company, "me@gaon.example"))
    return client


def looks_right(page):
    return (page.complaints, faults(page), is_wider_than_the_window(page)) == ([], [], False)


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, False)])
def test_entry_from_draft_to_public(open_page, me, officer_client, company, width, scripts):
    page = open_page("/my/", client=me, width=width)
    assert looks_right(page)
    if not scripts:
        page = without_scripts(page)
    page.get_by_role("link", name="우리 회사 정보 고치기").click()
    page.get_by_label("소개", exact=True).first.fill("가상 실습 장비를 만듭니다.")
    page.get_by_label("교육").check()
    page.get_by_label("태그", exact=True).first.fill("XR, 훈련")
    logo = png()
    page.set_input_files(
        "#id_logo", {"name": "로고.png", "mimeType": "image/png", "buffer": logo.read()}
    )
    if scripts:
        assert looks_right(page)
    page.get_by_role("button", name="저장하고 미리보기").click()
    page.get_by_role("heading", name="미리보기").wait_for()
    assert page.locator(".my-preview").get_by_text("가상 실습 장비를 만듭니다.").is_visible()
    page.locator("summary").click()
    if scripts:
        assert looks_right(page)
    page.get_by_role("button", name="제출하기").click()
    page.get_by_text("초안을 제출했습니다.").wait_for()

    review = open_page(
        f"/admin/members/entrydraft/{draft_of(company).pk}/change/",
        client=officer_client,
        width=width,
    )
    assert review.locator("del").first.inner_text() == "훈련"
    assert looks_right(review)
    if not scripts:
        review = without_scripts(review)
    review.get_by_role("button", name="승인하고 공개").click()
    review.wait_for_url("**/entrydraft/")

    public = open_page(company.get_absolute_url(), width=width)
    assert public.get_by_text("가상 실습 장비를 만듭니다.").is_visible()
    assert public.locator(".directory-logo").evaluate("image => image.naturalWidth") == 300
    assert looks_right(public)
    assert set(Tag.objects.values_list("name", flat=True)) == {"XR", "훈련"}


def without_scripts(page):
    """The same page for somebody whose browser runs no scripts."""
    context = page.context.browser.new_context(
        viewport=page.viewport_size, java_script_enabled=False
    )
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(page.url)
    return plain
