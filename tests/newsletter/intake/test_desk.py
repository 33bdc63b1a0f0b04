"""The desk as an officer without scripts uses it, and what its script is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from alliance.models import Job
from newsletter.intake.stories import join, mark_used
from newsletter.models import Feed, NewsletterIssue, Story
from tests.pages import form_values, text, tree

DAY = date(2025, 11, 26)
DESK = "/admin/newsletter/story/desk/"
FORM = "//form[@id='desk-form']"


@pytest.fixture(autouse=True)
def today_is(settings):
    settings.PORTAL_TODAY = DAY.isoformat()


@pytest.fixture
def press(officer_client):
    """Presses the button with this name in the row of a story, as the page offers it."""

    def press_button(label, story=None, **more):
        page = officer_client.get(DESK)
        row = f"//*[@id='story-{story.pk}']" if story else FORM
        (button,) = tree(page).xpath(
            f"{row}//button[normalize-space()='{label}' or @aria-label='{label}']"
        )
        values = {"day": DAY.isoformat(), button.get("name"): button.get("value"), **more}
        return officer_client.post("/admin/newsletter/story/desk/press/", values, follow=True)

    return press_button


def rows(page, tag):
    return [
        " ".join(each.text_content().split())
        for each in tree(page).xpath(f"//section[@aria-labelledby='tag-{tag}']//h3/a")
    ]


def test_desk_shows_stories_by_tag_starred_first(officer_client, story):
    story("글로벌 소식", DAY, tag="global")
    story("새 소식", DAY)
    story("별표 소식", DAY, state="starred", position=1)
    story("뺀 소식", DAY, state="dropped")
    story("지난주 소식", date(2025, 11, 20))

    page = officer_client.get(DESK)

    assert rows(page, "domestic") == ["별표 소식", "새 소식"]
    assert rows(page, "global") == ["글로벌 소식"]
    assert rows(page, "event") == []
    assert tree(page).xpath("//details[contains(@class,'desk-dropped')]//h3/a/text()")[
        0
    ].strip() == ("뺀 소식")


@pytest.mark.parametrize("count", [1, 8])
def test_desk_asks_no_more_for_more_stories(
    officer_client, story, count, django_assert_max_num_queries
):
    for number in range(count):
        join(story(f"소식 {number}", DAY), [story(f"다른 기사 {number}", DAY)])
    officer_client.get(DESK)

    with django_assert_max_num_queries(18):
        officer_client.get(DESK)


@pytest.mark.parametrize(
    ("today", "shown"),
    [("2025-11-26", "2025-11-26"), ("2025-11-29", "2025-12-01"), ("2025-10-04", "2025-10-10")],
)
def test_desk_is_for_the_next_issue(officer_client, settings, today, shown):
    settings.PORTAL_TODAY = today

    page = officer_client.get(DESK)

    assert tree(page).xpath("//input[@id='desk-day']/@value") == [shown]


def test_desk_goes_on_to_the_next_day_once_the_issue_is_sent(officer_client):
    at = datetime(2025, 11, 26, tzinfo=UTC)
    NewsletterIssue.objects.create(date=DAY, state="sent", sent_at=at)

    page = officer_client.get(DESK)

    assert tree(page).xpath("//input[@id='desk-day']/@value") == ["2025-11-27"]


@pytest.mark.parametrize("day", ["", "2025-13-01", "x", "0000-00-00", "9999-12-31", "0001-01-01"])
def test_any_day_in_the_address_is_answered(officer_client, day):
    assert officer_client.get(DESK, {"day": day}).status_code == 200


def test_buttons_work_without_a_script(press, story):
    one, two = story("첫 소식", DAY), story("둘째 소식", DAY)

    press("별표", one)
    page = press("별표", two)
    assert "“둘째 소식”에 별표를 달았습니다." in text(page)
    assert rows(page, "domestic") == ["첫 소식", "둘째 소식"]

    page = press("위로", two)
    assert rows(page, "domestic") == ["둘째 소식", "첫 소식"]
    assert "“둘째 소식”: 국내 별표 2건 중 1번째입니다." in text(page)
    assert "맨 앞입니다" in text(press("위로", two))

    press("별표 해제", two)
    press("빼기", two)
    two.refresh_from_db()
    assert two.state == "dropped"

    press("되돌리기", two)
    two.refresh_from_db()
    assert two.state == "new"


def test_join_and_split_by_buttons(press, story):
    one, two = story("첫 소식", DAY), story("둘째 소식", DAY, state="starred", position=1)

    page = press("고른 소식 묶기", chosen=[one.pk, two.pk])
    assert "소식 2건을 하나로 묶었습니다: “둘째 소식”" in text(page)
    assert list(Story.objects.all()) == [two]

    page = press("“첫 소식” 나누기", two)
    assert "“첫 소식” 기사를 따로 나누었습니다." in text(page)
    assert sorted(Story.objects.values_list("title", flat=True)) == ["둘째 소식", "첫 소식"]
    assert "두 건 이상" in text(press("고른 소식 묶기"))


def test_second_officer_is_told_and_overwrites_nothing(officer_client, second_officer, story):
    found = story("소식", DAY)
    shown = f"drop:{found.pk}:{found.version}"
    officer_client.post(DESK + "press/", {"do": f"star:{found.pk}:{found.version}", "day": DAY})

    page = officer_client.post(DESK + "press/", {"do": shown, "day": DAY}, follow=True)

    found.refresh_from_db()
    assert found.state == "starred"
    assert "그사이 바뀐 소식입니다" in text(page)
    assert "“소식”에 별표를 달았습니다." in text(page)


@pytest.mark.parametrize(
    "button",
    [
        "",
        "star",
        "star:",
        "star:x:1",
        "star:1",
        "star:1:1:1",
        "explode:1:1",
        "star:99999999999999999999:1",
        "star:-1:1",
        "star:٣:1",
        "place:1:1",
        "place:1:1:x",
        "split:9:1",
        "star:9:1",
        "join:",
    ],
)
def test_button_that_is_none_is_refused_politely(officer_client, story, button):
    story("소식", DAY)

    page = officer_client.post(DESK + "press/", {"do": button, "day": "x"}, follow=True)

    assert page.status_code == 200
    assert tree(page).xpath("//h3/a/text()")
    assert set(Story.objects.values_list("state", "version")) == {("new", 1)}


def test_script_gets_the_list_anew_and_what_to_say(officer_client, story):
    found = story("<b>소식", DAY)

    answer = officer_client.post(
        DESK + "press/",
        {"do": f"star:{found.pk}:1", "day": DAY},
        headers={"accept": "application/json"},
    ).json()

    assert (answer["told"], answer["refused"], answer["reading"]) == (
        "“<b>소식”에 별표를 달았습니다.",
        False,
        False,
    )
    assert f'value="unstar:{found.pk}:2"' in answer["html"]
    assert "&lt;b&gt;소식" in answer["html"]


def test_dragged_story_is_placed_before_another_of_its_tag(officer_client, story):
    one = story("첫 소식", DAY, state="starred", position=1)
    other = story("다른 분류", DAY, tag="global", state="starred", position=2)
    two = story("둘째 소식", DAY)

    def drag(story, before):
        value = f"place:{story.pk}:{story.version}:{before.pk}"
        accept = {"accept": "application/json"}
        return officer_client.post(
            DESK + "press/", {"do": value, "day": DAY}, headers=accept
        ).json()

    assert not drag(two, one)["refused"]
    assert list(Story.objects.order_by("position").values_list("title", flat=True)) == [
        "둘째 소식",
        "첫 소식",
        "다른 분류",
    ]
    two.refresh_from_db()
    assert drag(two, other)["told"].startswith("순서는 같은 분류 안에서만")


def test_what_officers_do_is_in_the_history(press, story, officer):
    found = story("소식", DAY)

    press("별표", found)

    entry = LogEntry.objects.get(object_id=str(found.pk))
    assert (entry.user, entry.get_change_message()) == (officer, "“소식”에 별표를 달았습니다.")


def test_story_in_the_issue_leads_there_and_has_no_buttons(officer_client, story):
    issue = NewsletterIssue.objects.create(date=DAY)
    found = story("실은 소식", DAY)
    mark_used([found], issue)

    page = officer_client.get(DESK)

    row = tree(page).xpath(f"//*[@id='story-{found.pk}']")[0]
    assert row.xpath(".//button") == []
    assert row.xpath(".//div[@role='group']//a/@href") == [
        reverse("admin:newsletter_newsletterissue_change", args=[issue.pk])
    ]


def test_flags_and_troubles_are_shown(officer_client, story, feed):
    story("끝난 공고", DAY, tag="call", expires_on=date(2025, 11, 25), state="starred")
    story("끊긴 소식", DAY, state="starred", link_problem="서버가 404 응답을 보냈습니다.")
    Feed.objects.filter(pk=feed.pk).update(error="서버가 500 응답을 보냈습니다.")

    page = text(officer_client.get(DESK))

    assert "마감일이 지났습니다." in page
    assert "링크가 끊긴 것 같습니다. 서버가 404 응답을 보냈습니다." in page
    assert "가나일보: 서버가 500 응답을 보냈습니다." in page
    assert "서버가 500 응답을 보냈습니다." in text(
        officer_client.get(f"/admin/newsletter/feed/{feed.pk}/change/")
    )


# --- Editing ---------------------------------------------------------------------------------


def test_edited_story_leads_back_to_its_place_on_the_desk(officer_client, story):
    found = story("소식", DAY, link_problem="끊김")
    address = f"/admin/newsletter/story/{found.pk}/change/?desk=2025-11-26"
    values = form_values(officer_client.get(address), "//form[@id='story_form']")

    answer = officer_client.post(
        address, values | {"summary": "우리 요약", "link": "https://news.example/else"}
    )

    found.refresh_from_db()
    assert (found.summary, found.link_problem) == ("우리 요약", "")
    assert answer.url == f"{DESK}?day=2025-11-26#story-{found.pk}"


def test_link_to_a_script_is_refused(officer_client, story):
    found = story("소식", DAY)
    address = f"/admin/newsletter/story/{found.pk}/change/"
    values = form_values(officer_client.get(address), "//form[@id='story_form']")

    for link in ("javascript:alert(1)", "ftp://news.example/1", "data:text/html,x"):
        page = officer_client.post(address, values | {"link": link})
        assert page.status_code == 200

    found.refresh_from_db()
    assert found.version == 1


def test_feed_at_another_address_begins_anew(officer_client, feed):
    at = datetime(2025, 11, 26, tzinfo=UTC)
    Feed.objects.filter(pk=feed.pk).update(etag='"1"', error="문제", fetched_at=at)
    address = f"/admin/newsletter/feed/{feed.pk}/change/"
    values = form_values(officer_client.get(address), "//form[@id='feed_form']")

    officer_client.post(address, values | {"url": "https://news.example/atom.xml"})

    feed.refresh_from_db()
    assert (feed.etag, feed.error, feed.fetched_at) == ("", "", None)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("seconds_limit", "11", "1초에서 10초"),
        ("megabytes_limit", "0", "1MB에서 5MB"),
        ("items_limit", "201", "1건에서 200건"),
        ("url", "file:///etc/passwd", "올바른 URL"),
    ],
)
def test_limits_of_a_feed_are_limited(officer_client, feed, field, value, told):
    address = f"/admin/newsletter/feed/{feed.pk}/change/"
    values = form_values(officer_client.get(address), "//form[@id='feed_form']")

    page = officer_client.post(address, values | {field: value})

    assert told in text(page)
    feed.refresh_from_db()
    assert feed.version == 1


# --- Pasting and reading ---------------------------------------------------------------------


def test_pasted_addresses_come_to_the_desk(officer_client, officer):
    page = officer_client.post(
        DESK + "paste/",
        {"day": DAY, "tag": "call", "addresses": "제목 https://news.example/1\nhello"},
    )

    assert "1건을 담았습니다. 이미 있던 것 0건, 받지 못한 것 1건." in text(page)
    assert "2번째 줄 “hello”: http:// 또는 https://로 시작하는 주소만 읽습니다." in text(page)
    assert tree(page).xpath("//textarea/text()")[0].strip() == "hello"
    assert tree(page).xpath("//select[@id='desk-tag']/option[@selected]/@value") == ["call"]
    assert rows(page, "call") == ["제목"]
    assert Job.objects.get(kind="newsletter.read_pasted").requested_by == officer


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"tag": "call", "addresses": " \n "}, "붙여 넣은 내용이 없습니다."),
        ({"tag": "x", "addresses": "https://news.example/1"}, "분류를 고르십시오."),
        ({"addresses": "https://news.example/1"}, "분류를 고르십시오."),
        (
            {"tag": "call", "addresses": "https://news.example/1\n" * 101},
            "한 번에 100건까지 담을 수 있습니다. 지금은 101건입니다.",
        ),
    ],
)
def test_paste_that_is_none_is_refused_with_what_was_typed(officer_client, values, told):
    page = officer_client.post(DESK + "paste/", {"day": DAY} | values)

    assert told in text(page)
    assert tree(page).xpath("//textarea/text()")[0].strip() == values["addresses"].strip()
    assert Story.objects.count() == 0


def test_reading_is_asked_for_once(officer_client, feed):
    for _time in range(2):
        page = officer_client.post(DESK + "read/", {"day": DAY}, follow=True)

    assert "피드를 수집하고 있습니다." in text(page)
    assert Job.objects.filter(kind="newsletter.fetch_news").count() == 1


def test_get_presses_nothing(officer_client, story):
    story("소식", DAY)

    for place in ("press/", "paste/", "read/"):
        assert officer_client.get(DESK + place).status_code == 405
