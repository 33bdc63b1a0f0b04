"""The weekday newsletter: how often, which day's, with what in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.constraints import NoOverlap
from alliance.lines import LineField
from alliance.models import DatedModel, Picture, VersionedModel
from alliance.periods import seoul_day
from newsletter.calendar import no_newsletter_on
from newsletter.models.approval import ApprovedRecord, SendingState, sent_has_time
from newsletter.models.links import of_the_open_web
from newsletter.querysets import IssueArticleQuerySet, NewsletterIssueQuerySet

if TYPE_CHECKING:
    from newsletter.models.promotions import Promotion, PromotionPlacement


class SendingPlan(DatedModel):
    """How often the newsletter goes out (주 5회), from a day to a day."""

    issues_per_week = models.PositiveSmallIntegerField(_("issues a week"), default=5)
    promotion_places = models.PositiveSmallIntegerField(
        _("places for promotions"), default=4, help_text=_("Banners in one issue at most.")
    )

    class Meta:
        verbose_name = _("newsletter plan")
        verbose_name_plural = _("newsletter plans")
        ordering = ["-valid_from"]
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                name="newsletter_one_plan_at_a_time",
                keys=[],
                violation_error_message=_("Another plan holds in this period."),
            ),
            models.CheckConstraint(
                name="newsletter_plan_within_week",
                condition=Q(issues_per_week__range=(1, 7)),
                violation_error_message=_("A week has one to seven issues."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(count)s a week") % {"count": self.issues_per_week}


class DayOff(VersionedModel):
    """Days of the alliance's own without a newsletter; public holidays need no record."""

    name = LineField(_("occasion"), max_length=100)
    starts_on = models.DateField(_("first day"), db_index=True)
    ends_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="newsletter_day_off_from_before_to",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class NewsletterIssue(ApprovedRecord):
    class Advertising(models.TextChoices):
        """Whether the law wants (광고) before the subject; a person decides, the portal never."""

        UNDECIDED = "undecided", pgettext_lazy("advertising", "not decided yet")
        YES = "yes", pgettext_lazy("advertising", "advertising: (광고) before the subject")
        NO = "no", pgettext_lazy("advertising", "no advertising")

    date = models.DateField(
        _("day"),
        unique=True,
        error_messages={"unique": _("There is an issue of this day already.")},
    )
    title = LineField(_("title"), max_length=200, blank=True)
    # Empty where an officer opened it by hand.
    composed_at = models.DateTimeField(_("drafted at"), null=True, blank=True, editable=False)
    # Empty where beat drafted it.
    composed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("drafted by"),
    )
    # Banners and announcements that officers took out, as `events.event:12`: they do not come back
    # by themselves.
    left_out = models.JSONField(default=list, blank=True, editable=False)
    advertising = models.CharField(
        _("advertising"),
        max_length=10,
        choices=Advertising,
        default=Advertising.UNDECIDED,
        editable=False,
    )
    scheduled_at = models.DateTimeField(
        _("goes out at"),
        null=True,
        blank=True,
        help_text=_("Once approved, at this hour by itself; empty: when an officer sends it."),
    )
    # Its hour passed without a sending; an officer must say whether it is still wanted.
    held_at = models.DateTimeField(_("held back since"), null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    promotions: models.ManyToManyField[Promotion, PromotionPlacement] = models.ManyToManyField(
        "Promotion", through="PromotionPlacement", related_name="issues"
    )
    pictures = GenericRelation(Picture, object_id_field="owner_id", content_type_field="owner_type")

    objects: ClassVar = NewsletterIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter issue")
        verbose_name_plural = _("newsletter issues")
        ordering = ["-date"]
        constraints = [
            *ApprovedRecord.Meta.constraints,
            sent_has_time("newsletter_issue_sent_has_time"),
            models.CheckConstraint(
                name="newsletter_issue_approved_with_choice",
                condition=~Q(state="approved") | Q(advertising__in=["yes", "no"]),
                violation_error_message=_("Say first whether the issue is advertising."),
            ),
            models.CheckConstraint(
                name="newsletter_issue_held_has_hour",
                condition=Q(held_at__isnull=True) | Q(scheduled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return _("newsletter of %(day)s") % {"day": self.date.isoformat()}

    def get_absolute_url(self) -> str:
        return reverse("newsletter:issue-detail", args=[self.date.isoformat()])

    def clean(self) -> None:
        if self.date is not None and (refusal := no_newsletter_on(self.date)):
            raise ValidationError({"date": refusal})
        if self.scheduled_at is not None and seoul_day(self.scheduled_at) != self.date:
            raise ValidationError(
                {"scheduled_at": _("The hour lies on another day than the issue.")}
            )

    @property
    def is_sent(self) -> bool:
        return self.state == SendingState.SENT

    @property
    def is_on_its_way(self) -> bool:
        """Its mailing has started: from now on nothing of it changes."""
        return self.is_sent or self.mailings.exists()


class IssueArticle(VersionedModel):
    """A story told in an issue. Of others' articles only title, outlet, link and a summary of
    our own are kept."""

    class Section(models.TextChoices):
        DOMESTIC = "domestic", _("news at home")
        GLOBAL = "global", _("news from abroad")
        EVENT = "event", pgettext_lazy("newsletter", "events")
        CALL = "call", pgettext_lazy("newsletter", "calls for applications")

    issue = models.ForeignKey(
        NewsletterIssue, on_delete=models.CASCADE, related_name="articles", verbose_name=_("issue")
    )
    section = models.CharField(
        pgettext_lazy("newsletter", "section"), max_length=10, choices=Section
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = LineField(_("title"), max_length=300)
    outlet = LineField(_("outlet"), max_length=100, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True, validators=[of_the_open_web])
    summary = LineField(
        _("summary"),
        max_length=500,
        blank=True,
        help_text=_("In our own words, at most a few sentences."),
    )
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    story = models.ForeignKey(
        "Story",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="articles",
        verbose_name=pgettext_lazy("newsletter", "story"),
    )
    # What was announced elsewhere in the portal, as `archive.notice:12`: told once by itself.
    source = models.CharField(max_length=100, blank=True, editable=False, db_index=True)

    objects: ClassVar = IssueArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["issue", "section", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "story"],
                name="newsletter_story_once_an_issue",
                violation_error_message=_("The story stands in this issue already."),
            ),
            models.UniqueConstraint(
                fields=["issue", "source"],
                condition=~Q(source=""),
                name="newsletter_announcement_once_an_issue",
                violation_error_message=_("The announcement stands in this issue already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_expired_on(self, day: date) -> bool:
        return self.closes_on is not None and self.closes_on < day


class IssueCorrection(ApprovedRecord):
    """A correction mail (정정) for an issue gone wrong, to those who were sent the issue."""

    issue = models.ForeignKey(
        NewsletterIssue,
        on_delete=models.PROTECT,
        related_name="corrections",
        verbose_name=_("issue"),
    )
    title = LineField(_("title"), max_length=200)
    text = models.TextField(
        _("text"), max_length=3000, help_text=_("What was wrong, and what is right.")
    )
    mailing = models.OneToOneField(
        "Mailing",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="correction_sent",
        verbose_name=_("mailing"),
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("newsletter", "correction")
        verbose_name_plural = pgettext_lazy("newsletter", "corrections")
        ordering = ["issue", "pk"]
        constraints = [
            *ApprovedRecord.Meta.constraints,
            sent_has_time("newsletter_correction_sent_has_time"),
            models.CheckConstraint(
                name="newsletter_correction_sent_has_mailing",
                condition=Q(state="sent", mailing__isnull=False)
                | (~Q(state="sent") & Q(mailing__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_sent(self) -> bool:
        return self.state == SendingState.SENT
