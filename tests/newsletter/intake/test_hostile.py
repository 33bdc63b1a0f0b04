"""What strangers write in feeds and pages stays text on the desk, and leads nobody inside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

import pytest
from lxml import html

from newsletter.intake.addresses import article_key
from newsletter.intake.pasting import paste, read_pasted
from newsletter.intake.taking import read_feeds
from newsletter.intake.upkeep import check_links
from newsletter.models import Feed, Story, StoryItem
from tests.newsletter.intake.payloads import PAYLOADS

NOW = datetime(2025, 11, 26, 1, 0, tzinfo=UTC)
DESK = "/admin/newsletter/story/desk/?day=2025-11-26"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today_is(settings):
    settings.PORTAL_TODAY = "2025-11-26"


RUN = {"script", "iframe", "object", "embed", "base", "meta", "link", "style", "x-evil"}
ADDRESSES = {"href", "src", "action", "formaction", "srcdoc", "data"}
OURS = ("/", "#", "?", "https://news.example/")


def dangers(text):
    """What a browser would run, or fetch from elsewhere."""
    found = set()
    for element in html.fromstring(text).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in RUN:
            told = [element.get(name) for name in ("src", "href", "content") if element.get(name)]
            found.add((element.tag, *told, element.text))
        for name, value in element.attrib.items():
            leads_away = name in ADDRESSES and not value.startswith(OURS)
            if leads_away or name.startswith(("on", "x-", "@", ":")):
                found.add((name, value))
    return found


@pytest.fixture
def clean(officer_client):
    """The dangers of the empty desk are the theme's own."""
    return dangers(officer_client.get(DESK).content.decode())


def test_there_are_enough_of_them_and_each_is_seen(clean):
    assert len(set(PAYLOADS)) == 150

    # Put unescaped into a page, all but those written in entities are found.
    unseen = [text for text in PAYLOADS if not dangers(f"<div><p>{text}</p></div>") - clean]
    assert [text for text in unseen if "<" in text] == []
    assert len(unseen) == 30


def test_feed_full_of_payloads_is_text_on_the_desk(server, officer_client, clean):
    items = "".join(
        f"<item><title>{number} {escape(text)}</title><description>{escape(text)}</description>"
        f"<link>https://news.example/{number}</link><author>{escape(text)}</author>"
        f'<source url="javascript:1">{number} {escape(text)}</source></item>'
        for number, text in enumerate(PAYLOADS)
    )
    server.says("/rss", f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>')
    feed = Feed.objects.create(name=PAYLOADS[5][:100], url=server.url("/rss"), items_limit=200)

    (reading,) = read_feeds([feed], at=NOW)

    assert reading.new == 150
    page = officer_client.get(DESK).content.decode()
    assert dangers(page) == clean
    assert "window.hit" in page


def test_rows_full_of_payloads_are_text_on_every_page(officer_client, clean):
    """As if nothing had been taken out of them on their way in."""
    for number, text in enumerate(PAYLOADS):
        link = f"https://news.example/{number}?{text}"[:500]
        story = Story.objects.create(
            title=text[:300],
            outlet=text[:100],
            summary=text,
            link=link,
            link_problem=text[:300],
            state=("starred", "new", "dropped")[number % 3],
            published_at=NOW - timedelta(minutes=number),
        )
        for extra in range(2):
            StoryItem.objects.create(
                story=story,
                outlet=text[:100],
                title=text[:300],
                excerpt=text[:300],
                problem=text[:300],
                url=link,
                key=article_key(f"{link}{extra}"),
                published_at=NOW,
            )
    Feed.objects.create(name=PAYLOADS[0][:100], url="https://news.example/rss", error=PAYLOADS[1])

    assert dangers(officer_client.get(DESK).content.decode()) == clean

    answer = officer_client.get(DESK, headers={"accept": "application/json"})
    assert answer["Content-Type"] == "application/json"
    assert dangers(f"<div>{answer.json()['html']}</div>") == set()

    address = f"/admin/newsletter/story/{Story.objects.first().pk}/change/"
    shown = html.fromstring(officer_client.get(address).content.decode())
    (told_by,) = shown.xpath("//ul[@class='desk-told-by']")
    assert dangers(html.tostring(told_by).decode()) == set()


def test_pasted_payloads_are_text_in_the_answer(officer_client, clean):
    page = officer_client.post(
        "/admin/newsletter/story/desk/paste/",
        {"day": "2025-11-26", "tag": "call", "addresses": "\n".join(PAYLOADS[:100])},
    )

    assert page.status_code == 200
    assert dangers(page.content.decode()) == clean


def test_links_inside_are_never_followed(server, canary, story):
    """Neither a feed's, nor an article's, nor one that an officer was talked into pasting."""
    inside = [
        canary.url("/feed"),
        f"http://localhost:{canary.port}/feed",
        f"http://[::ffff:127.0.0.1]:{canary.port}/feed",
        f"http://2130706433:{canary.port}/feed",
        f"http://0x7f.1:{canary.port}/feed",
    ]
    server.says("/302", status=302, Location=canary.url("/302"))
    feeds = [Feed.objects.create(name="x", url=url) for url in (*inside, server.url("/302"))]
    read_feeds(feeds, at=NOW)

    text = "\n".join(
        [*inside, server.url("/302?pasted"), "file:///etc/passwd", "gopher://127.0.0.1"]
    )
    pasted = paste(text, tag="call", by=None, at=NOW)
    for added in pasted.added:
        read_pasted(added.pk, at=NOW)
    server.says("/302?pasted", status=302, Location=canary.url("/302"))
    for number, link in enumerate(inside):
        story(f"소식 {number}", NOW.date(), link=link + "?story", state="starred")
    check_links(at=NOW)

    assert canary.requests == []
    assert len(server.requests) >= 3
    assert Feed.objects.in_trouble().count() == len(feeds)
    assert Story.objects.exclude(link_problem="").count() == Story.objects.count()
