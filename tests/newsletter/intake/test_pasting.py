from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alliance.models import Job
from newsletter.intake.addresses import article_key
from newsletter.intake.pasting import paste, read_pasted
from newsletter.models import Story, StoryItem

NOW = datetime(2025, 11, 26, 1, 0, tzinfo=UTC)
PAGE = (
    '<html><head><meta property="og:title" content="누리소프트 XR 안전훈련 수출">'
    '<meta property="og:site_name" content="가나일보">'
    '<meta property="og:description" content="누리소프트가 수출했다.">'
    '<meta property="article:published_time" content="2025-11-26T08:00:00+09:00"></head></html>'
)


@pytest.fixture
def pasted(db, django_capture_on_commit_callbacks):
    """Pastes, and lets the workers read."""

    def paste_now(text, *, read=True):
        with django_capture_on_commit_callbacks(execute=read):
            return paste(text, tag="domestic", by=None, at=NOW)

    return paste_now


def test_pasted_lines_become_starred_stories_in_their_order(pasted):
    found = pasted(
        "https://news.example/1\n\n 누리소프트 수출\thttps://news.example/2?utm_source=x\nwww.news.example/3",
        read=False,
    )

    assert [(s.title, s.link, s.state, s.position) for s in found.added] == [
        ("", "https://news.example/1", "starred", 1),
        ("누리소프트 수출", "https://news.example/2", "starred", 2),
        ("", "https://www.news.example/3", "starred", 3),
    ]
    assert Job.objects.filter(kind="newsletter.read_pasted", state="queued").count() == 3


def test_refused_lines_are_told_with_number_and_reason(pasted):
    found = pasted("https://news.example/1\nhello\nfile:///etc/passwd\nhttps://a:b@news.example/")

    assert [(r.number, r.text, r.reason) for r in found.refused] == [
        (2, "hello", "http:// 또는 https://로 시작하는 주소만 읽습니다."),
        (3, "file:///etc/passwd", "http:// 또는 https://로 시작하는 주소만 읽습니다."),
        (
            4,
            "https://a:b@news.example/",
            "아이디나 비밀번호가 들어 있는 주소는 읽지 않습니다.",
        ),
    ]
    assert Story.objects.count() == 1


def test_known_address_is_starred_instead_of_doubled(pasted, story):
    known = story("소식", NOW.date(), state="dropped", link="https://news.example/1")
    StoryItem.objects.update(key=article_key("https://news.example/1"))

    found = pasted("http://www.news.example/1?fbclid=2")

    known.refresh_from_db()
    assert (found.added, found.known, known.state) == ([], [known], "starred")


def test_worker_fills_in_what_the_page_says(pasted, server):
    server.says("/1", PAGE, Content_Type="text/html; charset=utf-8")

    pasted(server.url("/1"))

    story = Story.objects.get()
    assert (story.title, story.outlet) == ("누리소프트 XR 안전훈련 수출", "가나일보")
    assert story.published_at == datetime(2025, 11, 25, 23, tzinfo=UTC)
    item = story.items.get()
    assert (item.excerpt, item.problem, item.is_being_read) == ("누리소프트가 수출했다.", "", False)
    # Our summary is ours to write.
    assert story.summary == ""


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ({"status": 404}, "서버가 404 응답을 보냈습니다."),
        (
            {"body": "x", "Content_Type": "application/pdf"},
            "서버가 다른 형식(application/pdf)을 보냈습니다.",
        ),
        (
            {"body": "<html></html>", "Content_Type": "text/html"},
            "페이지에서 제목을 찾지 못했습니다.",
        ),
    ],
)
def test_page_that_cannot_be_read_leaves_the_row_with_a_message(pasted, server, says, told):
    server.says("/1", **says)

    pasted(server.url("/1"))

    story = Story.objects.get()
    assert (story.title, story.state, story.items.get().problem) == ("", "starred", told)
    assert list(Story.objects.for_issue(NOW.date())) == []


def test_what_the_officer_typed_meanwhile_stays(pasted, server):
    server.says("/1", PAGE, Content_Type="text/html")
    pasted(server.url("/1"), read=False)
    story = Story.objects.get()
    story.title, story.outlet, story.summary = "우리가 쓴 제목", "우리가 쓴 매체", "우리 요약"
    story.save()

    read_pasted(story.pk, at=NOW)

    story.refresh_from_db()
    assert (story.title, story.outlet, story.summary) == (
        "우리가 쓴 제목",
        "우리가 쓴 매체",
        "우리 요약",
    )
    assert story.items.get().title == "누리소프트 XR 안전훈련 수출"


def test_pasted_article_of_a_story_on_the_desk_joins_and_stars_it(pasted, server, story):
    there = story("누리소프트, XR 안전훈련 수출", NOW.date())
    server.says("/1", PAGE, Content_Type="text/html")

    pasted(server.url("/1"))

    there.refresh_from_db()
    assert list(Story.objects.all()) == [there]
    assert (there.state, there.position, there.items.count()) == ("starred", 1, 2)


def test_reading_again_changes_nothing(pasted, server):
    server.says("/1", PAGE, Content_Type="text/html")
    pasted(server.url("/1"))
    story = Story.objects.get()

    read_pasted(story.pk, at=NOW)

    assert len(server.requests) == 1
    assert Story.objects.get().version == story.version
