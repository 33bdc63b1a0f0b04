"""Questions about project groups and their evaluation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from alliance.models import VersionedQuerySet
from alliance.periods import DayRange

if TYPE_CHECKING:
    from projectgroups.models import EvaluationRound


class ProjectGroupQuerySet(VersionedQuerySet):
    def selected_in(self, rounds: Iterable[EvaluationRound], *, division: str = "") -> Self:
        """Groups that the rounds selected, as they stand closed; in the division they had then."""
        ranked = {"results__division": division} if division else {}
        return self.filter(
            results__selected=True,
            results__closure__reopened_at__isnull=True,
            results__closure__round__in=list(rounds),
            **ranked,
        ).distinct()

    def evaluated_by(self, person_id: int) -> Self:
        """Groups that the person is an expert for, while their round takes scores."""
        from projectgroups.models import Candidate

        evaluated = Candidate.objects.filter(
            round__state="open", round__panelists__person=person_id
        )
        return self.filter(pk__in=evaluated.values("group"))


class EvaluationRoundQuerySet(VersionedQuerySet):
    def held(self) -> Self:
        """Sealed or closed, or scored at least in part: a plan whose day went by is none."""
        from projectgroups.models import Score

        handed_in = Score.objects.filter(candidate__round=OuterRef("pk")).exclude(submitted_at=None)
        return self.filter(Q(state__in=["sealed", "closed"]) | Q(Exists(handed_in), state="open"))

    def held_within(self, days: DayRange) -> Self:
        """Rounds held on these days, the earliest first."""
        within = self.held().filter(date__range=(days.start, days.end))
        return within.order_by("date", "number", "pk")


class CandidateQuerySet(VersionedQuerySet):
    def with_score_counts(self) -> Self:
        """Adds `submitted`: how many experts have handed in their score."""
        return self.annotate(
            submitted=Count("scores", filter=Q(scores__submitted_at__isnull=False))
        )

    def incomplete(self) -> Self:
        """Groups that do not have exactly as many submitted scores as the round demands."""
        return self.with_score_counts().exclude(submitted=F("round__panel_size"))


class EvaluationResultQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(closure__reopened_at__isnull=True)

    def of_round(self, evaluation_round: EvaluationRound) -> Self:
        return self.in_force().filter(closure__round=evaluation_round)
