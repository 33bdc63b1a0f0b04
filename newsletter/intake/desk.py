"""What the news desk shows, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.admin.conflicts import last_change
from alliance.errors import RuleViolation
from alliance.models import StaleRecordError
from members.models import User
from newsletter.calendar import sending_days
from newsletter.intake import stories
from newsletter.intake.querysets import LONGEST_CATCH_UP, catch_up_from
from newsletter.models import Feed, NewsletterIssue, Story, StoryItem, StoryTag

# More is no morning's reading; the list of all stories has the rest.
MOST_ON_DESK = 300


@dataclass(frozen=True)
class Group:
    tag: StoryTag
    stories: list[Story]

    @property
    def starred(self) -> int:
        return sum(story.state == Story.State.STARRED for story in self.stories)


@dataclass(frozen=True)
class Desk:
    day: date
    since: date
    issue: NewsletterIssue | None
    groups: list[Group]
    dropped: list[Story]
    is_cut: bool

    @property
    def total(self) -> int:
        return sum(len(group.stories) for group in self.groups)

    @property
    def starred(self) -> int:
        return sum(group.starred for group in self.groups)

    @property
    def is_reading(self) -> bool:
        """A worker reads a pasted address just now."""
        return any(
            item.is_being_read
            for group in self.groups
            for story in group.stories
            for item in story.items.all()
        )


def next_issue_day(today: date) -> date:
    """Today until its newsletter is sent, else the next day that has one."""
    last = today + timedelta(days=LONGEST_CATCH_UP)
    sent = set(
        NewsletterIssue.objects.sent()
        .filter(date__range=(today, last))
        .values_list("date", flat=True)
    )
    return next((day for day in sending_days(today, last) if day not in sent), today)


def desk_of(day: date) -> Desk:
    found = Story.objects.on_desk(day).in_order().prefetch_related("items__feed")
    shown = list(found[: MOST_ON_DESK + 1])
    is_cut = len(shown) > MOST_ON_DESK
    shown = shown[:MOST_ON_DESK]
    for story in shown:
        story.is_expired = story.is_expired_on(day)
    open_stories = [story for story in shown if story.state != Story.State.DROPPED]
    return Desk(
        day=day,
        since=catch_up_from(day),
        issue=NewsletterIssue.objects.filter(date=day).first(),
        groups=[
            Group(tag, [story for story in open_stories if story.tag == tag]) for tag in StoryTag
        ],
        dropped=[story for story in shown if story.state == Story.State.DROPPED],
        is_cut=is_cut,
    )


def feeds_in_trouble() -> list[Feed]:
    return list(Feed.objects.in_trouble())


# --- Buttons ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """What was done: told to the officer, and noted in the record's history."""

    told: str
    story: Story
    is_noted: bool = True
    # The story was chosen or written in, for which the officer stands.
    is_choice: bool = False


class Overtaken(RuleViolation):
    """Somebody else changed the story since it was shown."""


def press(button: str, chosen: list[str], *, by: User | None = None) -> Done:
    """`button` is "verb:story:version", for a place with the other story behind it."""
    verb, _colon, rest = button.partition(":")
    numbers = rest.split(":")
    if verb not in _VERBS or not all(_is_number(each) for each in (*numbers, *chosen)):
        raise RuleViolation(_("The desk has no such button."))
    try:
        with transaction.atomic():
            done = _VERBS[verb]([int(each) for each in numbers], [int(each) for each in chosen])
            if by is not None and (done.is_choice or verb in _EDITS):
                done.story.editors.add(by)
            return done
    except StaleRecordError as stale:
        raise _overtaken(stale.record.pk) from stale


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _shown(pk: int, version: int) -> Story:
    story: Story | None = Story.objects.select_for_update().filter(pk=pk).first()
    if story is None or story.version != version:
        raise _overtaken(pk)
    return story


def _overtaken(pk: int) -> Overtaken:
    change = last_change(Story, pk)
    by = f"{change.by}: {change.message}" if change.by else _("the portal")
    return Overtaken(
        _("This story was changed meanwhile (%(by)s). Look at it and try again.") % {"by": by}
    )


Verb = Callable[[list[int], list[int]], Done]


def _simple(step: Callable[[Story], None], told: Callable[[], str]) -> Verb:
    def do(numbers: list[int], chosen: list[int]) -> Done:
        pk, version = _two(numbers)
        story = _shown(pk, version)
        step(story)
        return Done(told() % {"title": story}, story)

    return do


def _two(numbers: list[int]) -> tuple[int, int]:
    if len(numbers) != 2:
        raise RuleViolation(_("The desk has no such button."))
    return numbers[0], numbers[1]


def _step(by: int) -> Verb:
    def do(numbers: list[int], chosen: list[int]) -> Done:
        story = _shown(*_two(numbers))
        is_choice = story.state != Story.State.STARRED
        if not stories.step(story, by):
            told = _("“%(title)s” is the first.") if by < 0 else _("“%(title)s” is the last.")
            return Done(told % {"title": story}, story, is_noted=False)
        return Done(_where(story), story, is_noted=False, is_choice=is_choice)

    return do


def _place(numbers: list[int], chosen: list[int]) -> Done:
    *shown, other = numbers
    story = _shown(*_two(shown))
    neighbour = Story.objects.filter(pk=other).first()
    if neighbour is not None and neighbour.tag != story.tag:
        raise RuleViolation(_("Stories are put in order within their tag; edit it to change that."))
    is_choice = story.state != Story.State.STARRED
    stories.place(story, before=neighbour)
    return Done(_where(story), story, is_noted=False, is_choice=is_choice)


def _where(story: Story) -> str:
    mates = Story.objects.filter(state=Story.State.STARRED, tag=story.tag)
    place = mates.filter(position__lte=story.position).count()
    return _("“%(title)s” is number %(place)s of %(all)s starred in %(tag)s.") % {
        "title": story,
        "place": place,
        "all": mates.count(),
        "tag": story.get_tag_display(),
    }


def _join(numbers: list[int], chosen: list[int]) -> Done:
    found = Story.objects.select_for_update().filter(pk__in=chosen)
    # The first that was starred leads, else the one that was there first.
    ordered = sorted(
        found, key=lambda each: (each.state != Story.State.STARRED, each.position, each.pk)
    )
    if not ordered:
        raise RuleViolation(_("Choose at least two stories to join."))
    stories.join(ordered[0], ordered[1:])
    told = _("%(count)s stories are one now: “%(title)s”.")
    return Done(told % {"count": len(ordered), "title": ordered[0]}, ordered[0])


def _split(numbers: list[int], chosen: list[int]) -> Done:
    pk, version = _two(numbers)
    item = StoryItem.objects.filter(pk=pk).first()
    if item is None:
        raise _overtaken(0)
    _shown(item.story_id, version)
    story = stories.split(item)
    return Done(_("“%(title)s” is a story of its own now.") % {"title": story}, story)


# Choosing and writing; to put aside, or to move what was chosen, is neither.
_EDITS = frozenset({"star", "join", "split"})
_VERBS: Mapping[str, Verb] = {
    "star": _simple(stories.star, lambda: _("“%(title)s” is starred.")),
    "unstar": _simple(stories.unstar, lambda: _("“%(title)s” has no star any more.")),
    "drop": _simple(stories.drop, lambda: _("“%(title)s” is dropped.")),
    "back": _simple(stories.take_back, lambda: _("“%(title)s” is back.")),
    "up": _step(-1),
    "down": _step(+1),
    "place": _place,
    "join": _join,
    "split": _split,
}
