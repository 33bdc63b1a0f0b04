"""Pages in a real browser: nothing refused by the content policy, nothing that shuts people out."""

from __future__ import annotations

import pytest

from alliance.models import Place
from tests.browsing import faults, is_wider_than_the_window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [390, 1280]

# How a page looks and is worked is the same over any database.
once = pytest.mark.once("what a browser makes of a page")


@once
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/accounts/password/reset/"])
def test_public_pages_open_without_complaints(open_page, address, width):
    page = open_page(address, width=width)

    assert page.complaints == []
    assert faults(page) == []
    assert not is_wider_than_the_window(page)


@once
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "address",
    [
        "/my/",
        "/styleguide/",
        "/admin/",
        "/admin/alliance/place/",
        "/admin/alliance/place/add/",
        "/admin/alliance/place/export/",
    ],
)
def test_working_places_open_without_complaints(open_page, officer_client, address, width):
    Place.objects.create(name="한빛회관", area="서울 강남")

    page = open_page(address, client=officer_client, width=width)

    assert page.complaints == []
    assert faults(page) == []
    assert not is_wider_than_the_window(page)


@once
def test_menu_opens_on_a_telephone(open_page):
    page = open_page("/", width=390)
    entry = page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name="행사")
    assert not entry.is_visible()

    page.get_by_role("button", name="메뉴 열기").click()

    entry.wait_for(state="visible")
    entry.click()
    page.wait_for_url("**/events/")


@once
def test_content_is_one_key_away(open_page):
    page = open_page("/")

    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")

    assert focused == "본문 바로가기"
    assert page.evaluate("document.activeElement.id") == "main"


def test_second_saver_sees_both_versions_in_the_browser(open_page, officer_client, second_client):
    place = Place.objects.create(name="한빛회관")
    address = f"/admin/alliance/place/{place.pk}/change/"
    mine = open_page(address, client=second_client)
    theirs = open_page(address, client=officer_client)

    theirs.fill("#id_name", "한빛센터")
    theirs.click("[name=_continue]")
    theirs.wait_for_load_state("networkidle")
    mine.fill("#id_name", "한빛타워")
    mine.click("[name=_continue]")
    mine.wait_for_load_state("networkidle")

    conflict = mine.locator(".alliance-conflict")
    assert "한빛센터" in conflict.inner_text()
    assert mine.input_value("#id_name") == "한빛타워"
    assert faults(mine) == []
    place.refresh_from_db()
    assert place.name == "한빛센터"
