from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from newsletter.intake.upkeep import check_links, forget
from newsletter.models import Story, StoryItem

NOW = datetime(2025, 11, 26, 1, 0, tzinfo=UTC)
TODAY = date(2025, 11, 26)


def test_dead_links_of_starred_stories_are_flagged(story, server):
    server.says("/fine", "x")
    server.says("/closed", status=403)
    for path in ("/fine", "/closed", "/gone"):
        story(path, TODAY, link=server.url(path), state="starred")
    story("inside", TODAY, link="http://127.0.0.1:8999/", state="starred")
    story("not starred", TODAY, link=server.url("/gone/too"))

    assert check_links(at=NOW) == 2

    assert list(Story.objects.order_by("pk").values_list("title", "link_problem", "version")) == [
        ("/fine", "", 1),
        ("/closed", "", 1),
        ("/gone", "서버가 404 응답을 보냈습니다.", 1),
        ("inside", "내부망으로 이어지는 주소여서 읽지 않습니다.", 1),
        ("not starred", "", 1),
    ]


def test_link_that_is_back_loses_its_flag(story, server):
    found = story("소식", TODAY, link=server.url("/1"), state="starred")
    check_links(at=NOW)
    server.says("/1", "x")

    check_links(at=NOW + timedelta(hours=1))
    found.refresh_from_db()
    assert found.has_dead_link

    check_links(at=NOW + timedelta(hours=4))
    found.refresh_from_db()
    assert not found.has_dead_link
    assert len(server.requests) == 2


def test_others_words_are_forgotten_and_old_stories_with_them(story):
    old = story("오래된 소식", date(2025, 8, 20))
    told = story("실은 소식", date(2025, 8, 20), state="used")
    fresh = story("새 소식", TODAY)
    StoryItem.objects.update(excerpt="남의 글")

    assert forget(at=NOW) == 1

    assert set(Story.objects.all()) == {told, fresh}
    assert old not in Story.objects.all()
    assert list(StoryItem.objects.order_by("pk").values_list("excerpt", flat=True)) == [
        "",
        "남의 글",
    ]
