"""A partner's activity and what belongs to it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lines import LineField
from alliance.models import Picture, TimetableRow, VersionedModel
from alliance.outline.fields import OutlineField
from members.models import Organisation
from reporting.models.partners import PartnerReport
from reporting.querysets import ActivityQuerySet


class Activity(VersionedModel):
    class Category(models.TextChoices):
        INFO = "info", _("information")
        BUSINESS = "business", _("business ties")
        POLICY = "policy", _("policy support")
        OUTREACH = "outreach", _("outreach")
        COOPERATION = "cooperation", _("cooperation")

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("activity", "planned")
        RUNNING = "running", pgettext_lazy("activity", "running")
        DONE = "done", pgettext_lazy("activity", "done")

    report = models.ForeignKey(
        PartnerReport,
        on_delete=models.CASCADE,
        related_name="activities",
        verbose_name=_("partner report"),
    )
    category = models.CharField(_("category"), max_length=12, choices=Category)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label = LineField(
        _("head word"), max_length=120, help_text=_("Printed in brackets before the text.")
    )
    headline = LineField(
        _("in one line"), max_length=300, blank=True, help_text=_("Printed after the head word.")
    )
    result_words = LineField(
        _("words for the meeting results"),
        max_length=200,
        blank=True,
        help_text=_("What the results of the meeting quote; empty: the head word."),
    )
    text = OutlineField(_("text"), blank=True)
    status = models.CharField(
        _("how far it is"), max_length=10, choices=Status, default=Status.DONE
    )
    held_from = models.DateField(_("from"), null=True, blank=True)
    held_to = models.DateField(_("until"), null=True, blank=True)
    start = models.TimeField(_("start"), null=True, blank=True)
    end = models.TimeField(_("end"), null=True, blank=True)
    date_words = LineField(
        _("date in words"),
        max_length=60,
        blank=True,
        help_text=_("Where days do not tell it: early December, from 19 November."),
    )
    place = LineField(_("place"), max_length=200, blank=True)
    hosts = LineField(_("hosts"), max_length=200, blank=True, help_text=_("주최/주관, as printed"))
    exhibitors_label = LineField(
        _("organisations taking part are called"),
        max_length=60,
        blank=True,
        help_text=_("As printed before their number: 수행기관, 전시 참가기업"),
    )
    exhibitors_tell_members = models.BooleanField(
        _("tell how many of them are members"), default=False
    )

    pictures = GenericRelation(Picture, object_id_field="owner_id", content_type_field="owner_type")

    objects: ClassVar = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["report", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reporting_activity_from_before_to",
                condition=Q(held_to__isnull=True)
                | Q(held_from__isnull=False, held_to__gte=F("held_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                name="reporting_activity_end_after_start",
                condition=Q(end__isnull=True) | Q(start__isnull=False, end__gt=F("start")),
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def last_day(self) -> date | None:
        return self.held_to or self.held_from

    @property
    def lies_outside_the_quarter(self) -> bool:
        """Told of in a quarter that it does not touch; plans may lie ahead."""
        quarter = self.report.quarter
        if self.held_from is None:
            return False
        last = self.last_day or self.held_from
        if self.status == self.Status.RUNNING and self.held_to is None:
            return self.held_from > quarter.end
        is_over = last < quarter.start
        is_ahead = self.held_from > quarter.end and self.status != self.Status.PLANNED
        return is_over or is_ahead


class ActivityCount(VersionedModel):
    """A number that the partner itself counted: works shown, groups judged."""

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="counts", verbose_name=_("activity")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label = LineField(_("what is counted"), max_length=80)
    value = models.PositiveIntegerField(pgettext_lazy("count", "number"))
    unit = LineField(_("unit"), max_length=10, help_text=_("점, 명, 건, 개"))

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        ordering = ["activity", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "label"],
                name="reporting_count_once",
                violation_error_message=_("This is counted already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.value:,}{self.unit}"


class ActivityProgrammeRow(TimetableRow):
    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="programme", verbose_name=_("activity")
    )

    class Meta(TimetableRow.Meta):
        verbose_name = _("row of the programme")
        verbose_name_plural = _("programme")


class Exhibitor(VersionedModel):
    """An organisation that took part, under the field it showed."""

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="exhibitors", verbose_name=_("activity")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    field = LineField(pgettext_lazy("exhibitor", "field"), max_length=60, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="exhibits",
        verbose_name=_("organisation"),
    )

    class Meta:
        verbose_name = _("exhibitor")
        verbose_name_plural = _("exhibitors")
        ordering = ["activity", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "organisation"],
                name="reporting_exhibitor_once",
                violation_error_message=_("The organisation takes part already."),
            )
        ]

    def __str__(self) -> str:
        return f"({self.field}) {self.organisation}" if self.field else str(self.organisation)
