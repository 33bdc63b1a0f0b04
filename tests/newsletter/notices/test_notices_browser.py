"""The form of a notice in a real browser: its searchable lists have names, for every reader."""

from __future__ import annotations

import pytest

from members.models import BusinessField
from tests.browsing import faults, is_wider_than_the_window

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.once("what a browser makes of the form"),
]


def names(page):
    """What a screen reader calls the searchable lists."""
    return [
        box.evaluate("""box => box.getAttribute('aria-label')""")
        for box in page.locator(".select2-selection").all()
    ]


def test_searchable_lists_have_names(open_page, officer_client, partner):
    BusinessField.objects.create(name="교육")
    page = open_page("/admin/newsletter/emailnotice/add/", client=officer_client, width=390)

    assert faults(page) == []
    assert names(page) == ["기관", "사업분야"]

    # Opened and chosen from by keys; what is chosen is read out after the field's name.
    page.locator(".select2-selection--single").focus()
    page.keyboard.press("Enter")
    page.locator(".select2-results__option", has_text="가상융합진흥원").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="기관").filter(has_text="가상융합진흥원").wait_for()
    assert (faults(page), is_wider_than_the_window(page), page.complaints) == ([], False, [])
