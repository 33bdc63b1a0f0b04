"""What a meeting came to: the lines of the result document, and its decisions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.lines import LineField
from alliance.models import VersionedModel
from alliance.outline.fields import OutlineField
from meetings.models.bylaws import BylawItem
from meetings.models.meetings import AgendaItem
from meetings.querysets.minutes import DecisionQuerySet


class MinutesEntry(VersionedModel):
    """A line, or some, under an agenda item of the result document.

    A computed entry takes its lines from the digest of a packet section, so that the minutes
    cannot contradict the packet. Text written into one replaces them; the packet keeps both.
    """

    class Kind(models.TextChoices):
        HEADING = "heading", pgettext_lazy("minutes", "heading")
        COMPUTED = "computed", pgettext_lazy("minutes", "computed")
        WRITTEN = "written", pgettext_lazy("minutes", "written")

    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.CASCADE,
        related_name="minutes_entries",
        verbose_name=_("agenda item"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.WRITTEN)
    section_key = models.CharField(
        _("packet section"),
        max_length=60,
        blank=True,
        help_text=_("Where a computed entry takes its lines from."),
    )
    label = LineField(
        pgettext_lazy("minutes", "label"),
        max_length=60,
        blank=True,
        help_text=_("Printed in brackets; of a section's lines, only those with this label."),
    )
    text = OutlineField(
        _("text"),
        blank=True,
        help_text=_("In a computed entry it replaces the computed lines; empty: as computed."),
    )

    class Meta:
        verbose_name = _("minutes entry")
        verbose_name_plural = _("minutes entries")
        ordering = ["agenda_item", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="meetings_computed_entry_has_section",
                condition=(Q(kind="computed") & ~Q(section_key=""))
                | (~Q(kind="computed") & Q(section_key="")),
                violation_error_message=_("A computed entry, and only that, names its section."),
            ),
            models.CheckConstraint(
                name="meetings_written_entry_has_text",
                condition=Q(kind="computed") | ~Q(text=""),
                violation_error_message=_("Write the text of this entry."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.section_key or self.text[:40]


class Decision(VersionedModel):
    class Kind(models.TextChoices):
        RESOLUTION = "resolution", pgettext_lazy("agenda", "resolution")
        CONSENT = "consent", _("consent")
        ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement")

    class Outcome(models.TextChoices):
        PENDING = "pending", _("not decided yet")
        CARRIED = "carried", pgettext_lazy("decision", "carried")
        REJECTED = "rejected", pgettext_lazy("decision", "rejected")
        POSTPONED = "postponed", pgettext_lazy("decision", "postponed")

    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.CASCADE,
        related_name="decisions",
        verbose_name=_("agenda item"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.RESOLUTION)
    text = LineField(pgettext_lazy("minutes", "decision"), max_length=300)
    outcome = models.CharField(
        pgettext_lazy("decision", "outcome"),
        max_length=10,
        choices=Outcome,
        default=Outcome.PENDING,
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    basis = models.ForeignKey(
        BylawItem,
        on_delete=models.PROTECT,
        related_name="decisions",
        null=True,
        blank=True,
        verbose_name=_("legal basis"),
    )
    follow_up = LineField(_("follow-up"), max_length=300, blank=True)
    follow_up_by = models.DateField(_("follow-up by"), null=True, blank=True)
    follow_up_done_on = models.DateField(_("follow-up done on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["agenda_item", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="meetings_decided_has_day",
                condition=Q(outcome="pending", decided_on__isnull=True)
                | (~Q(outcome="pending") & Q(decided_on__isnull=False)),
                violation_error_message=_("A decision has a day, and only once it is made."),
            ),
            models.CheckConstraint(
                name="meetings_votes_are_complete",
                condition=Q(
                    votes_for__isnull=True, votes_against__isnull=True, abstentions__isnull=True
                )
                | Q(
                    votes_for__isnull=False, votes_against__isnull=False, abstentions__isnull=False
                ),
                violation_error_message=_("Give all three numbers of a vote, or none."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
