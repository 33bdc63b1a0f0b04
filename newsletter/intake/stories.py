"""What officers do with stories: choose, drop, put in order, join and split."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from newsletter.models import NewsletterIssue, Story, StoryItem


def last_place() -> int:
    starred = Story.objects.filter(state=Story.State.STARRED)
    return int(starred.aggregate(last=Max("position"))["last"] or 0)


def star(story: Story) -> None:
    """Choose it for the next issue, after what was chosen before."""
    _refuse_if_told(story)
    if story.state != Story.State.STARRED:
        story.state, story.position = Story.State.STARRED, last_place() + 1
        story.save()


def unstar(story: Story) -> None:
    _set_open_state(story, Story.State.NEW)


def drop(story: Story) -> None:
    """Put it aside; later articles about it go with it."""
    _set_open_state(story, Story.State.DROPPED)


def take_back(story: Story) -> None:
    """What was dropped is new again."""
    _set_open_state(story, Story.State.NEW)


def _set_open_state(story: Story, state: Story.State) -> None:
    _refuse_if_told(story)
    if story.state != state:
        story.state, story.position = state, 0
        story.save()


@transaction.atomic
def place(story: Story, *, before: Story | None = None, after: Story | None = None) -> None:
    """Put it before or after another starred story, or at the end; what was not starred becomes so.

    Order alone is no change of a story: forms opened before stay true. It is told in relation to
    others, so two officers who put things in order do not undo each other.
    """
    _refuse_if_told(story)
    if story.state != Story.State.STARRED:
        star(story)
    order = list(_starred().exclude(pk=story.pk).values_list("pk", flat=True))
    neighbour = before or after
    where = len(order)
    if neighbour is not None and neighbour.pk in order:
        where = order.index(neighbour.pk) + (1 if before is None else 0)
    order.insert(where, story.pk)
    _number(order)
    story.refresh_from_db()


@transaction.atomic
def step(story: Story, by: int) -> bool:
    """One place up (-1) or down (+1) among the starred of its tag; False at the end."""
    if story.state != Story.State.STARRED:
        place(story)
        return True
    mates = list(_starred().filter(tag=story.tag))
    where = [mate.pk for mate in mates].index(story.pk) + by
    if not 0 <= where < len(mates):
        return False
    if by < 0:
        place(story, before=mates[where])
    else:
        place(story, after=mates[where])
    return True


def _starred() -> Any:
    return Story.objects.filter(state=Story.State.STARRED).order_by(
        "position", "-published_at", "pk"
    )


def _number(order: Sequence[int]) -> None:
    for position, pk in enumerate(order, start=1):
        Story.objects.filter(pk=pk).exclude(position=position).update(
            position=position, version=F("version")
        )


@transaction.atomic
def join(into: Story, others: Iterable[Story]) -> None:
    """The others' articles tell this story; the others end."""
    ending = [other for other in others if other.pk != into.pk]
    if not ending:
        raise RuleViolation(_("Choose at least two stories to join."))
    for story in (into, *ending):
        _refuse_if_told(story)
    StoryItem.objects.filter(story__in=ending).update(story=into)
    if not into.summary:
        into.summary = next((other.summary for other in ending if other.summary), "")
    # A change of the story, also where only its articles are more.
    into.save()
    for other in ending:
        into.editors.add(*other.editors.all())
        other.delete()


@transaction.atomic
def split(item: StoryItem) -> Story:
    """The article tells another story after all: it gets one of its own."""
    story = item.story
    _refuse_if_told(story)
    rest = story.items.exclude(pk=item.pk)
    lead = rest.first()
    if lead is None:
        raise RuleViolation(_("The story has one article only."))
    if story.link == item.url:
        story.title = lead.title if story.title == item.title else story.title
        story.outlet, story.link = lead.outlet, lead.url
        story.link_checked_at, story.link_problem = None, ""
    story.save()
    item.story = Story.objects.create(
        title=item.title,
        outlet=item.outlet,
        link=item.url,
        tag=story.tag,
        published_at=item.published_at,
        first_seen_at=story.first_seen_at,
    )
    item.story.editors.set(story.editors.all())
    item.save()
    return item.story


@transaction.atomic
def mark_used(stories: Iterable[Story], issue: NewsletterIssue) -> None:
    """These stories, in this order, are what the issue tells; what was taken out of it is dropped,
    so that it does not come back by itself.

    To be called each time that an issue is drafted; the same stories again change nothing, and
    what another issue tells meanwhile stays with that.
    """
    told = list(stories)
    taken_out = Story.objects.filter(used_in=issue).exclude(pk__in=[story.pk for story in told])
    taken_out.update(state=Story.State.DROPPED, used_in=None, position=0)
    free = Q(used_in=None) | Q(used_in=issue)
    for position, story in enumerate(told, start=1):
        same: dict[str, Any] = {"state": Story.State.USED, "used_in": issue, "position": position}
        before = {}
        if story.state != Story.State.USED:
            before["was_starred"] = story.state == Story.State.STARRED
        Story.objects.filter(free, pk=story.pk).exclude(**same).update(**same, **before)
        story.refresh_from_db()


def use_up(issue: NewsletterIssue) -> None:
    """The issue goes out: what it tells is told, also where a later draft had taken it over."""
    told = Story.objects.filter(articles__issue=issue).exclude(used_in=issue)
    told.update(state=Story.State.USED, used_in=issue)


def release_stories(issue: NewsletterIssue) -> None:
    """Nothing of the issue will be told: its stories are again what they were."""
    _give_back(Story.objects.filter(used_in=issue))


def give_back_unsent(*, before: date) -> None:
    """A draft of an earlier day that never went out uses nothing up."""
    left_behind = NewsletterIssue.objects.left_behind(before)
    _give_back(Story.objects.filter(used_in__in=left_behind))


def _give_back(stories: Any) -> None:
    stories.filter(was_starred=True).update(state=Story.State.STARRED, used_in=None)
    stories.filter(was_starred=False).update(state=Story.State.NEW, used_in=None, position=0)


def _refuse_if_told(story: Story) -> None:
    if story.state == Story.State.USED:
        raise RuleViolation(_("“%(title)s” is in an issue already.") % {"title": story})
