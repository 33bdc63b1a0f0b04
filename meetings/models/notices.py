"""Who was told of a version by mail; each once of its publication, once of its withdrawal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.packets import PacketVersion


class PacketNotice(models.Model):
    """Written before the mail leaves, so that no second attempt sends it once more."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    packet_version = models.ForeignKey(
        PacketVersion,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("packet version"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("reader"),
    )
    begun_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    # Empty: the worker died while it sent; whether the mail left is not known.
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)

    class Meta:
        verbose_name = _("notice of a packet")
        verbose_name_plural = _("notices of packets")
        ordering = ["packet_version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["packet_version", "kind", "reader"], name="meetings_reader_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader} {self.get_kind_display()}"
