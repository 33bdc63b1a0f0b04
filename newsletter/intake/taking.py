"""Reading feeds: what is new comes to the desk, each article with the story that it tells."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from newsletter.intake.addresses import article_key
from newsletter.intake.fetching import MEGABYTE, Fetched, FetchError, Limits, fetch
from newsletter.intake.grouping import ALIKE, Headline, headline, likeness
from newsletter.intake.reading import OUTLET, Article, UnreadableError, articles_of_feed
from newsletter.models import Feed, Story, StoryItem

logger = logging.getLogger(__name__)

# Outlets tell a story within a few days; what is alike later is another one.
SAME_STORY_WITHIN = timedelta(days=3)
_AT_ONCE = 8


@dataclass(frozen=True)
class Reading:
    """How the reading of a feed went."""

    feed: Feed
    new: int = 0
    error: str = ""


def read_feeds(feeds: Iterable[Feed], *, at: datetime) -> list[Reading]:
    """Read every feed; one that is in trouble says so and stops no other."""
    waiting = list(feeds)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = pool.map(_asked, waiting)
        return [_taken(feed, answer, at) for feed, answer in zip(waiting, answers, strict=True)]


def _asked(feed: Feed) -> Fetched | Exception:
    """In a thread, away from the database."""
    limits = Limits(feed.seconds_limit, feed.megabytes_limit * MEGABYTE)
    try:
        return fetch(feed.url, limits=limits, etag=feed.etag, last_modified=feed.last_modified)
    except Exception as problem:
        return problem


def _taken(feed: Feed, answer: Fetched | Exception, at: datetime) -> Reading:
    # No edit of a person: an officer's open form stays true.
    told: dict[str, object] = {"fetched_at": at, "version": F("version")}
    reading = Reading(feed)
    try:
        if isinstance(answer, Exception):
            raise answer
        if not answer.is_unchanged:
            articles = articles_of_feed(answer, at=at, most=feed.items_limit)
            reading = Reading(feed, new=take_in(articles, feed=feed, at=at))
            told |= {"etag": answer.etag, "last_modified": answer.last_modified}
        told |= {"succeeded_at": at, "error": ""}
    except SoftTimeLimitExceeded:
        # The feed at which the time ran out; those after it wait for the next reading.
        told |= {"new_items": 0, "error": _("The reading took too long.")}
        Feed.objects.filter(pk=feed.pk).update(**told)
        raise
    except (FetchError, UnreadableError) as problem:
        reading = Reading(feed, error=str(problem))
    except Exception as problem:
        logger.exception("Feed %s (%s)", feed.pk, feed.url)
        kind = type(problem).__name__
        reading = Reading(feed, error=_("Unexpected error: %(kind)s") % {"kind": kind})
    told |= {"new_items": reading.new, "error": reading.error[:300]}
    Feed.objects.filter(pk=feed.pk).update(**told)
    return reading


@transaction.atomic
def take_in(articles: Iterable[Article], *, feed: Feed, at: datetime) -> int:
    """Bring articles to the desk that were not there; how many they were."""
    found = {article_key(article.url): article for article in articles}
    known = StoryItem.objects.filter(key__in=list(found)).values_list("key", flat=True)
    for key in known:
        del found[key]
    if not found:
        return 0
    shelf = Shelf(min(article.published_at or at for article in found.values()))
    return sum(_placed(article, key, feed, at, shelf) for key, article in found.items())


def _placed(article: Article, key: str, feed: Feed, at: datetime, shelf: Shelf) -> bool:
    published = article.published_at or at
    outlet = (article.outlet or feed.name)[:OUTLET]
    story_id = shelf.story_like(article.title, published)
    try:
        with transaction.atomic():
            # Held, so that an officer does not join it to another just now.
            held = Story.objects.select_for_update().filter(pk=story_id).first()
            if held is None:
                held = Story.objects.create(
                    title=article.title,
                    outlet=outlet,
                    link=article.url,
                    tag=feed.tag,
                    published_at=published,
                    first_seen_at=at,
                )
            StoryItem.objects.create(
                story=held,
                feed=feed,
                outlet=outlet,
                title=article.title,
                url=article.url,
                key=key,
                excerpt=article.excerpt,
                published_at=published,
                fetched_at=at,
            )
    except IntegrityError:
        # Another worker brought the same article meanwhile.
        return False
    shelf.put(article.title, published, held.pk)
    return True


class Shelf:
    """The headlines of some days, and which stories they belong to."""

    def __init__(self, since: datetime) -> None:
        rows = (
            StoryItem.objects.seen_since(since - SAME_STORY_WITHIN)
            .exclude(title="")
            .values_list("title", "published_at", "story_id")
        )
        self._rows: list[tuple[Headline, datetime, int]] = []
        for title, published_at, story_id in rows:
            self.put(title, published_at, story_id)

    def put(self, title: str, published_at: datetime, story_id: int) -> None:
        self._rows.append((headline(title), published_at, story_id))

    def story_like(self, title: str, published_at: datetime) -> int | None:
        """The story that the title tells; the likest, where there are several."""
        wanted = headline(title)
        best, found = ALIKE, None
        for other, at, story_id in self._rows:
            if abs(at - published_at) <= SAME_STORY_WITHIN:
                alike = likeness(wanted, other)
                if alike >= best:
                    best, found = alike, story_id
        return found
