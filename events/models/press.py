from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance import korean
from alliance.lines import LineField
from alliance.models import VersionedModel
from events.models.events import Event
from events.querysets import PressArticleQuerySet, PressCoverageQuerySet


class PressCoverage(VersionedModel):
    """How many articles had told of the event by a day; later counts are rows of their own."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="press_counts", verbose_name=_("event")
    )
    article_count = models.PositiveIntegerField(_("number of articles"))
    counted_on = models.DateField(_("counted on"))

    objects: ClassVar = PressCoverageQuerySet.as_manager()

    class Meta:
        verbose_name = _("press count")
        verbose_name_plural = _("press counts")
        ordering = ["event", "-counted_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "counted_on"],
                name="events_press_counted_once_a_day",
                violation_error_message=_("The articles were counted on this day already."),
            )
        ]

    def __str__(self) -> str:
        return gettext("%(count)s articles by %(day)s") % {
            "count": self.article_count,
            "day": korean.packet_date(self.counted_on, weekday=False),
        }

    @property
    def is_older_than_event(self) -> bool:
        return self.counted_on < self.event.date


class PressArticle(VersionedModel):
    """A sample of the articles, told by outlet, title, day and link; its text stays theirs."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="press_articles", verbose_name=_("event")
    )
    outlet = LineField(_("outlet"), max_length=100)
    title = LineField(_("title"), max_length=300)
    url = models.URLField(_("link"), max_length=500, blank=True)
    published_on = models.DateField(_("published on"))
    reporter = LineField(_("reporter"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: ClassVar = PressArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("press article")
        verbose_name_plural = _("press articles")
        ordering = ["event", "position", "published_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "outlet", "title"],
                name="events_article_once",
                violation_error_message=_("This press article is recorded already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.outlet} {self.title}"
