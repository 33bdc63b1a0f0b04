from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.models import TimetableRow
from meetings.models.meetings import AgendaItem, Meeting


class MeetingTimetableRow(TimetableRow):
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="timetable_rows", verbose_name=_("meeting")
    )
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        related_name="timetable_rows",
        null=True,
        blank=True,
        verbose_name=_("agenda item"),
        help_text=_("Its number is printed before the content."),
    )

    class Meta(TimetableRow.Meta):
        verbose_name = _("timetable row")
        verbose_name_plural = _("timetable rows")

    @property
    def printed_content(self) -> str:
        """`(안건 1) …`: the number follows the agenda when that is put in another order."""
        if self.agenda_item:
            return f"(안건 {self.agenda_item.number}) {self.content}"
        return self.content

    def to_json(self) -> dict[str, Any]:
        return {**super().to_json(), "content": self.printed_content}
