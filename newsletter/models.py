"""The weekday newsletter, the partners' promotions in it, and the mailings beside it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.constraints import NoOverlap
from alliance.models import Attachment, DatedModel, Picture, VersionedModel
from alliance.outline.fields import OutlineField
from alliance.periods import seoul_day
from members.models import Organisation
from newsletter.querysets import (
    EmailNoticeQuerySet,
    NewsletterIssueQuerySet,
    PromotionQuerySet,
)


class SendingState(models.TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    SENT = "sent", _("sent")


def _sent_has_time(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(state="sent", sent_at__isnull=False)
        | (~Q(state="sent") & Q(sent_at__isnull=True)),
        violation_error_message=_("What was sent has a time of sending, and nothing else has."),
    )


class SendingPlan(DatedModel):
    """How often the newsletter goes out (주 5회), from a day to a day."""

    issues_per_week = models.PositiveSmallIntegerField(_("issues a week"), default=5)

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


class NewsletterIssue(VersionedModel):
    date = models.DateField(
        _("day"),
        unique=True,
        error_messages={"unique": _("There is an issue of this day already.")},
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SendingState, default=SendingState.DRAFT
    )
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
        constraints = [_sent_has_time("newsletter_issue_sent_has_time")]

    def __str__(self) -> str:
        return _("newsletter of %(day)s") % {"day": self.date.isoformat()}

    def get_absolute_url(self) -> str:
        return reverse("newsletter:issue-detail", args=[self.date.isoformat()])

    @property
    def is_sent(self) -> bool:
        return self.state == SendingState.SENT


class IssueArticle(VersionedModel):
    """A story told in an issue. Of others' articles only title, outlet and link are kept."""

    class Section(models.TextChoices):
        DOMESTIC = "domestic", _("news at home")
        GLOBAL = "global", _("news from abroad")
        EVENT = "event", _("events and calls")

    issue = models.ForeignKey(
        NewsletterIssue, on_delete=models.CASCADE, related_name="articles", verbose_name=_("issue")
    )
    section = models.CharField(
        pgettext_lazy("newsletter", "section"), max_length=10, choices=Section
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=300)
    outlet = models.CharField(_("outlet"), max_length=100, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["issue", "section", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class Promotion(VersionedModel):
    """A partner's banner, booked once (유관기관 홍보); it counts once, when first really sent."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="promotions",
        verbose_name=_("organisation"),
    )
    title = models.CharField(_("title"), max_length=200)
    link = models.URLField(_("link"), max_length=500, blank=True)
    starts_on = models.DateField(_("booked from"))
    ends_on = models.DateField(_("booked until"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    pictures = GenericRelation(Picture, object_id_field="owner_id", content_type_field="owner_type")

    objects: ClassVar = PromotionQuerySet.as_manager()

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="newsletter_promotion_from_before_to",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "title", "starts_on"],
                name="newsletter_promotion_once",
                violation_error_message=_("This promotion is booked already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_booked_on(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


class PromotionPlacement(VersionedModel):
    issue = models.ForeignKey(
        NewsletterIssue,
        on_delete=models.CASCADE,
        related_name="placements",
        verbose_name=_("issue"),
    )
    promotion = models.ForeignKey(
        Promotion,
        on_delete=models.PROTECT,
        related_name="placements",
        verbose_name=_("promotion"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["issue", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "promotion"],
                name="newsletter_promotion_once_an_issue",
                violation_error_message=_("The promotion stands in this issue already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.promotion}"


class EmailNotice(VersionedModel):
    """A mailing about a call or an event (사업공고 및 행사 이메일링); counted by its sending."""

    title = models.CharField(_("title"), max_length=200)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="email_notices",
        verbose_name=_("organisation"),
    )
    body = OutlineField(_("text"), blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SendingState, default=SendingState.DRAFT
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, db_index=True)

    attachments = GenericRelation(
        Attachment, object_id_field="owner_id", content_type_field="owner_type"
    )
    pictures = GenericRelation(Picture, object_id_field="owner_id", content_type_field="owner_type")

    objects: ClassVar = EmailNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail notice")
        verbose_name_plural = _("e-mail notices")
        ordering = [F("sent_at").desc(nulls_first=True), "-pk"]
        constraints = [_sent_has_time("newsletter_notice_sent_has_time")]

    def __str__(self) -> str:
        return self.title

    @property
    def sent_on(self) -> date | None:
        return seoul_day(self.sent_at) if self.sent_at else None
