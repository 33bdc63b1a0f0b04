from __future__ import annotations

import socket
from datetime import datetime, time
from hashlib import sha256

import pytest

from alliance.periods import SEOUL
from newsletter.intake import fetching
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


@pytest.fixture
def names(monkeypatch):
    """What names stand for here; everything else is looked up as ever."""
    known = {}
    real = socket.getaddrinfo

    def look_up(host, port, *args, **kwargs):
        if host in known:
            places = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
            return [row for place in places for row in real(place, port, *args, **kwargs)]
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.fixture
def knocked(monkeypatch):
    """Where connections went; one to the open net is led nowhere."""
    places = []

    def connect(opened, place):
        places.append(place[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(fetching._TimedSocket, "connect", connect)
    return places
