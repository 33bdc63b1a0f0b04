"""The steps that a record went: from which status to which, by whom, and why back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.lines import LineField


class StatusChange(models.Model):
    """One step. A child names the record, its statuses, and which steps need a reason."""

    statuses: ClassVar[type[models.TextChoices]]

    before = models.CharField(_("status before"), max_length=10)
    after = models.CharField(_("status after"), max_length=10)
    reason = LineField(_("reason"), max_length=300, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        abstract = True
        verbose_name = _("change of status")
        verbose_name_plural = _("changes of status")
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.statuses(self.before).label} → {self.statuses(self.after).label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            message = "Changes of status are never changed."
            raise TypeError(message)
        super().save(*args, **kwargs)
