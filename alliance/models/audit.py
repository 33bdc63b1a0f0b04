from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AccessRecord(models.Model):
    """Who read or exported what, when, from where. Rows are only ever added."""

    class Action(models.TextChoices):
        DOWNLOAD = "download", _("download")
        EXPORT = "export", _("export")
        REFUSED = "refused", _("refused")

    at = models.DateTimeField(_("at"), auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("user"),
    )
    reader = models.CharField(
        _("reader"),
        max_length=200,
        blank=True,
        help_text=_("Who held the link, where nobody signed in."),
    )
    action = models.CharField(_("action"), max_length=10, choices=Action)
    subject_type = models.CharField(_("kind of record"), max_length=100)
    subject_id = models.PositiveBigIntegerField(_("record number"), null=True)
    subject = models.CharField(_("what"), max_length=300)
    address = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("access record")
        verbose_name_plural = _("access records")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="access_subject")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            message = "Access records are never changed."
            raise TypeError(message)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        message = "Access records are deleted by the retention rule only."
        raise TypeError(message)
