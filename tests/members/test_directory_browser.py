"""The directory in a real browser: search, narrow, turn the page, open, and back again."""

from __future__ import annotations

from datetime import date

import pytest

from members.services.register import NewOrganisation, register_many
from tests.browsing import faults, is_wider_than_the_window

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.once("what a browser makes of a page"),
]

LIST = "/member_companies/"


@pytest.fixture
def members(officer, day):
    entries = [
        NewOrganisation(
            name=f"메타버스{number:02d}",
            kind="company",
            sub_kind="small",
            joined_on=date(2024, 1, 2),
            region="seoul" if number < 23 else "busan",
            introduction="실감 교육을 만듭니다.",
            fields=("실감 교육",),
            homepage="https://member.example/",
        )
        for number in range(25)
    ]
    entries.append(
        NewOrganisation(
            name="시어스랩", kind="company", sub_kind="medium", joined_on=date(2023, 1, 2)
        )
    )
    return register_many(entries, by=officer)


def heads(page):
    return page.locator(".directory h2").all_text_contents()


def shows(page, text):
    page.get_by_role("status").filter(has_text=text).wait_for()


@pytest.mark.parametrize("width", [390, 1280])
def test_search_narrow_turn_open_and_back(open_page, members, width):
    page = open_page(LIST, width=width)
    shows(page, "26개")

    # As typed on the keyboard that was left in English; no button is pressed.
    page.get_by_role("searchbox").press_sequentially("apxkqjtm")
    # Fewer letters find as many; their answer must not come after what is done next.
    page.wait_for_url("**q=apxkqjtm**")
    shows(page, "25개")
    assert "자판을 바꾸어" in page.get_by_role("status").text_content()

    if width < 992:
        page.get_by_role("button", name="좁혀 보기").click()
    page.get_by_role("navigation", name="좁혀 보기").get_by_role("link", name="서울").click()
    shows(page, "23개")
    assert "region=seoul" in page.url

    page.get_by_role("link", name="다음").click()
    page.locator(".directory h2", has_text="메타버스22").wait_for()
    assert heads(page) == ["메타버스20", "메타버스21", "메타버스22"]
    where = page.url

    page.get_by_role("link", name="메타버스21").click()
    page.get_by_role("heading", level=1, name="메타버스21").wait_for()
    assert faults(page) == []
    assert not is_wider_than_the_window(page)
    page.go_back()
    page.locator(".directory h2", has_text="메타버스22").wait_for()
    assert page.url == where

    page.get_by_role("link", name="모두 지우기").click()
    shows(page, "25개")
    assert faults(page) == []
    assert not is_wider_than_the_window(page)
    assert page.complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_same_without_script(open_page, members, width):
    page = open_page(LIST, width=width, scripts=False)

    page.get_by_role("navigation", name="좁혀 보기").get_by_role("link", name="서울").click()
    page.get_by_role("searchbox").fill("ㅁㅌㅂㅅ")
    page.get_by_role("button", name="검색").click()
    page.get_by_role("link", name="다음").click()
    assert heads(page) == ["메타버스20", "메타버스21", "메타버스22"]
    page.get_by_role("link", name="메타버스20").click()
    page.go_back()

    assert heads(page) == ["메타버스20", "메타버스21", "메타버스22"]
