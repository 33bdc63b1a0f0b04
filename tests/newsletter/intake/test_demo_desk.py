from __future__ import annotations

import socket
from collections import Counter
from datetime import date

import pytest

from newsletter.demo.desk import load
from newsletter.models import Feed, Story
from newsletter.tasks import look_after_stories

pytestmark = pytest.mark.django_db


def test_demo_desk_is_alive_and_asks_nobody(monkeypatch, settings):
    settings.DEMO = True
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: asked.append(args))

    load()
    load()
    look_after_stories.delay()

    states = Counter(Story.objects.values_list("state", flat=True))
    assert states == {"starred": 5, "new": 7, "dropped": 1}
    # Three outlets, and two, tell the same.
    articles = sorted(story.items.count() for story in Story.objects.all())
    assert articles == [1] * 11 + [2, 3]
    assert not Feed.objects.active().exists()
    assert asked == []
    assert [story.title for story in Story.objects.for_issue(date(2025, 11, 26))][:2] == [
        "한빛랩스(데모), 공장 디지털 트윈 관제 시스템 공개",
        "다온로보틱스(데모), XR 원격 정비 서비스 해외 수출 계약",
    ]
