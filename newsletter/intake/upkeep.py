"""What is done to stories while nobody looks: dead links are flagged, old things forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db.models import F, Q

from alliance.periods import seoul_day
from newsletter.intake.fetching import FetchError, Limits, look
from newsletter.models import CheckedLink, NewsletterIssue, SendingState, Story, StoryItem
from newsletter.models.links import is_ours

CHECK_AGAIN_AFTER = timedelta(hours=3)
# Others' words are for writing ours, which is soon done.
EXCERPTS_KEPT = timedelta(days=14)
STORIES_KEPT = timedelta(days=90)
# Doors that are closed to us, not to readers.
_NOT_FOR_PROGRAMS = frozenset({401, 402, 403, 405, 406, 407, 418, 429, 451})
_AT_ONCE = 8


def check_links(*, at: datetime, stories: Iterable[Story] | None = None) -> int:
    """Look whether the links of chosen stories still lead somewhere; how many do not."""
    if stories is None:
        due = Q(link_checked_at=None) | Q(link_checked_at__lt=at - CHECK_AGAIN_AFTER)
        stories = Story.objects.filter(due, state=Story.State.STARRED)
    looked_at = list(stories)
    problems = _problems([story.link for story in looked_at])
    for story, problem in zip(looked_at, problems, strict=True):
        # Only of the link that was looked at: an officer may have written another meanwhile.
        Story.objects.filter(pk=story.pk, link=story.link).update(
            link_checked_at=at, link_problem=problem[:300], version=F("version")
        )
    return sum(bool(problem) for problem in problems)


def check_issue_links(*, at: datetime) -> int:
    """The same of what stands in issues that have not gone out, typed by hand or not."""
    links = _links_to_come(at)
    known = CheckedLink.objects.filter(url__in=links, checked_at__gte=at - CHECK_AGAIN_AFTER)
    looked_at = sorted(links.difference(known.values_list("url", flat=True)))
    problems = _problems(looked_at)
    for url, problem in zip(looked_at, problems, strict=True):
        CheckedLink.objects.update_or_create(
            url=url, defaults={"checked_at": at, "problem": problem[:300]}
        )
    return sum(bool(problem) for problem in problems)


def _links_to_come(at: datetime) -> set[str]:
    issues = NewsletterIssue.objects.filter(date__gte=seoul_day(at), mailings=None).exclude(
        state=SendingState.SENT
    )
    found = {
        *issues.values_list("articles__link", flat=True),
        *issues.values_list("promotions__link", flat=True),
    }
    return {link for link in found if link and not is_ours(link)}


def _problems(links: Iterable[str]) -> list[str]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(_problem, links))


def _problem(link: str) -> str:
    try:
        look(link, limits=Limits(seconds=8))
    except FetchError as problem:
        return "" if problem.status in _NOT_FOR_PROGRAMS else str(problem)
    return ""


def forget(*, at: datetime) -> int:
    """Forget others' words, and stories that no issue told; how many of those."""
    StoryItem.objects.filter(published_at__lt=at - EXCERPTS_KEPT).exclude(excerpt="").update(
        excerpt=""
    )
    CheckedLink.objects.filter(checked_at__lt=at - EXCERPTS_KEPT).delete()
    old = Story.objects.filter(
        state__in=[Story.State.NEW, Story.State.DROPPED], published_at__lt=at - STORIES_KEPT
    )
    number = int(old.count())
    old.delete()
    return number
