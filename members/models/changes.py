"""The trace of the register."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models.organisations import Organisation


class RegisterChange(models.Model):
    """The trace of what the register's services did: who, when, why. Rows are only ever added."""

    keeps_organisation = True

    class Kind(models.TextChoices):
        ADMITTED = "admitted", _("admitted")
        LEFT = "left", pgettext_lazy("register", "left")
        MERGED = "merged", pgettext_lazy("register", "merged")
        SEPARATED = "separated", pgettext_lazy("register", "merger taken back")
        RENAMED = "renamed", _("renamed")
        RECLASSIFIED = "reclassified", _("reclassified")
        REPRESENTED = "represented", pgettext_lazy("register", "new representative")
        CORRECTED = "corrected", _("corrected")

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="changes",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    effective_on = models.DateField(_("in force from"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("recorded by"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    before = models.TextField(pgettext_lazy("register", "before"), blank=True)
    after = models.TextField(pgettext_lazy("register", "after"), blank=True)

    class Meta:
        verbose_name = _("change of the register")
        verbose_name_plural = _("changes of the register")
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            message = "Changes of the register are never changed."
            raise TypeError(message)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        message = "Changes of the register are never deleted."
        raise TypeError(message)
