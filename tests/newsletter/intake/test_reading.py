from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime, timedelta

import pytest

from newsletter.intake import reading
from newsletter.intake.fetching import Fetched
from newsletter.intake.plain import one_line
from newsletter.intake.reading import UnreadableError, article_of_page, articles_of_feed

NOW = datetime(2025, 11, 26, 1, 0, tzinfo=UTC)
HERE = "https://news.example/rss.xml"


def feed_of(*items, head='<?xml version="1.0" encoding="utf-8"?>'):
    return f'{head}<rss version="2.0"><channel><title>가나</title>{"".join(items)}</channel></rss>'


def item(title="소식", link="https://news.example/1", more=""):
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def read(text, most=50, **fetched):
    body = text if isinstance(text, bytes) else text.encode()
    return articles_of_feed(Fetched(HERE, body, **fetched), at=NOW, most=most)


def test_rss_gives_title_link_day_and_a_few_words():
    found = read(
        feed_of(
            item(
                "누리소프트 &quot;수출&quot;",
                more="<description>&lt;p&gt;첫 &lt;b&gt;문장&lt;/b&gt;&lt;/p&gt;둘째</description>"
                "<pubDate>Tue, 25 Nov 2025 09:30:00 +0900</pubDate>",
            )
        )
    )

    assert [(a.title, a.url, a.excerpt) for a in found] == [
        ('누리소프트 "수출"', "https://news.example/1", "첫 문장 둘째")
    ]
    assert found[0].published_at == datetime(2025, 11, 25, 0, 30, tzinfo=UTC)


def test_atom_is_read_too():
    found = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>가나</title><entry><title>소식</title>'
        '<link href="/2"/><updated>2025-11-25T00:30:00Z</updated></entry></feed>'
    )

    assert [(a.title, a.url) for a in found] == [("소식", "https://news.example/2")]
    assert found[0].published_at == datetime(2025, 11, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ["euc-kr", "utf-8", "utf-16"])
def test_old_korean_encodings_are_read(encoding):
    head = f'<?xml version="1.0" encoding="{encoding}"?>'

    assert [a.title for a in read(feed_of(item("가상융합"), head=head).encode(encoding))] == [
        "가상융합"
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Wed, 26 Nov 2025 09:30:00 +0900", "2025-11-26T00:30:00+00:00"),
        ("Wed, 26 Nov 2025 00:30:00 GMT", "2025-11-26T00:30:00+00:00"),
        # Without a zone, and with one that only Korea knows.
        ("2025-11-26 09:30:00", "2025-11-26T00:30:00+00:00"),
        ("Wed, 26 Nov 2025 09:30:00 KST", "2025-11-26T00:30:00+00:00"),
        # In the future, never, and none that could be.
        ("Wed, 26 Nov 2031 09:30:00 +0900", NOW.isoformat()),
        ("어제", NOW.isoformat()),
        ("Wed, 99 Nov 2025 99:30:00 +0900", NOW.isoformat()),
        ("9999-12-31T23:59:59+0900", NOW.isoformat()),
    ],
)
def test_day_of_an_article(written, meant):
    found = read(feed_of(item(more=f"<pubDate>{written}</pubDate>")))

    assert [a.published_at for a in found] == [datetime.fromisoformat(meant)]


def test_article_without_a_day_is_of_now():
    assert [a.published_at for a in read(feed_of(item()))] == [NOW]


def test_what_is_old_or_leads_nowhere_is_left_out():
    found = read(
        feed_of(
            item("오래된 소식", more="<pubDate>Sat, 01 Nov 2025 09:30:00 +0900</pubDate>"),
            item("스크립트", "javascript:alert(1)"),
            item("데이터", "data:text/html,x"),
            item("파일", "file:///etc/passwd"),
            item("비밀번호", "https://a:b@news.example/"),
            item("주소 없음", ""),
            item("", "https://news.example/untitled"),
            item("남는 소식"),
        )
    )

    assert [a.title for a in found] == ["남는 소식"]


def test_only_so_many_articles_are_taken():
    items = [item(f"소식 {number}", f"https://news.example/{number}") for number in range(9)]

    assert len(read(feed_of(*items), most=3)) == 3


def test_outlet_behind_the_title_of_a_collection_is_taken_off():
    source = '<source url="https://other.example">다라신문</source>'

    found = read(feed_of(item("누리소프트 수출 - 다라신문", more=source)))

    assert [(a.title, a.outlet) for a in found] == [("누리소프트 수출", "다라신문")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><body>로그인</body></html>",
        "hello",
        "{}",
        "/etc/passwd",
        "https://news.example/rss.xml",
        "\x00\x01\x02",
    ],
)
def test_what_is_no_feed_is_told(text):
    with pytest.raises(UnreadableError, match="RSS"):
        read(text)


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(12)
)


