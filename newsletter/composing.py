"""Drafting the day's issue: what officers starred, the freshest news, banners, announcements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from alliance.announcements import Announcement, AnnouncementKind, announced_on
from alliance.periods import seoul_day
from members.models import User
from newsletter.approving import mark_edited
from newsletter.calendar import usual_hour
from newsletter.intake.stories import give_back_unsent, mark_used
from newsletter.models import (
    IssueArticle,
    NewsletterIssue,
    Promotion,
    PromotionPlacement,
    SendingState,
    Story,
)
from newsletter.promotions.places import places_on
from newsletter.services import open_issue

Section = IssueArticle.Section

# What fits on two screens of a telephone; an officer may star more, and all of it is taken.
MOST_BY_THEMSELVES = {Section.DOMESTIC: 5, Section.GLOBAL: 4, Section.EVENT: 4, Section.CALL: 4}
SECTION_OF = {AnnouncementKind.EVENT: Section.EVENT, AnnouncementKind.CALL: Section.CALL}


@dataclass(frozen=True)
class Draft:
    issue: NewsletterIssue
    # False where it had been drafted, or begun by hand, before.
    is_new: bool


@transaction.atomic
def compose_issue(*, on: date, at: datetime, by: User | None = None) -> Draft:
    """The day's issue, drafted once: later calls, and calls at once, leave it as it is."""
    issue = open_issue(on=on)
    if not _claim(issue, on, at, by):
        issue.refresh_from_db()
        return Draft(issue, is_new=False)
    issue.refresh_from_db()
    past = min(on, seoul_day(at))
    give_back_unsent(before=past)
    _tell(issue, _chosen(on, starred_only=False))
    _repeat(issue, announced_on(on), past)
    _place(issue, on)
    return Draft(issue, is_new=True)


def _claim(issue: NewsletterIssue, on: date, at: datetime, by: User | None) -> bool:
    """One of all who draft at once; and none where an officer has begun."""
    untouched = NewsletterIssue.objects.filter(
        pk=issue.pk,
        state=SendingState.DRAFT,
        composed_at=None,
        last_edited_by=None,
        articles=None,
        placements=None,
    )
    hour = issue.scheduled_at or usual_hour(on)
    return bool(untouched.update(composed_at=at, composed_by=by, scheduled_at=hour))


@transaction.atomic
def take_in(*, issue: NewsletterIssue, by: User, at: datetime) -> int:
    """Add what was starred and booked since; nothing that stands there changes."""
    before = issue.articles.count() + issue.placements.count()
    give_back_unsent(before=min(issue.date, seoul_day(at)))
    _tell(issue, _chosen(issue.date, starred_only=True))
    _place(issue, issue.date)
    added: int = issue.articles.count() + issue.placements.count() - before
    if added:
        mark_edited(issue, by=by, at=at)
    return added


def _chosen(on: date, *, starred_only: bool) -> list[Story]:
    """Everything starred; of the rest the freshest, as far as the section has room."""
    chosen = []
    told: Counter[str] = Counter()
    for story in Story.objects.for_issue(on):
        is_wanted = story.state in (Story.State.STARRED, Story.State.USED)
        has_room = told[story.tag] < MOST_BY_THEMSELVES[Section(story.tag)]
        if is_wanted or (has_room and not starred_only):
            told[story.tag] += 1
            chosen.append(story)
    return chosen


def _tell(issue: NewsletterIssue, stories: Iterable[Story]) -> None:
    there = set(issue.articles.exclude(story=None).values_list("story", flat=True))
    for story in stories:
        if story.pk not in there:
            IssueArticle.objects.create(
                issue=issue,
                section=story.tag,
                position=_next_position(issue, story.tag),
                title=story.title,
                outlet=story.outlet,
                link=story.link,
                summary=" ".join(story.summary.split()),
                closes_on=story.expires_on,
                story=story,
            )
    keep_stories(issue)


def _repeat(issue: NewsletterIssue, announcements: Iterable[Announcement], past: date) -> None:
    """What no issue tells yet, also of a day before or after, and no officer took out; drafts of
    days before `past` that never went out have told nothing."""
    told_in = IssueArticle.objects.exclude(source="").exclude(
        issue__in=NewsletterIssue.objects.left_behind(past)
    )
    told = set(told_in.values_list("source", flat=True))
    for left_out in NewsletterIssue.objects.exclude(left_out=[]).values_list("left_out", flat=True):
        told.update(left_out)
    number = Counter(issue.articles.values_list("section", flat=True))
    for each in announcements:
        section = SECTION_OF[each.kind]
        if each.key in told or number[section] >= MOST_BY_THEMSELVES[section]:
            continue
        number[section] += 1
        IssueArticle.objects.create(
            issue=issue,
            section=section,
            position=_next_position(issue, section),
            title=each.title[:300],
            outlet=(each.by or settings.ALLIANCE_NAME)[:100],
            link=settings.SITE_URL + each.path,
            summary=each.in_brief[:500],
            closes_on=each.last_day,
            source=each.key,
        )


def _place(issue: NewsletterIssue, on: date) -> None:
    """As many booked banners as the day has places, those that end soonest first."""
    there = set(issue.placements.values_list("promotion", flat=True))
    left_out = NewsletterIssue.objects.values_list("left_out", flat=True).get(pk=issue.pk)
    booked = Promotion.objects.booked_on(on).order_by("ends_on", "starts_on", "pk")
    waiting = [each for each in booked if each.pk not in there and each.key not in left_out]
    for promotion in waiting[: max(0, places_on(on) - len(there))]:
        last = issue.placements.aggregate(last=Max("position"))["last"] or 0
        PromotionPlacement.objects.create(issue=issue, promotion=promotion, position=last + 1)


def _next_position(issue: NewsletterIssue, section: str) -> int:
    last = issue.articles.filter(section=section).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def keep_stories(issue: NewsletterIssue) -> None:
    """Let the desk know what the issue tells, in its order."""
    told = issue.articles.exclude(story=None).select_related("story").in_order()
    mark_used([each.story for each in told], issue)


def standing_in(issue: NewsletterIssue) -> set[str]:
    """The banners and announcements of the issue, by their keys."""
    placed = issue.placements.select_related("promotion")
    told = issue.articles.exclude(source="").values_list("source", flat=True)
    return {*(each.promotion.key for each in placed), *told}


def leave_out(issue: NewsletterIssue, *, stood: set[str]) -> None:
    """After an officer's edit: what stood in the issue and was taken out does not come back."""
    stands = standing_in(issue)
    stored: list[str] = NewsletterIssue.objects.values_list("left_out", flat=True).get(pk=issue.pk)
    left_out = sorted((set(stored) | stood) - stands)
    if left_out != stored:
        NewsletterIssue.objects.filter(pk=issue.pk).update(left_out=left_out)
        issue.refresh_from_db()
