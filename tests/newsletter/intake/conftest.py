from __future__ import annotations

from datetime import datetime, time
from hashlib import sha256

import pytest

from alliance.periods import SEOUL
from newsletter.models import Feed, Story, StoryItem
from tests.newsletter.intake.web_server import WebServer


@pytest.fixture
def feed(db):
    return Feed.objects.create(name="가나일보", url="https://news.example/rss.xml")


@pytest.fixture
def story(db):
    """Makes a story of one article, published at nine in the morning of a day."""
    made = []

    def make(title, day, **values):
        number = len(made) + 1
        at = datetime.combine(day, time(9, number % 60), tzinfo=SEOUL)
        link = values.pop("link", f"https://news.example/{number}")
        values = {"outlet": "가나일보", "published_at": at, **values}
        story = Story.objects.create(title=title, link=link, **values)
        StoryItem.objects.create(
            story=story,
            outlet=story.outlet,
            title=title,
            url=link,
            key=sha256(link.encode()).hexdigest(),
            published_at=story.published_at,
            fetched_at=at,
        )
        made.append(story)
        return story

    return make


@pytest.fixture
def server(settings):
    """A server that feeds may reach although it stands on loopback."""
    started = WebServer()
    settings.FETCH_ALLOW = [f"127.0.0.1:{started.port}"]
    yield started
    started.close()


@pytest.fixture
def canary():
    """A server inside: whoever reaches it has passed a guard."""
    started = WebServer()
    started.says("/", "inside", Content_Type="text/xml")
    yield started
    started.close()
