"""Addresses that officers paste: a row on the desk at once, read by a worker afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alliance import jobs
from alliance.errors import RuleViolation
from newsletter.intake.addresses import BadAddress, article_key, article_url, web_address
from newsletter.intake.fetching import PAGE_TYPES, FetchError, fetch
from newsletter.intake.plain import one_line
from newsletter.intake.reading import OUTLET, TITLE, Article, UnreadableError, article_of_page
from newsletter.intake.stories import last_place
from newsletter.intake.taking import Shelf
from newsletter.jobs import READ_PASTED
from newsletter.models import Story, StoryItem, StoryTag

MOST_LINES = 100
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S+|(?:www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True)
class RefusedLine:
    number: int
    text: str
    reason: str


@dataclass
class Pasted:
    added: list[Story] = field(default_factory=list)
    known: list[Story] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)

    @property
    def told(self) -> str:
        return _("%(added)s taken, %(known)s known already, %(refused)s refused.") % {
            "added": len(self.added),
            "known": len(self.known),
            "refused": len(self.refused),
        }


@transaction.atomic
def paste(text: str, *, tag: str, by: Any, at: datetime) -> Pasted:
    """Each line an address, perhaps with a title beside it; what was chosen by hand is starred."""
    if tag not in StoryTag.values:
        raise RuleViolation(_("Choose a tag for what is pasted."))
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise RuleViolation(_("Nothing was pasted."))
    if len(lines) > MOST_LINES:
        raise RuleViolation(
            _("At most %(most)s addresses at once; these are %(count)s.")
            % {"most": MOST_LINES, "count": len(lines)}
        )
    pasted = Pasted()
    for number, line in lines:
        try:
            _take_line(line, pasted, tag=tag, at=at)
        except BadAddress as refusal:
            pasted.refused.append(RefusedLine(number, line, str(refusal)))
    if by is not None:
        for story in (*pasted.added, *pasted.known):
            story.editors.add(by)
    for story in pasted.added:
        jobs.enqueue(READ_PASTED, by=by, subject=story)
    return pasted


def _take_line(line: str, pasted: Pasted, *, tag: str, at: datetime) -> None:
    found = _ADDRESS.search(line)
    address = found[0] if found else line
    url = article_url(f"https://{address}" if address.lower().startswith("www.") else address)
    key = article_key(url)
    item = StoryItem.objects.select_related("story").filter(key=key).first()
    if item is not None:
        story = item.story
        if story.state in (Story.State.NEW, Story.State.DROPPED):
            story.state, story.position = Story.State.STARRED, last_place() + 1
            story.save()
        pasted.known.append(story)
        return
    title = one_line(line.replace(address, " "), TITLE)
    outlet = web_address(url).host.removeprefix("www.")[:OUTLET]
    story = Story.objects.create(
        title=title,
        outlet=outlet,
        link=url,
        tag=tag,
        state=Story.State.STARRED,
        position=last_place() + 1,
        published_at=at,
        first_seen_at=at,
    )
    StoryItem.objects.create(
        story=story, outlet=outlet, title=title, url=url, key=key, published_at=at
    )
    pasted.added.append(story)


def read_pasted(story_id: int, *, at: datetime) -> None:
    """Fill in what the pages say; where they cannot be read, say why and leave it to people."""
    waiting = StoryItem.objects.filter(story_id=story_id, feed=None, fetched_at=None)
    for item in waiting.select_related("story"):
        try:
            article = article_of_page(fetch(item.url, types=PAGE_TYPES), at=at)
        except (FetchError, UnreadableError) as problem:
            StoryItem.objects.filter(pk=item.pk).update(problem=str(problem)[:300])
        else:
            _fill_in(item, article, at)


@transaction.atomic
def _fill_in(item: StoryItem, article: Article, at: datetime) -> None:
    story = Story.objects.select_for_update().get(pk=item.story_id)
    published = article.published_at or item.published_at
    same = None
    if not story.title and story.version == 1:
        same = Shelf(published).story_like(article.title, published)
    guessed_outlet = story.outlet == item.outlet
    item.title = item.title or article.title
    item.outlet, item.excerpt, item.problem = article.outlet, article.excerpt, ""
    item.published_at, item.fetched_at = published, at
    if same is not None and _goes_to(item, story, same):
        return
    item.save()
    # What the officer typed meanwhile stays.
    story.title = story.title or article.title
    if guessed_outlet:
        story.outlet = article.outlet
    story.published_at = published
    story.save()


def _goes_to(item: StoryItem, story: Story, other_id: int) -> bool:
    """A story that the desk has already gets the article and the star; False where it is told."""
    other = Story.objects.select_for_update().get(pk=other_id)
    if other.state == Story.State.USED:
        return False
    item.story = other
    item.save()
    if other.state != Story.State.STARRED:
        other.state, other.position = Story.State.STARRED, story.position
        other.save()
    other.editors.add(*story.editors.all())
    story.delete()
    return True
