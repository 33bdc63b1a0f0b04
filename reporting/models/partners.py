"""Partner organisations (유관기관) and their report of a quarter."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.constraints import NoOverlap
from alliance.models import DatedModel, VersionedModel
from alliance.periods import Quarter
from members.models import Organisation
from reporting.querysets import PartnerQuerySet, PartnerReportQuerySet


class Partner(DatedModel):
    """An organisation that reports each quarter, from a day to a day, in printed order."""

    code = models.SlugField(_("code"), max_length=40)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="partnerships",
        verbose_name=_("organisation"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: ClassVar = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner organisation")
        verbose_name_plural = _("partner organisations")
        ordering = ["position", "code", "pk"]
        constraints = [
            *DatedModel.Meta.constraints,
            NoOverlap(
                name="reporting_one_partner_per_code",
                keys=["code"],
                violation_error_message=_("Another partner bears this code in this period."),
            ),
            NoOverlap(
                name="reporting_one_partnership",
                keys=["organisation"],
                violation_error_message=_("The organisation is a partner already in this period."),
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.printed_short


class PartnerReport(VersionedModel):
    """What a partner tells of one quarter; that there is nothing to report is a report too."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        ACCEPTED = "accepted", _("accepted")

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="reports", verbose_name=_("partner")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    quarter_number = models.PositiveSmallIntegerField(_("quarter"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    nothing_to_report = models.BooleanField(_("nothing to report"), default=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )

    objects: ClassVar = PartnerReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner report")
        verbose_name_plural = _("partner reports")
        ordering = ["-year", "-quarter_number", "partner__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "year", "quarter_number"],
                name="reporting_report_once_a_quarter",
                violation_error_message=_("The partner has a report of this quarter already."),
            ),
            models.CheckConstraint(
                name="reporting_quarter_is_1_to_4",
                condition=Q(quarter_number__range=(1, 4)),
                violation_error_message=_("A quarter is 1 to 4."),
            ),
            models.CheckConstraint(
                name="reporting_submitted_has_time",
                condition=Q(state="draft") | Q(submitted_at__isnull=False),
                violation_error_message=_("A submitted report has a time of submission."),
            ),
        ]

    def __str__(self) -> str:
        # Not `quarter`: a form that is refused shows what was typed, quarter 5 included.
        return f"{self.partner} {self.year}Q{self.quarter_number}"

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, self.quarter_number)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT
