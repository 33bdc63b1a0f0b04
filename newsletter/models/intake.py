"""What the news desk works on: feeds, stories, and the articles that tell a story.

Of others' articles only title, outlet, link and a few words are kept; what is mailed is the
secretariat's own summary.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lines import LineField
from alliance.models import VersionedModel
from newsletter.intake.querysets import FeedQuerySet, StoryItemQuerySet, StoryQuerySet
from newsletter.models.issues import NewsletterIssue

only_web = URLValidator(schemes=["http", "https"])


def leads_to_the_web(field: str, name: str) -> models.CheckConstraint:
    """Pages make links of it: nothing else than http and https may stand there."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__istartswith": "http://"})
        | Q(**{f"{field}__istartswith": "https://"}),
        violation_error_message=_("Only addresses with http:// or https:// are read."),
    )


class StoryTag(models.TextChoices):
    DOMESTIC = "domestic", pgettext_lazy("story", "at home")
    GLOBAL = "global", pgettext_lazy("story", "abroad")
    EVENT = "event", pgettext_lazy("story", "event")
    CALL = "call", pgettext_lazy("story", "call for applications")


class Feed(VersionedModel):
    """An outlet's RSS or Atom feed, and how its last reading went."""

    name = models.CharField(_("outlet"), max_length=100)
    url = models.URLField(
        _("feed address"),
        max_length=500,
        unique=True,
        validators=[only_web],
        error_messages={"unique": _("This feed is read already.")},
    )
    tag = models.CharField(
        pgettext_lazy("story", "tag"), max_length=10, choices=StoryTag, default=StoryTag.DOMESTIC
    )
    is_active = models.BooleanField(pgettext_lazy("feed", "is read"), default=True)
    seconds_limit = models.PositiveSmallIntegerField(
        _("seconds at most"), default=10, help_text=_("For the whole reading, 1 to 10.")
    )
    megabytes_limit = models.PositiveSmallIntegerField(
        _("megabytes at most"), default=5, help_text=_("When unpacked, 1 to 5.")
    )
    items_limit = models.PositiveSmallIntegerField(
        _("articles at most"), default=50, help_text=_("The first ones of the feed, 1 to 200.")
    )

    # Written by the reading, which leaves the version alone: it is no edit of a person.
    fetched_at = models.DateTimeField(_("last read at"), null=True, editable=False)
    succeeded_at = models.DateTimeField(_("last read well at"), null=True, editable=False)
    error = models.CharField(_("last problem"), max_length=300, blank=True, editable=False)
    new_items = models.PositiveIntegerField(_("new at the last reading"), default=0, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)

    objects: ClassVar = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("newsletter", "feed")
        verbose_name_plural = pgettext_lazy("newsletter", "feeds")
        ordering = ["name", "pk"]
        constraints = [
            leads_to_the_web("url", "newsletter_feed_of_the_web"),
            models.CheckConstraint(
                name="newsletter_feed_seconds",
                condition=Q(seconds_limit__range=(1, 10)),
                violation_error_message=_("A feed is given one to ten seconds."),
            ),
            models.CheckConstraint(
                name="newsletter_feed_megabytes",
                condition=Q(megabytes_limit__range=(1, 5)),
                violation_error_message=_("A feed is given one to five megabytes."),
            ),
            models.CheckConstraint(
                name="newsletter_feed_items",
                condition=Q(items_limit__range=(1, 200)),
                violation_error_message=_("Of a feed one to two hundred articles are taken."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Story(VersionedModel):
    """One thing that happened, told by one outlet or several; the unit of the desk."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("story", "new")
        STARRED = "starred", pgettext_lazy("story", "starred")
        DROPPED = "dropped", pgettext_lazy("story", "dropped")
        USED = "used", pgettext_lazy("story", "in an issue")

    # Empty only while a pasted address is being read, or where it could not be.
    title = LineField(_("title"), max_length=300, blank=True)
    outlet = LineField(_("outlet"), max_length=100, blank=True)
    link = models.URLField(_("link"), max_length=500, validators=[only_web])
    summary = models.TextField(
        _("our summary"),
        max_length=500,
        blank=True,
        help_text=_("In our own words; it is mailed with title, outlet and link."),
    )
    tag = models.CharField(
        pgettext_lazy("story", "tag"), max_length=10, choices=StoryTag, default=StoryTag.DOMESTIC
    )
    state = models.CharField(
        pgettext_lazy("story", "state"), max_length=8, choices=State, default=State.NEW
    )
    # The officer's order of what is starred, and the issue's of what is in it.
    position = models.PositiveIntegerField(_("position"), default=0)
    expires_on = models.DateField(
        pgettext_lazy("call", "last day"),
        null=True,
        blank=True,
        help_text=_("Of an event or a call; afterwards it is flagged."),
    )
    published_at = models.DateTimeField(
        pgettext_lazy("story", "published at"), default=timezone.now
    )
    first_seen_at = models.DateTimeField(_("first seen at"), default=timezone.now, editable=False)
    used_in = models.ForeignKey(
        NewsletterIssue,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="stories",
        verbose_name=_("issue"),
    )
    # What it was before an issue took it in.
    was_starred = models.BooleanField(default=False, editable=False)
    # Who chose it or wrote in it: they do not approve what it is told in.
    editors: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, editable=False, related_name="+"
    )
    # What the last look at the link found; no edit of a person, so the version stays.
    link_checked_at = models.DateTimeField(_("link looked at"), null=True, editable=False)
    link_problem = models.CharField(_("dead link"), max_length=300, blank=True, editable=False)

    objects: ClassVar = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("newsletter", "story")
        verbose_name_plural = pgettext_lazy("newsletter", "stories")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["state", "published_at"], name="newsletter_story_desk")]
        constraints = [
            leads_to_the_web("link", "newsletter_story_of_the_web"),
            models.CheckConstraint(
                name="newsletter_story_in_issue_is_used",
                condition=Q(used_in__isnull=True) | Q(state="used"),
                violation_error_message=_("Only a used story stands in an issue."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.link

    def is_expired_on(self, day: date) -> bool:
        return self.expires_on is not None and self.expires_on < day

    @property
    def has_dead_link(self) -> bool:
        return bool(self.link_problem)


class StoryItem(models.Model):
    """An article of an outlet that tells the story."""

    story = models.ForeignKey(
        Story,
        on_delete=models.CASCADE,
        related_name="items",
        verbose_name=pgettext_lazy("newsletter", "story"),
    )
    # None where an officer pasted the address.
    feed = models.ForeignKey(
        Feed,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=pgettext_lazy("newsletter", "feed"),
    )
    outlet = LineField(_("outlet"), max_length=100, blank=True)
    title = LineField(_("title"), max_length=300, blank=True)
    url = models.URLField(_("link"), max_length=500, validators=[only_web])
    # Of the address without what tells only where a reader came from: an article comes in once.
    key = models.CharField(max_length=64, unique=True, editable=False)
    # A few words for the officer who writes ours; never mailed, and soon forgotten.
    excerpt = models.CharField(_("excerpt"), max_length=300, blank=True)
    published_at = models.DateTimeField(
        pgettext_lazy("story", "published at"), default=timezone.now
    )
    fetched_at = models.DateTimeField(_("read at"), null=True, blank=True)
    # Why a pasted address could not be read.
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    objects: ClassVar = StoryItemQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("story", "article")
        verbose_name_plural = pgettext_lazy("story", "articles")
        ordering = ["published_at", "pk"]
        indexes = [models.Index(fields=["published_at"], name="newsletter_item_published")]
        constraints = [leads_to_the_web("url", "newsletter_item_of_the_web")]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def is_being_read(self) -> bool:
        return self.fetched_at is None and not self.problem
