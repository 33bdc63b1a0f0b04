from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.management import CommandError, call_command

from newsletter.intake import taking
from newsletter.intake.reading import Article
from newsletter.intake.taking import read_feeds, take_in
from newsletter.models import Feed, Story, StoryItem
from newsletter.tasks import fetch_news

NOW = datetime(2025, 11, 26, 1, 0, tzinfo=UTC)


def rss(*titles, start=1):
    items = "".join(
        f"<item><title>{title}</title><link>https://news.example/{number}</link></item>"
        for number, title in enumerate(titles, start)
    )
    return f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'


def article(title, number, at=NOW, **more):
    return Article(f"https://news.example/{number}", title, published_at=at, **more)


@pytest.fixture
def feeds(server):
    def make(**bodies):
        for name, body in bodies.items():
            if body is not None:
                server.says(f"/{name}", body, Content_Type="text/xml")
        return [
            Feed.objects.create(name=name, url=server.url(f"/{name}"), tag="global")
            for name in bodies
        ]

    return make


def grouped():
    return {
        story.title: sorted(item.outlet for item in story.items.all())
        for story in Story.objects.all()
    }


@pytest.mark.django_db
def test_one_bad_feed_does_not_stop_the_others(feeds, server):
    _broken, _missing, good, inside = feeds(
        broken="<html>", missing=None, good=rss("소식"), inside=""
    )
    Feed.objects.filter(pk=inside.pk).update(url="http://127.0.0.1:8999/rss")

    readings = read_feeds(Feed.objects.order_by("pk"), at=NOW)

    assert [reading.new for reading in readings] == [0, 0, 1, 0]
    told = dict(Feed.objects.values_list("name", "error"))
    assert told == {
        "broken": "RSS나 Atom 피드가 아닙니다.",
        "missing": "서버가 404 응답을 보냈습니다.",
        "good": "",
        "inside": "내부망으로 이어지는 주소여서 읽지 않습니다.",
    }
    good.refresh_from_db()
    assert (good.fetched_at, good.succeeded_at, good.new_items) == (NOW, NOW, 1)
    # The reading is no edit: an officer's open form stays true.
    assert good.version == 1


@pytest.mark.django_db
def test_fault_of_ours_in_one_feed_stops_no_other(feeds, monkeypatch):
    feeds(one=rss("소식"), two=rss("다른 일", start=5))
    from newsletter.intake import taking

    real = taking.articles_of_feed

    def fails_once(fetched, **kwargs):
        if fetched.url.endswith("/one"):
            raise KeyError
        return real(fetched, **kwargs)

    monkeypatch.setattr(taking, "articles_of_feed", fails_once)

    read_feeds(Feed.objects.order_by("pk"), at=NOW)

    assert Feed.objects.get(name="one").error == "예상하지 못한 오류: KeyError"
    assert list(Story.objects.values_list("title", flat=True)) == ["다른 일"]


@pytest.mark.django_db
def test_second_reading_asks_for_news_only_and_brings_nothing_twice(feeds, server):
    (feed,) = feeds(one=None)
    server.says("/one", rss("소식"), ETag='"7"')
    read_feeds([feed], at=NOW)
    feed.refresh_from_db()

    server.says("/one", rss("소식", "다른 일"), ETag='"8"')
    again = read_feeds([feed], at=NOW)

    assert 'If-None-Match: "7"' in server.requests[1]
    assert [reading.new for reading in again] == [1]
    assert Story.objects.count() == 2

    feed.refresh_from_db()
    server.says("/one", status=304)
    assert [reading.error for reading in read_feeds([feed], at=NOW)] == [""]
    feed.refresh_from_db()
    assert (feed.etag, feed.new_items) == ('"8"', 0)


@pytest.mark.django_db
def test_trouble_is_forgotten_once_the_feed_can_be_read(feeds, server):
    (feed,) = feeds(one=None)
    read_feeds([feed], at=NOW)
    assert list(Feed.objects.in_trouble()) == [feed]

    server.says("/one", rss("소식"))
    read_feeds([feed], at=NOW)

    assert list(Feed.objects.in_trouble()) == []


