from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance import korean
from alliance.lines import LineField
from alliance.models.versioned import VersionedModel


class TimetableRow(VersionedModel):
    """A row of a programme (시간·분·내용·비고); the parent is a meeting or an event."""

    class Kind(models.TextChoices):
        ITEM = "item", _("item")
        BREAK = "break", _("break")

    position = models.PositiveIntegerField(_("position"), default=0)
    start = models.TimeField(_("start"))
    end = models.TimeField(_("end"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ITEM)
    content = LineField(_("content"), max_length=300)
    sub_items = models.TextField(
        _("sub-items"), blank=True, help_text=_("One a line; ※ begins a remark.")
    )
    presenter = LineField(_("presenter or room"), max_length=200, blank=True)
    parallel = models.BooleanField(
        _("parallel"), default=False, help_text=_("Runs beside other rows.")
    )

    class Meta:
        abstract = True
        ordering = ["position", "start", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(end__gt=F("start")),
                violation_error_message=_("A row must end after it starts."),
            )
        ]

    def __str__(self) -> str:
        return f"{korean.time_range(self.start, self.end)} {self.content}"

    @property
    def minutes(self) -> int:
        return korean.minutes_between(self.start, self.end)

    def to_json(self) -> dict[str, Any]:
        return {
            "start": f"{self.start:%H:%M}",
            "end": f"{self.end:%H:%M}",
            "minutes": self.minutes,
            "kind": self.kind,
            "content": self.content,
            "sub_items": [line for line in self.sub_items.splitlines() if line.strip()],
            "presenter": self.presenter,
            "parallel": self.parallel,
        }
