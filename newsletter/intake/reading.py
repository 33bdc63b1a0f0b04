"""What a feed or a page says: title, outlet, day, a few words. Everything comes from strangers."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any

import feedparser
from django.utils.translation import gettext as _
from lxml import etree, html

from alliance.periods import SEOUL
from newsletter.intake.addresses import BadAddress, article_url
from newsletter.intake.fetching import Fetched
from newsletter.intake.plain import one_line

TITLE, OUTLET, EXCERPT = 300, 100, 200
# What is older is no news, whenever a feed tells it.
OLDEST = timedelta(days=14)
# Metadata stand at the beginning.
_HEAD = 1_000_000
# Each costs the parser time; no feed of news comes near.
_MOST_TAGS, _MOST_ENTITIES = 40_000, 500_000
# Of one element's attributes each is compared with each.
_MOST_ATTRIBUTES, _MOST_OF_ALL_ATTRIBUTES = 1_000, 100_000
# Feeds come in these; what else a parser knows could hide a declaration from the check.
_CHARSETS = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "us-ascii": "utf-8-sig",
    "ascii": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "cp949": "cp949",
    "ms949": "cp949",
    "uhc": "cp949",
}
_NAMED_CHARSET = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.-]{1,40})["']""")


class UnreadableError(Exception):
    """It is not what was asked for; the message tells officers why."""


@dataclass(frozen=True)
class Article:
    url: str
    title: str
    outlet: str = ""
    excerpt: str = ""
    published_at: datetime | None = None


# --- Feeds -----------------------------------------------------------------------------------