@pytest.mark.parametrize(
    "declared",
    [
        f"<!DOCTYPE rss [{LAUGHS}]>",
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!-- <rss> --><?pi <rss> ?>\n<!DOCTYPE rss [<!ENTITY x "y">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_declarations_are_refused_at_once(declared, encoding):
    text = feed_of(item("&l11;&x;"), head="").replace("<rss", declared + "<rss", 1)
    began = time.monotonic()

    with pytest.raises(UnreadableError, match="DTD"):
        read(text.encode(encoding))

    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel>" + "<item>" * 800_000,
        "<rss><channel><item>" + "<link href='http://a'/>" * 200_000,
        "<rss><channel><item><title>" + "<" * 5_000_000,
        "<rss><channel><item><title>" + "&" * 5_000_000,
        "<!--" * 1_200_000,
        feed_of(item("<![CDATA[" + "<b " * 35_000 + "]]>")),
    ],
    ids=["nested", "links", "opened", "ampersands", "comments", "markup"],
)
def test_nonsense_of_megabytes_ends_soon(text):
    began = time.monotonic()

    with contextlib.suppress(UnreadableError):
        read(text)

    assert time.monotonic() - began < 10


def test_title_is_one_plain_line():
    assert (
        one_line("<p>가</p>\n<script>alert(1)</script><p>나\u202e\u200b&amp;</p>", 50) == "가 나&"
    )
    assert one_line("가" * 60, 50) == "가" * 49 + "…"
    assert one_line("1 < 2 와 3 > 2", 50) == "1 < 2 와 3 > 2"


# --- Pages -----------------------------------------------------------------------------------


def page(head, body="", encoding="utf-8", **fetched):
    text = f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding)
    return article_of_page(Fetched("https://www.news.example/1", text, **fetched), at=NOW)


def test_page_tells_of_itself():
    found = page(
        '<meta property="og:title" content="누리소프트 수출 - 가나일보">'
        '<meta property="og:site_name" content="가나일보">'
        '<meta property="og:description" content="첫 &lt;b&gt;문장&lt;/b&gt;">'
        '<meta property="article:published_time" content="2025-11-25T09:30:00+09:00">'
    )

    assert (found.title, found.outlet, found.excerpt) == ("누리소프트 수출", "가나일보", "첫 문장")
    assert found.published_at == datetime(2025, 11, 25, 0, 30, tzinfo=UTC)


def test_page_that_says_little_is_guessed_at():
    found = page(
        "<title>누리소프트 수출</title>",
        '<h1>누리소프트 수출</h1><time datetime="2025-11-24">2025.11.24</time><p>본문</p>',
    )

    assert (found.title, found.outlet) == ("누리소프트 수출", "news.example")
    assert found.published_at == datetime(2025, 11, 23, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "fetched", "head"),
    [
        ("cp949", {"charset": "euc-kr"}, ""),
        ("cp949", {}, '<meta charset="euc-kr">'),
        ("cp949", {}, ""),
        ("utf-8", {"charset": "nonsense"}, ""),
    ],
)
def test_page_in_any_korean_encoding(encoding, fetched, head):
    assert page(f"{head}<title>가상융합 똠방</title>", encoding=encoding, **fetched).title == (
        "가상융합 똠방"
    )


@pytest.mark.parametrize("text", ["", "<html></html>", "\x00" * 10])
def test_page_without_a_title_is_told(text):
    with pytest.raises(UnreadableError):
        article_of_page(Fetched("https://news.example/1", text.encode(), "text/html"), at=NOW)


def test_page_is_not_of_the_future():
    found = page(
        "<title>소식</title>"
        '<meta property="article:published_time" content="2031-01-01T00:00:00+09:00">'
    )

    assert found.published_at == NOW
    assert NOW - found.published_at == timedelta()


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "euc-kr", "cp949"]
)
def test_feeds_are_read_in_the_encodings_of_feeds(charset):
    name = charset.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    text = feed_of(item("가상융합 소식"), head=f'<?xml version="1.0" encoding="{name}"?>')

    assert [each.title for each in read(text.encode(charset))] == ["가상융합 소식"]


@pytest.mark.parametrize("said", ["server", "feed", "nobody"])
@pytest.mark.parametrize("charset", ["cp037", "cp500", "utf-7", "utf-32"])
def test_no_other_encoding_hides_a_declaration(charset, said):
    name = charset if said == "feed" else "utf-8"
    head = f'<?xml version="1.0" encoding="{name}"?><!DOCTYPE rss [<!ENTITY a "b">]>'
    told = {"charset": charset} if said == "server" else {}

    with pytest.raises(UnreadableError):
        read(feed_of(item("&a;"), head=head).encode(charset, "replace"), **told)


@pytest.mark.parametrize(
    ("elements", "attributes"), [(1, 100_000), (1, 5_000), (2_000, 60)], ids=str
)
def test_attributes_without_end_are_not_parsed(monkeypatch, elements, attributes):
    """Seconds of a worker's time, told by nothing but that the parser is not asked."""
    monkeypatch.setattr(reading.feedparser, "parse", lambda *_args, **_more: pytest.fail("parsed"))
    toil = " ".join(f'a{number}="x"' for number in range(attributes))

    with pytest.raises(UnreadableError, match="큽니다"):
        read(feed_of(*[f"<item {toil}/>"] * elements))


def test_an_article_with_many_links_in_it_is_read():
    links = '&lt;a href="https://news.example/">…&lt;/a>' * 300

    assert len(read(feed_of(item(more=f"<description>{links}</description>")))) == 1
