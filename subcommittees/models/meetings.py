"""A subcommittee's meeting, who came, and its programme.

A subcommittee is a `members.Body` of kind subcommittee; bodies are printed by their position.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from alliance.lines import LineField
from alliance.models import (
    Attachment,
    Picture,
    Place,
    StatusChange,
    TimetableRow,
    VersionedModel,
)
from alliance.outline.fields import OutlineField
from members.models import Body
from subcommittees.querysets import SubcommitteeMeetingQuerySet


class SubcommitteeMeeting(VersionedModel):
    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("meeting", "planned")
        HELD = "held", pgettext_lazy("meeting", "held")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")

    class ReportState(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("report", "draft")
        SUBMITTED = "submitted", pgettext_lazy("report", "submitted")
        ACCEPTED = "accepted", pgettext_lazy("report", "accepted")

    class TitleStyle(models.TextChoices):
        """How the report's title ends."""

        RESULTS = "results", _("activity results")
        REPORT = "report", _("activity report")

    class Basis(models.TextChoices):
        """What the head count counts."""

        ACTUAL = "actual", pgettext_lazy("people", "came")
        INVITED = "invited", pgettext_lazy("people", "invited")
        APPROXIMATE = "approximate", _("about so many")

    body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        related_name="subcommittee_meetings",
        limit_choices_to={"kind": Body.Kind.SUBCOMMITTEE},
        verbose_name=_("subcommittee"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    ordinal = models.PositiveSmallIntegerField(pgettext_lazy("meeting", "number in the year"))
    date = models.DateField(_("day"))
    start = models.TimeField(_("start"))
    end = models.TimeField(_("end"))
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    # Changed by verbs alone, which keep a record of it.
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PLANNED, editable=False
    )

    purpose = OutlineField(
        pgettext_lazy("meeting", "purpose"),
        blank=True,
        help_text=_("One line without a mark stands among the facts; more get their own heading."),
    )
    headline = LineField(
        pgettext_lazy("meeting", "headline"),
        max_length=200,
        blank=True,
        help_text=_("Leads the subcommittee's line in the results; parts are separated by /."),
    )
    agenda = OutlineField(
        pgettext_lazy("meeting", "agenda"),
        blank=True,
        help_text=_("Empty: the presentations are the agenda."),
    )

    participants_total = models.PositiveSmallIntegerField(
        _("number of participants"), null=True, blank=True
    )
    participants_basis = models.CharField(
        _("basis of the number"), max_length=12, choices=Basis, default=Basis.ACTUAL
    )
    participants_words = LineField(
        _("participants in words"),
        max_length=120,
        blank=True,
        help_text=_("As printed before the number: 산·학·연·관 전문가."),
    )
    participants_note = LineField(
        _("note on the participants"), max_length=200, blank=True, help_text=_("A line of its own.")
    )

    # Reports name their parts a little differently; empty is the usual name.
    overview_title = LineField(_("title of the overview"), max_length=60, blank=True)
    agenda_title = LineField(_("title of the agenda"), max_length=60, blank=True)
    programme_title = LineField(_("title of the programme"), max_length=60, blank=True)
    findings_title = LineField(_("title of the findings"), max_length=60, blank=True)

    report_style = models.CharField(
        _("title of the report"), max_length=8, choices=TitleStyle, default=TitleStyle.RESULTS
    )
    report_state = models.CharField(
        pgettext_lazy("subcommittee", "report"),
        max_length=10,
        choices=ReportState,
        default=ReportState.DRAFT,
    )
    pictures_title = LineField(
        _("title of the pictures"),
        max_length=100,
        blank=True,
        help_text=_("Printed < title > above the pictures."),
    )

    pictures = GenericRelation(Picture, object_id_field="owner_id", content_type_field="owner_type")
    attachments = GenericRelation(
        Attachment, object_id_field="owner_id", content_type_field="owner_type"
    )

    objects = SubcommitteeMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("subcommittee meeting")
        verbose_name_plural = _("subcommittee meetings")
        ordering = ["-date", "body__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "ordinal"],
                name="subcommittees_number_once_a_year",
                violation_error_message=_("This meeting of the year is recorded already."),
            ),
            models.CheckConstraint(
                name="subcommittees_ends_after_start",
                condition=Q(end__gt=F("start")),
                violation_error_message=_("A meeting must end after it starts."),
            ),
            models.CheckConstraint(
                name="subcommittees_year_is_the_days",
                condition=Q(date__year=F("year")),
                violation_error_message=_("The day lies in another year."),
            ),
            models.CheckConstraint(
                name="subcommittees_ordinal_from_one",
                condition=Q(ordinal__gte=1),
                violation_error_message=_("Meetings are counted from 1."),
            ),
            models.CheckConstraint(
                name="subcommittees_only_held_is_reported",
                condition=Q(report_state="draft") | Q(status="held"),
                violation_error_message=_("Only a meeting that was held has a report."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(body)s, %(year)s meeting no. %(ordinal)s") % {
            "body": self.body,
            "year": self.year,
            "ordinal": self.ordinal,
        }

    @property
    def report_title(self) -> str:
        """`미래전략 분과 3차 회의 활동 결과`."""
        words = {
            self.TitleStyle.RESULTS: gettext("%(name)s, meeting %(ordinal)s: activity results"),
            self.TitleStyle.REPORT: gettext("%(name)s, meeting %(ordinal)s: activity report"),
        }
        name = self.body.short_name or self.body.name
        style = self.TitleStyle(self.report_style)
        return words[style] % {"name": name, "ordinal": self.ordinal}


class SubcommitteeStatusChange(StatusChange):
    statuses: ClassVar = SubcommitteeMeeting.Status

    meeting = models.ForeignKey(
        SubcommitteeMeeting,
        on_delete=models.CASCADE,
        related_name="status_changes",
        verbose_name=_("subcommittee meeting"),
    )

    class Meta(StatusChange.Meta):
        constraints = [
            models.CheckConstraint(
                name="subcommittees_step_back_has_reason",
                condition=Q(before="planned", after="held") | ~Q(reason=""),
            )
        ]


class ParticipantCount(VersionedModel):
    """A part of the head count; the parts of one split add up to the total."""

    class Kind(models.TextChoices):
        OFFLINE = "offline", pgettext_lazy("people", "on site")
        ONLINE = "online", pgettext_lazy("people", "online")
        MEMBERS = "members", _("members and secretary")
        OPEN = "open", _("open participants")

    SPLITS = ((Kind.OFFLINE, Kind.ONLINE), (Kind.MEMBERS, Kind.OPEN))

    meeting = models.ForeignKey(
        SubcommitteeMeeting,
        on_delete=models.CASCADE,
        related_name="participant_counts",
        verbose_name=_("subcommittee meeting"),
    )
    kind = models.CharField(pgettext_lazy("people", "part"), max_length=10, choices=Kind)
    count = models.PositiveSmallIntegerField(pgettext_lazy("people", "number"))

    class Meta:
        verbose_name = _("part of the head count")
        verbose_name_plural = _("parts of the head count")
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind"],
                name="subcommittees_part_once",
                violation_error_message=_("This part of the head count is given already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.count}"


class SubcommitteeTimetableRow(TimetableRow):
    meeting = models.ForeignKey(
        SubcommitteeMeeting,
        on_delete=models.CASCADE,
        related_name="timetable_rows",
        verbose_name=_("subcommittee meeting"),
    )

    class Meta(TimetableRow.Meta):
        verbose_name = _("programme row")
        verbose_name_plural = _("programme rows")
