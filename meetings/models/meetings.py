"""A meeting of a committee and its agenda."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lines import LineField
from alliance.models import Place, StatusChange, VersionedModel
from alliance.periods import Quarter
from meetings.querysets.meetings import MeetingQuerySet
from members.models import Body, Person


class Meeting(VersionedModel):
    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("meeting", "planned")
        HELD = "held", pgettext_lazy("meeting", "held")
        CLOSED = "closed", pgettext_lazy("meeting", "closed")

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("committee")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    ordinal = models.PositiveSmallIntegerField(pgettext_lazy("meeting", "number in the year"))
    date = models.DateField(_("day"))
    start = models.TimeField(_("start"))
    end = models.TimeField(_("end"))
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    # Changed by the verbs of meetings.services.statuses alone, which keep a record of it.
    status = models.CharField(
        _("status"), max_length=8, choices=Status, default=Status.PLANNED, editable=False
    )
    as_of = models.DateField(
        _("as-of date"),
        null=True,
        blank=True,
        help_text=_("Figures count what was so on this day; empty: the day of the meeting."),
    )
    participants_note = LineField(
        _("participants in words"),
        max_length=200,
        blank=True,
        help_text=_("As printed after the head count."),
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-year", "-ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "ordinal"],
                name="meetings_number_once_a_year",
                violation_error_message=_("This meeting of the year is recorded already."),
            ),
            models.CheckConstraint(
                name="meetings_ends_after_start",
                condition=Q(end__gt=F("start")),
                violation_error_message=_("A meeting must end after it starts."),
            ),
            models.CheckConstraint(
                name="meetings_year_is_the_days",
                condition=Q(date__year=F("year")),
                violation_error_message=_("The day lies in another year."),
            ),
            models.CheckConstraint(
                name="meetings_ordinal_from_one",
                condition=Q(ordinal__gte=1),
                violation_error_message=_("Meetings are counted from 1."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(year)s meeting no. %(ordinal)s") % {"year": self.year, "ordinal": self.ordinal}

    @property
    def code(self) -> str:
        """`2025-4`, as commands and addresses call it."""
        return f"{self.year}-{self.ordinal}"

    @property
    def as_of_date(self) -> dt.date:
        return self.as_of or self.date

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.as_of_date)


class MeetingStatusChange(StatusChange):
    statuses: ClassVar = Meeting.Status

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="status_changes",
        verbose_name=_("meeting"),
    )

    class Meta(StatusChange.Meta):
        constraints = [
            models.CheckConstraint(
                name="meetings_step_back_has_reason",
                condition=Q(before="planned", after="held")
                | Q(before="held", after="closed")
                | ~Q(reason=""),
            )
        ]


class AgendaItem(VersionedModel):
    class Kind(models.TextChoices):
        REPORT = "report", pgettext_lazy("agenda", "report")
        RESOLUTION = "resolution", pgettext_lazy("agenda", "resolution")
        LECTURE = "lecture", pgettext_lazy("agenda", "lecture")

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="agenda_items", verbose_name=_("meeting")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = LineField(_("title"), max_length=200)
    subtitle = LineField(
        _("subtitle"),
        max_length=200,
        blank=True,
        help_text=_("Printed in brackets after the title."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.REPORT)
    presenters = LineField(
        _("presenters"),
        max_length=200,
        blank=True,
        help_text=_("As printed in brackets: 사무국 및 유관기관."),
    )
    presenting = models.ManyToManyField(
        Person,
        blank=True,
        related_name="presented_agenda_items",
        verbose_name=_("people who present"),
        help_text=_("Those on the roster: the checks tell when one is absent without a proxy."),
    )
    speaker = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("speaker"),
        help_text=_("Who gives the lecture."),
    )
    remark = LineField(
        _("remark"), max_length=200, blank=True, help_text=_("Printed after ※ under the agenda.")
    )
    annex_title = LineField(
        _("title of the annex"),
        max_length=200,
        blank=True,
        help_text=_("Empty: the item's own title."),
    )
    has_annex = models.BooleanField(_("has an annex"), default=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="meetings_agenda_number_once",
                violation_error_message=_("This agenda number is used already."),
            ),
            models.CheckConstraint(
                name="meetings_agenda_number_from_one",
                condition=Q(number__gte=1),
                violation_error_message=_("Agenda items are numbered from 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"안건{self.number} {self.title}"

    @property
    def full_title(self) -> str:
        """`가상융합의 진화와 의미(AI 전환과 가치이동 중심)`."""
        return f"{self.title}({self.subtitle})" if self.subtitle else self.title
