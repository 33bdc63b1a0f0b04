"""Organisations that were recorded twice: what was put together, and what only looks alike."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models.organisations import Organisation


class Merger(models.Model):
    """One organisation put into another, step by step, so that it can be taken back.

    A step names a row and the columns that it changed; of the row itself it keeps a digest only,
    so that no copy of people's data outlives the data.
    """

    keeps_organisation = True

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="mergers",
        verbose_name=_("duplicate"),
    )
    into = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="mergers_received",
        verbose_name=_("put into"),
    )
    made_at = models.DateTimeField(_("put together at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("put together by"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    steps = models.JSONField(_("steps"), default=list, encoder=DjangoJSONEncoder, editable=False)
    undone_at = models.DateTimeField(_("taken back at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    undo_reason = models.CharField(_("reason for taking back"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("merged duplicate")
        verbose_name_plural = _("merged duplicates")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(undone_at__isnull=True),
                name="members_one_merger_at_a_time",
                violation_error_message=_("This organisation is merged already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.into}"


class DistinctPair(models.Model):
    """Two organisations that look alike and are not the same; the lower number comes first."""

    keeps_organisation = True

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("pair of different organisations")
        verbose_name_plural = _("pairs of different organisations")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="members_distinct_pair_once"),
            models.CheckConstraint(
                name="members_distinct_pair_in_order", condition=Q(first__lt=F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
