"""The desk in a real browser: a morning by keys alone, dragging, and what strangers wrote."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from newsletter.models import Feed, Story
from tests.browsing import faults, is_wider_than_the_window
from tests.newsletter.intake.payloads import PAYLOADS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = date(2025, 11, 26)
DESK = "/admin/newsletter/story/desk/"


@pytest.fixture(autouse=True)
def today_is(settings):
    settings.PORTAL_TODAY = DAY.isoformat()


def wrong(page):
    """Of the console, of axe, and whether it is wider than the window."""
    found = {"console": page.complaints, "axe": faults(page)}
    found["width"] = ["too wide"] if is_wider_than_the_window(page) else []
    return {name: told for name, told in found.items() if told}


def order(page):
    return [text.strip() for text in page.locator("#desk-stories section h3 a").all_inner_texts()]


def press(page, key, said):
    page.keyboard.press(key)
    page.wait_for_function(
        "said => document.getElementById('desk-said').textContent.includes(said)", arg=said
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_morning_by_keys_alone(open_page, officer_client, story, width):
    for number in range(1, 5):
        story(f"소식 {number}", DAY)
    story("실패한 소식", DAY, tag="call", link_problem="서버가 404 응답을 보냈습니다.")
    story("뺀 소식", DAY, state="dropped")
    Feed.objects.create(
        name="나라일보", url="https://news.example/rss", error="연결하지 못했습니다."
    )
    page = open_page(DESK, client=officer_client, width=width)
    assert wrong(page) == {}
    assert order(page)[:4] == ["소식 4", "소식 3", "소식 2", "소식 1"]

    page.keyboard.press("j")
    press(page, "s", "“소식 4”에 별표를 달았습니다.")
    page.keyboard.press("j")
    page.keyboard.press("j")
    press(page, "s", "“소식 2”에 별표를 달았습니다.")
    press(page, "Alt+ArrowUp", "“소식 2”: 국내 별표 2건 중 1번째입니다.")
    press(page, "Alt+ArrowUp", "맨 앞입니다")
    press(page, "Alt+ArrowDown", "2건 중 2번째입니다.")
    page.keyboard.press("j")
    press(page, "d", "“소식 3” 소식을 뺐습니다.")
    # The one after it has the focus now, and is edited.
    page.keyboard.press("e")
    page.wait_for_url("**/change/?desk=2025-11-26")
    page.get_by_label("자체 요약").fill("우리가 쓴 요약")
    page.get_by_role("button", name="저장", exact=True).press("Enter")
    page.wait_for_url("**/desk/?day=2025-11-26#story-*")
    page.wait_for_function("document.activeElement.id.startsWith('story-')")
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("x")
    press(page, "g", "소식 2건을 하나로 묶었습니다: “소식 2”")

    assert order(page) == ["소식 4", "소식 2", "실패한 소식"]
    assert wrong(page) == {}
    assert list(Story.objects.for_issue(DAY).values_list("title", "summary")) == [
        ("소식 4", ""),
        ("소식 2", "우리가 쓴 요약"),
        ("실패한 소식", ""),
    ]


def test_keys_leave_typing_alone_and_can_be_switched_off(open_page, officer_client, story):
    story("소식", DAY)
    page = open_page(DESK, client=officer_client)

    page.keyboard.press("p")
    page.keyboard.type("jdsk")
    assert page.locator("#desk-addresses").input_value() == "jdsk"

    page.get_by_label("단축키 사용").uncheck()
    page.locator(".desk-story").focus()
    page.keyboard.press("d")
    page.reload()
    page.locator(".desk-story").focus()
    page.keyboard.press("d")

    assert not page.get_by_label("단축키 사용").is_checked()
    assert Story.objects.get().state == "new"


def test_story_is_dragged_to_its_place(open_page, officer_client, story):
    story("첫 소식", DAY, state="starred", position=1)
    story("둘째 소식", DAY, state="starred", position=2)
    story("새 소식", DAY)
    page = open_page(DESK, client=officer_client)

    page.locator(".desk-handle").nth(2).drag_to(page.locator(".desk-story").nth(1))
    page.wait_for_function("document.getElementById('desk-said').textContent.includes('2번째')")

    assert order(page) == ["첫 소식", "새 소식", "둘째 소식"]
    assert page.complaints == []


def test_pasted_page_appears_once_it_is_read(open_page, officer_client, story):
    found = story("", DAY, state="starred", position=1)
    found.items.update(feed=None, fetched_at=None)
    page = open_page(DESK, client=officer_client)
    assert page.get_by_text("페이지를 읽는 중입니다…").is_visible()

    Story.objects.update(title="읽어 온 제목")
    found.items.update(fetched_at=datetime(2025, 11, 26, tzinfo=UTC))

    page.get_by_role("link", name="읽어 온 제목").wait_for()
    assert page.get_by_text("페이지를 읽는 중입니다…").count() == 0


def test_nothing_that_strangers_wrote_runs(open_page, officer_client):
    for number, text in enumerate(PAYLOADS[::5] + PAYLOADS[1::5]):
        Story.objects.create(
            title=text[:300],
            outlet=text[:100],
            summary=text,
            link=f"https://news.example/{number}",
            state="starred",
            published_at=datetime(2025, 11, 26, tzinfo=UTC),
        )
    page = open_page(DESK, client=officer_client)
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    # The list that the script puts in anew is as harmless.
    page.locator(".desk-story [data-key=s]").first.click()
    page.wait_for_function("document.getElementById('desk-said').textContent")

    assert page.locator(".desk-story").count() == 60
    assert page.evaluate("window.hit") is None
    assert [url for url in asked if not url.startswith(page.url.split("/admin")[0])] == []
    assert page.complaints == []


def test_browser_would_run_them_unescaped(open_page, officer_client):
    page = open_page(DESK, client=officer_client)

    page.evaluate(
        "text => { document.getElementById('desk-stories').innerHTML = text }", PAYLOADS[25]
    )
    page.wait_for_function("window.hit === 1")
