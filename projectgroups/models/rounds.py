"""An evaluation round: who judges which groups, by what rule, and the scores."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.lines import LineField
from alliance.models import Place, VersionedModel
from members.models import Person
from projectgroups.models.groups import Division, ProjectGroup
from projectgroups.querysets import CandidateQuerySet, EvaluationRoundQuerySet
from projectgroups.ranking import FEWEST_SCORES, Rounding, Rule, TieRule

HIGHEST_SCORE = 100


class EvaluationRound(VersionedModel):
    class Number(models.IntegerChoices):
        DOCUMENT = 1, _("document evaluation")
        PRESENTATION = 2, _("presentation evaluation")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open for scores")
        SEALED = "sealed", _("scores sealed")
        CLOSED = "closed", _("closed")

    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("round"), choices=Number)
    label = LineField(
        _("label"),
        max_length=60,
        blank=True,
        help_text=_("As printed; empty: the name of the round."),
    )
    is_final = models.BooleanField(_("final evaluation"), default=False)
    date = models.DateField(_("day"))
    start = models.TimeField(_("start"), null=True, blank=True)
    end = models.TimeField(_("end"), null=True, blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    purpose = LineField(_("purpose"), max_length=200, blank=True)
    target = LineField(
        _("who is evaluated"), max_length=200, blank=True, help_text=_("In words, as printed.")
    )
    criteria = LineField(
        _("criteria"),
        max_length=200,
        blank=True,
        help_text=_("As printed; empty: the rule in words."),
    )

    panel_size = models.PositiveSmallIntegerField(
        _("number of experts"),
        default=5,
        validators=[MinValueValidator(FEWEST_SCORES)],
        help_text=_("Exactly so many scores are needed for each group."),
    )
    decimals = models.PositiveSmallIntegerField(
        _("decimals of the mean"), default=2, validators=[MaxValueValidator(4)]
    )
    rounding = models.CharField(
        _("rounding"), max_length=10, choices=Rounding, default=Rounding.HALF_UP
    )
    tie_rule = models.CharField(
        _("when means are equal"), max_length=14, choices=TieRule, default=TieRule.MEAN_OF_ALL
    )
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.PLANNED, editable=False
    )

    objects: ClassVar = EvaluationRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation round")
        verbose_name_plural = _("evaluation rounds")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="projectgroups_round_once_a_year",
                violation_error_message=_("This round of the year is recorded already."),
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(is_final=True),
                name="projectgroups_one_final_a_year",
                violation_error_message=_("The year has a final evaluation already."),
            ),
            models.CheckConstraint(
                name="projectgroups_round_year_is_the_days",
                condition=Q(date__year=F("year")),
                violation_error_message=_("The day lies in another year."),
            ),
            models.CheckConstraint(
                name="projectgroups_round_ends_after_start",
                condition=Q(end__isnull=True) | Q(start__isnull=False, end__gt=F("start")),
                violation_error_message=_("The end must lie after the start."),
            ),
            models.CheckConstraint(
                name="projectgroups_round_panel_large_enough",
                condition=Q(panel_size__gte=FEWEST_SCORES),
                violation_error_message=_(
                    "At least three experts are needed: the highest and the lowest score drop out."
                ),
            ),
            models.CheckConstraint(
                name="projectgroups_round_decimals",
                condition=Q(decimals__lte=4),
                violation_error_message=_("At most four decimals."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(year)s %(round)s") % {"year": self.year, "round": self.printed_label}

    @property
    def printed_label(self) -> str:
        return self.label or str(self.Number(self.number).label)

    @property
    def rule(self) -> Rule:
        return Rule(self.panel_size, self.decimals, Rounding(self.rounding), TieRule(self.tie_rule))

    @property
    def takes_scores(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_fixed(self) -> bool:
        """Sealed or closed: neither the panel nor the groups nor a score changes any more."""
        return self.state in (self.State.SEALED, self.State.CLOSED)


class DivisionPlaces(VersionedModel):
    """How many groups of a division the round selects."""

    round = models.ForeignKey(
        EvaluationRound,
        on_delete=models.CASCADE,
        related_name="division_places",
        verbose_name=_("evaluation round"),
    )
    division = models.CharField(_("division"), max_length=16, choices=Division)
    places = models.PositiveSmallIntegerField(_("number of places"))

    class Meta:
        verbose_name = _("places of a division")
        verbose_name_plural = _("places of the divisions")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "division"],
                name="projectgroups_places_once",
                violation_error_message=_("The places of this division are set already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_division_display()} {self.places}"


class Candidate(VersionedModel):
    """A group that the round evaluates."""

    round = models.ForeignKey(
        EvaluationRound,
        on_delete=models.CASCADE,
        related_name="candidates",
        verbose_name=_("evaluation round"),
    )
    group = models.ForeignKey(
        ProjectGroup,
        on_delete=models.PROTECT,
        related_name="candidacies",
        verbose_name=_("project group"),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The order of the presentations.")
    )
    preference = models.PositiveSmallIntegerField(
        _("the panel's order"),
        null=True,
        blank=True,
        help_text=_("Only where groups stay tied: 1 comes first."),
    )

    objects: ClassVar = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluated group")
        verbose_name_plural = _("evaluated groups")
        ordering = ["round", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "group"],
                name="projectgroups_candidate_once",
                violation_error_message=_("The group is in this round already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.group)


class Panelist(VersionedModel):
    """An expert of the panel (전문가심사위원)."""

    round = models.ForeignKey(
        EvaluationRound,
        on_delete=models.CASCADE,
        related_name="panelists",
        verbose_name=_("evaluation round"),
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="panels", verbose_name=_("person")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("expert of the panel")
        verbose_name_plural = _("experts of the panel")
        ordering = ["round", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person"],
                name="projectgroups_panelist_once",
                violation_error_message=_("The person sits in this panel already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class Score(VersionedModel):
    """What one expert gives one group. Only a submitted score counts."""

    candidate = models.ForeignKey(
        Candidate,
        on_delete=models.PROTECT,
        related_name="scores",
        verbose_name=_("evaluated group"),
    )
    panelist = models.ForeignKey(
        Panelist, on_delete=models.PROTECT, related_name="scores", verbose_name=_("expert")
    )
    value = models.DecimalField(
        _("score"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(HIGHEST_SCORE)],
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["candidate", "panelist__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "panelist"],
                name="projectgroups_score_once",
                violation_error_message=_("This expert has scored this group already."),
            ),
            models.CheckConstraint(
                name="projectgroups_score_in_range",
                condition=Q(value__range=(0, HIGHEST_SCORE)),
                violation_error_message=_("A score lies between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} {self.panelist}"

    def clean(self) -> None:
        super().clean()
        both = self.candidate_id and self.panelist_id
        if both and self.candidate.round_id != self.panelist.round_id:
            raise ValidationError(_("The expert sits in the panel of another round."))