def articles_of_feed(fetched: Fetched, *, at: datetime, most: int) -> list[Article]:
    """The feed's articles as it orders them, without what is too old or has no address."""
    body = _in_utf8(fetched)
    _refuse_declarations(body)
    _refuse_toil(body)
    # As a stream: a string of bytes would be taken for the name of a file.
    parsed = feedparser.parse(
        BytesIO(body),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version") and not parsed.entries:
        raise UnreadableError(_("This is no RSS or Atom feed."))
    base = _link(parsed.feed) or fetched.url
    found = (_article(entry, base, at) for entry in parsed.entries[:most])
    return [article for article in found if article is not None]


def _in_utf8(fetched: Fetched) -> bytes:
    """Read once by us, so that the check and the parser see the same signs."""
    body = fetched.body
    found = _NAMED_CHARSET.match(body.lstrip()[:200])
    names = [fetched.charset, found[1].decode() if found else ""]
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        names = ["utf-16"]
    elif body.startswith(b"\xef\xbb\xbf"):
        names = ["utf-8"]
    elif body[:2] in (b"<\x00", b"\x00<"):
        names = ["utf-16le" if body[0] else "utf-16be"]
    for name in names:
        if name and name.lower() not in _CHARSETS:
            raise UnreadableError(
                _("The feed is written in “%(charset)s”, which is not read.") % {"charset": name}
            )
    # What names no charset, or a wrong one, is mostly one of the two.
    for codec in [*(_CHARSETS[name.lower()] for name in names if name), "utf-8-sig", "cp949"]:
        try:
            return body.decode(codec).encode()
        except UnicodeError:
            continue
    raise UnreadableError(_("The signs of the feed cannot be read."))


def _refuse_declarations(body: bytes) -> None:
    """A feed needs no DTD; entities that unfold into gigabytes stand in one."""
    head = body.replace(b"\x00", b"").lstrip(b" \t\r\n")
    place = 0
    while head.startswith(b"<", place):
        if head.startswith(b"<!--", place):
            end, skip = head.find(b"-->", place), 3
        elif head.startswith(b"<?", place):
            end, skip = head.find(b"?>", place), 2
        elif head.startswith(b"<!", place):
            raise UnreadableError(_("The feed has a document type declaration, and is not read."))
        else:
            return
        if end < 0:
            return
        place = end + skip
        while head[place : place + 1].isspace():
            place += 1


def _refuse_toil(body: bytes) -> None:
    is_toil = (
        body.count(b"<") > _MOST_TAGS
        or body.count(b"&") > _MOST_ENTITIES
        or body.count(b"=") > _MOST_OF_ALL_ATTRIBUTES
        or any(part.count(b"=") > _MOST_ATTRIBUTES for part in body.split(b"<"))
    )
    if is_toil:
        raise UnreadableError(_("The feed is far too large for one of news."))


def _article(entry: Any, base: str, at: datetime) -> Article | None:
    try:
        url = article_url(_link(entry), base=base) if _link(entry) else ""
    except BadAddress:
        return None
    if not url:
        return None
    published = _published(entry, at)
    if published < at - OLDEST:
        return None
    outlet = one_line(_text(entry.get("source", {}), "title"), OUTLET)
    title = one_line(_text(entry, "title"), TITLE)
    # Collections of others' news write the outlet behind the title.
    title = title.removesuffix(f" - {outlet}") if outlet else title
    if not title:
        return None
    return Article(
        url=url,
        title=title,
        outlet=outlet,
        excerpt=one_line(_text(entry, "summary"), EXCERPT),
        published_at=published,
    )


def _text(entry: Any, name: str) -> str:
    value = entry.get(name, "") if hasattr(entry, "get") else ""
    return value if isinstance(value, str) else ""


def _link(entry: Any) -> str:
    return _text(entry, "link")


def _published(entry: Any, at: datetime) -> datetime:
    """Never later than now; now where the feed does not say."""
    for name in ("published", "updated"):
        moment = _of_mail(_text(entry, name)) or _moment(_text(entry, name))
        if moment is None and (parts := entry.get(f"{name}_parsed")):
            moment = datetime.fromtimestamp(calendar.timegm(parts), tz=UTC)
        if moment is not None:
            return min(moment, at)
    return at


def _of_mail(text: str) -> datetime | None:
    """As RSS writes it; feeds that name no zone mean Korea's, and so does KST."""
    try:
        moment = parsedate_to_datetime(text.replace("KST", "+0900"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)


# --- Pages -----------------------------------------------------------------------------------


def article_of_page(fetched: Fetched, *, at: datetime) -> Article:
    """What the page says about itself."""
    text = _decoded(fetched)[:_HEAD]
    facts = _facts(text)
    title = one_line(facts.get("og:title", "") or facts.get("title", ""), TITLE)
    outlet = one_line(facts.get("og:site_name", ""), OUTLET)
    excerpt = facts.get("og:description", "") or facts.get("description", "")
    guessed = _guessed(text, fetched.url) if not (title and "published" in facts) else None
    if guessed is not None:
        title = title or one_line(guessed.title or "", TITLE)
        outlet = outlet or one_line(guessed.sitename or "", OUTLET)
    if not title:
        raise UnreadableError(_("The page names no title."))
    published = _moment(facts.get("published", "")) or _moment(guessed.date if guessed else "")
    if outlet:
        title = re.sub(rf"\s*[-|:·–—]\s*{re.escape(outlet)}$", "", title) or title
    return Article(
        url=fetched.url,
        title=title,
        outlet=outlet or fetched.url.split("/")[2].removeprefix("www."),
        excerpt=one_line(excerpt, EXCERPT),
        published_at=min(published, at) if published else None,
    )


def _decoded(fetched: Fetched) -> str:
    named = re.search(rb"""charset\s*=\s*["']?([\w-]{2,20})""", fetched.body[:4096])
    for charset in (fetched.charset, named[1].decode() if named else "", "utf-8", "cp949"):
        # Pages that name EUC-KR use what CP949 has beyond it.
        name = "cp949" if charset.lower() in ("euc-kr", "ks_c_5601-1987") else charset
        try:
            return fetched.body.decode(name) if name else fetched.body.decode("ascii")
        except (UnicodeDecodeError, LookupError):
            continue
    return fetched.body.decode("utf-8", "replace")


_PUBLISHED = frozenset({"article:published_time", "og:article:published_time", "datepublished"})


def _facts(text: str) -> dict[str, str]:
    """The first of each <meta> that says something, and the <title>."""
    try:
        tree = html.document_fromstring(
            text.replace("\x00", "").encode("utf-8", "replace"), _PARSER
        )
    except (etree.LxmlError, ValueError) as problem:
        raise UnreadableError(_("This is no web page.")) from problem
    facts: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = meta.get("content") or ""
        if name and content.strip():
            facts.setdefault("published" if name in _PUBLISHED else name, content)
    title = tree.find(".//title")
    if title is not None:
        facts["title"] = title.text_content()
    return facts


_PARSER = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)


def _guessed(text: str, url: str) -> Any:
    """What a library makes of a page that says little about itself."""
    from trafilatura.metadata import extract_metadata  # slow to load

    return extract_metadata(text, default_url=url)


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)
