from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lines import LineField
from alliance.models import VersionedModel
from alliance.outline.fields import OutlineField
from subcommittees.models.meetings import SubcommitteeMeeting
from subcommittees.models.presentations import Presentation


class Finding(VersionedModel):
    """A block of the report: outline text under a heading, or a table 구분 / 주요 내용."""

    class Kind(models.TextChoices):
        OUTLINE = "outline", _("outline text")
        TABLE = "table", _("table")

    meeting = models.ForeignKey(
        SubcommitteeMeeting,
        on_delete=models.CASCADE,
        related_name="findings",
        verbose_name=_("subcommittee meeting"),
    )
    presentation = models.ForeignKey(
        Presentation,
        on_delete=models.CASCADE,
        related_name="findings",
        null=True,
        blank=True,
        verbose_name=_("presentation"),
        help_text=_("Printed below it, under its heading and speaker."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.OUTLINE)
    heading = LineField(_("heading"), max_length=200, blank=True)
    text = OutlineField(_("text"), blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["meeting", "position", "pk"]

    def __str__(self) -> str:
        return self.heading or (str(self.presentation) if self.presentation else "") or "-"


class FindingRow(VersionedModel):
    finding = models.ForeignKey(
        Finding, on_delete=models.CASCADE, related_name="rows", verbose_name=_("finding")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    heading = LineField(pgettext_lazy("finding", "topic"), max_length=120)
    text = OutlineField(
        _("main points"), blank=True, help_text=_("(label) text, one a line; * and ※ are notes.")
    )

    class Meta:
        verbose_name = _("row of a finding")
        verbose_name_plural = _("rows of a finding")
        ordering = ["finding", "position", "pk"]

    def __str__(self) -> str:
        return self.heading
