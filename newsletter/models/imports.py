"""Lists of readers handed in by officers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SubscriberImport(models.Model):
    """A list, from handing in to taking over; its content is kept no longer than it is needed."""

    class State(models.TextChoices):
        FAULTY = "faulty", pgettext_lazy("import", "with errors")
        READY = "ready", pgettext_lazy("import", "to be confirmed")
        DONE = "done", pgettext_lazy("import", "taken over")
        DISCARDED = "discarded", pgettext_lazy("import", "discarded")

    name = models.CharField(_("file"), max_length=255)
    state = models.CharField(_("state"), max_length=10, choices=State)
    content = models.BinaryField(editable=False, default=b"")
    # The plan as the officer saw it (newsletter.subscriptions.imports.Plan).
    report = models.JSONField(editable=False, default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("handed in by"),
    )
    created_at = models.DateTimeField(_("handed in at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of readers")
        verbose_name_plural = _("lists of readers")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name