@pytest.mark.django_db
def test_one_story_of_many_outlets_is_one_group(feed):
    take_in(
        [
            article("누리소프트, XR 안전훈련 플랫폼 수출", 1, outlet="가"),
            article("[단독] 누리소프트 'XR 안전훈련 플랫폼' 수출", 2, outlet="나"),
            article("한강메타, 3D 지도 서비스 공개", 3, outlet="다"),
        ],
        feed=feed,
        at=NOW,
    )
    take_in([article("누리소프트, XR 안전훈련 플랫폼 수출한다", 4, outlet="라")], feed=feed, at=NOW)

    assert grouped() == {
        "누리소프트, XR 안전훈련 플랫폼 수출": ["가", "나", "라"],
        "한강메타, 3D 지도 서비스 공개": ["다"],
    }


@pytest.mark.django_db
def test_what_is_alike_after_days_is_another_story(feed):
    for day, number in ((0, 1), (3, 2), (7, 3)):
        at = NOW + timedelta(days=day)
        take_in([article("이번 주 행사 모음", number, at)], feed=feed, at=at)

    assert [story.items.count() for story in Story.objects.order_by("pk")] == [2, 1]


@pytest.mark.django_db
def test_later_article_of_a_dropped_story_does_not_bring_it_back(feed):
    take_in([article("누리소프트, XR 안전훈련 수출", 1)], feed=feed, at=NOW)
    Story.objects.update(state="dropped")

    take_in([article("누리소프트 XR 안전훈련 수출", 2)], feed=feed, at=NOW)

    assert list(Story.objects.values_list("state", flat=True)) == ["dropped"]


@pytest.mark.django_db
def test_same_address_comes_in_once(feed):
    twice = [
        Article("https://news.example/1/", "소식 하나"),
        Article("http://www.news.example/1", "소식 하나 다시"),
    ]

    assert take_in(twice, feed=feed, at=NOW) == 1
    assert take_in(twice, feed=feed, at=NOW) == 0


@pytest.mark.django_db
def test_article_that_another_worker_brought_is_passed_over(feed, monkeypatch):
    take_in([article("소식", 1)], feed=feed, at=NOW)
    # As if it had not been there a moment ago.
    monkeypatch.setattr(StoryItem.objects, "filter", lambda **kwargs: StoryItem.objects.none())

    assert take_in([article("소식", 1), article("다른 일", 2)], feed=feed, at=NOW) == 1


# --- By hand and by beat ---------------------------------------------------------------------


@pytest.mark.django_db
def test_command_reads_active_feeds_and_tells_of_each(feeds):
    feeds(one=rss("소식"), two=rss("다른 일", start=5))
    Feed.objects.filter(name="two").update(is_active=False)
    out = StringIO()

    call_command("fetch_news", stdout=out)

    assert out.getvalue() == "one: 새 기사 1건\n"


@pytest.mark.django_db
def test_command_reads_one_feed_also_at_rest(feeds):
    _one, two = feeds(one=rss("소식"), two=rss("다른 일", start=5))
    Feed.objects.update(is_active=False)
    out = StringIO()

    call_command("fetch_news", feed=two.url, stdout=out)

    assert out.getvalue() == "two: 새 기사 1건\n"


@pytest.mark.django_db
def test_command_ends_with_1_where_a_feed_fails_and_with_2_for_none(feeds):
    feeds(one=None, two=rss("소식"))
    out = StringIO()

    with pytest.raises(CommandError, match="2개 중 1개") as failed:
        call_command("fetch_news", stdout=out)
    with pytest.raises(CommandError, match="등록된 피드가 없습니다") as unknown:
        call_command("fetch_news", feed="https://nowhere.example/", stdout=out)

    assert (failed.value.returncode, unknown.value.returncode) == (1, 2)
    assert out.getvalue() == "one: 서버가 404 응답을 보냈습니다.\ntwo: 새 기사 1건\n"


@pytest.mark.django_db
def test_beat_reads_the_active_feeds(feeds):
    feeds(one=rss("소식"), two=rss("다른 일", start=5))
    Feed.objects.filter(name="two").update(is_active=False)

    fetch_news.delay()

    assert list(Story.objects.values_list("title", "tag")) == [("소식", "global")]


@pytest.mark.django_db
def test_a_feed_at_which_the_time_runs_out_says_so(feeds, monkeypatch):
    """The worker goes on to other work; the feeds after it wait for the next reading."""
    [feed] = feeds(one="<rss/>")

    def never_ends(*_args, **_more):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(taking, "articles_of_feed", never_ends)

    with pytest.raises(SoftTimeLimitExceeded):
        read_feeds([feed], at=NOW)

    feed.refresh_from_db()
    assert feed.error == "읽는 데 너무 오래 걸렸습니다."
    assert fetch_news.soft_time_limit < fetch_news.time_limit
