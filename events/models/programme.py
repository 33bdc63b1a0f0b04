from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.lines import LineField
from alliance.models import TimetableRow, VersionedModel
from events.models.events import Event


class EventSession(VersionedModel):
    """A part of the programme with a title of its own; it may run beside the others."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("event")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = LineField(_("title"), max_length=200)
    room = LineField(_("room"), max_length=120, blank=True)
    parallel = models.BooleanField(
        _("parallel"), default=False, help_text=_("Runs beside other sessions.")
    )

    class Meta:
        verbose_name = _("session of the event")
        verbose_name_plural = _("sessions of the event")
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="events_session_number_once",
                violation_error_message=_("This session number is used already."),
            )
        ]

    def __str__(self) -> str:
        return self.printed

    @property
    def printed(self) -> str:
        """`(세션1) K-META 성과 공유`."""
        return gettext("(Session %(number)s) %(title)s") % {
            "number": self.number,
            "title": self.title,
        }


class ProgrammeRow(TimetableRow):
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="programme", verbose_name=_("event")
    )
    session = models.ForeignKey(
        EventSession,
        on_delete=models.SET_NULL,
        related_name="rows",
        null=True,
        blank=True,
        verbose_name=_("session"),
    )
    group = LineField(
        _("part"),
        max_length=60,
        blank=True,
        help_text=_("Printed in the first column; equal neighbours share one cell."),
    )
    shows_awards = models.BooleanField(
        _("award ceremony"),
        default=False,
        help_text=_("The awards of the event and their numbers are printed in this row."),
    )

    class Meta(TimetableRow.Meta):
        verbose_name = _("programme row")
        verbose_name_plural = _("programme rows")
        constraints = [
            *TimetableRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(shows_awards=True),
                name="events_one_award_ceremony",
                violation_error_message=_("The event has an award ceremony already."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.session is not None and self.session.event_id != self.event_id:
            raise ValidationError({"session": _("The session belongs to another event.")})

    @property
    def runs_beside(self) -> bool:
        return self.parallel or (self.session is not None and self.session.parallel)

    def to_json(self) -> dict[str, Any]:
        return {
            **super().to_json(),
            "group": self.group,
            "session": self.session.number if self.session else None,
            "parallel": self.runs_beside,
            "shows_awards": self.shows_awards,
        }
