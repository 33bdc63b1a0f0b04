"""Sheets of members that were handed in, and what became of them."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MemberImport(models.Model):
    """A sheet on its way into the register: checked, looked at, then taken over or discarded.

    The sheet itself, what it would change and its errors are files (`members.sheets.desk`), which
    are deleted when the import is over; this row stays as the trace.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        FAULTY = "faulty", _("has errors")
        READY = "ready", _("waits for confirmation")
        WRITING = "writing", _("being written")
        DONE = "done", pgettext_lazy("import", "taken over")
        DISCARDED = "discarded", _("discarded")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("file"), max_length=255)
    effective_on = models.DateField(_("in force from"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(pgettext_lazy("import", "new"), default=0)
    updated = models.PositiveIntegerField(pgettext_lazy("import", "changed"), default=0)
    unchanged = models.PositiveIntegerField(pgettext_lazy("import", "unchanged"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    # Headings that mean nothing; fields and tags that nobody had before.
    remarks = models.JSONField(_("remarks"), default=dict, editable=False)
    refusal = models.TextField(_("refused because"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        verbose_name=_("handed in by"),
    )
    created_at = models.DateTimeField(_("handed in at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("over since"), null=True)

    class Meta:
        verbose_name = _("import of members")
        verbose_name_plural = _("imports of members")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.DISCARDED)
