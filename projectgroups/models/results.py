"""What a closed round decided: frozen, and kept also when the round is opened again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.lines import LineField
from projectgroups.models.groups import Division, ProjectGroup
from projectgroups.models.rounds import EvaluationRound
from projectgroups.querysets import EvaluationResultQuerySet


class Closure(models.Model):
    """One closing of a round; reopening it takes a reason, and the old results stay readable."""

    round = models.ForeignKey(
        EvaluationRound,
        on_delete=models.PROTECT,
        related_name="closures",
        verbose_name=_("evaluation round"),
    )
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    reopened_at = models.DateTimeField(_("opened again at"), null=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("opened again by"),
    )
    reason = LineField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("closing of a round")
        verbose_name_plural = _("closings of a round")
        ordering = ["round", "-closed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(reopened_at__isnull=True),
                name="projectgroups_closed_once",
                violation_error_message=_("This round is closed already."),
            ),
            models.CheckConstraint(
                name="projectgroups_reopening_has_reason",
                condition=Q(reopened_at__isnull=True) | ~Q(reason=""),
                violation_error_message=_("Opening a closed round again takes a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {timezone.localtime(self.closed_at):%Y-%m-%d %H:%M}"


class EvaluationResult(models.Model):
    """Rank and mean of a group as they were when the round was closed; never changed."""

    closure = models.ForeignKey(
        Closure, on_delete=models.PROTECT, related_name="results", verbose_name=_("closing")
    )
    group = models.ForeignKey(
        ProjectGroup,
        on_delete=models.PROTECT,
        related_name="results",
        verbose_name=_("project group"),
    )
    division = models.CharField(_("division"), max_length=16, choices=Division)
    rank = models.PositiveSmallIntegerField(_("rank"))
    mean = models.DecimalField(_("trimmed mean"), max_digits=8, decimal_places=4)
    selected = models.BooleanField(_("selected"))

    objects: ClassVar = EvaluationResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation result")
        verbose_name_plural = _("evaluation results")
        ordering = ["closure", "division", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["closure", "group"], name="projectgroups_result_once"),
            models.CheckConstraint(name="projectgroups_rank_from_one", condition=Q(rank__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.group)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            message = "Results are never changed."
            raise TypeError(message)
        super().save(*args, **kwargs)
