"""What can happen in an evaluation: a round opens, takes scores, is sealed and closed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from projectgroups.models import (
    Candidate,
    Closure,
    Division,
    EvaluationResult,
    EvaluationRound,
    Panelist,
    ProjectGroup,
    Score,
)
from projectgroups.ranking import Sheet, Standing, rank_division

if TYPE_CHECKING:
    from members.models import User

State = EvaluationRound.State


@transaction.atomic
def open_round(*, round_id: int, by: User | None) -> EvaluationRound:
    """From now on the experts may score; the panel and the groups must be complete."""
    evaluation = _locked(round_id)
    if evaluation.state != State.PLANNED:
        raise RuleViolation(_("Only a planned round can be opened."))
    _check_panel(evaluation)
    if not evaluation.candidates.exists():
        raise RuleViolation(_("The round has no groups to evaluate."))
    return _move(evaluation, State.OPEN)


@transaction.atomic
def submit_score(
    *, candidate: Candidate, panelist: Panelist, value: Decimal, at: datetime
) -> Score:
    """Hand in an expert's score. It replaces a draft, but never a score handed in before."""
    hold_for_scores(candidate.round_id)
    score = Score.objects.filter(candidate=candidate, panelist=panelist).first()
    if score is None:
        score = Score(candidate=candidate, panelist=panelist)
    elif score.submitted_at is not None:
        raise RuleViolation(_("This expert has scored this group already."))
    score.value = value
    score.submitted_at = at
    try:
        score.full_clean()
    except ValidationError as error:
        raise RuleViolation("; ".join(error.messages)) from error
    score.save()
    return score


def hold_for_scores(round_id: int) -> None:
    """Nobody seals or closes the round before the transaction ends; refused where somebody has."""
    if not _locked(round_id).takes_scores:
        raise RuleViolation(_("This round takes no scores."))


@transaction.atomic
def seal_round(*, round_id: int, by: User | None) -> EvaluationRound:
    """Take no more scores; every group must have exactly as many as the rule demands."""
    evaluation = _locked(round_id)
    if evaluation.state != State.OPEN:
        raise RuleViolation(_("Only an open round can be sealed."))
    _check_scores(evaluation)
    return _move(evaluation, State.SEALED)


@transaction.atomic
def close_round(*, round_id: int, by: User | None, on: date, at: datetime) -> Closure:
    """Compute the results and freeze them. The day must not lie before the round's own."""
    evaluation = _locked(round_id)
    if evaluation.state not in (State.OPEN, State.SEALED):
        raise RuleViolation(_("Only an open or sealed round can be closed."))
    if on < evaluation.date:
        raise RuleViolation(_("The day of the round is still to come."))
    _check_scores(evaluation)
    standings = compute_standings(evaluation)
    closure = Closure.objects.create(round=evaluation, closed_at=at, closed_by=by)
    EvaluationResult.objects.bulk_create(
        EvaluationResult(
            closure=closure,
            group=standing.group,
            division=division,
            rank=standing.rank,
            mean=standing.mean,
            selected=standing.selected,
        )
        for division, standing in standings
    )
    _move(evaluation, State.CLOSED)
    return closure


@transaction.atomic
def reopen_round(*, round_id: int, by: User | None, reason: str, at: datetime) -> EvaluationRound:
    """Take scores again after a closing. The old results are kept with the reason."""
    evaluation = _locked(round_id)
    if evaluation.state not in (State.SEALED, State.CLOSED):
        raise RuleViolation(_("Only a sealed or closed round can be opened again."))
    if not reason.strip():
        raise RuleViolation(_("Opening a closed round again takes a reason."))
    evaluation.closures.filter(reopened_at__isnull=True).update(
        reopened_at=at, reopened_by=by, reason=reason.strip()
    )
    return _move(evaluation, State.OPEN)


@transaction.atomic
def invite_selected(*, from_round: EvaluationRound, to_round: EvaluationRound) -> list[Candidate]:
    """Put the groups that one round selected before the next one."""
    if from_round.state != State.CLOSED:
        raise RuleViolation(_("The earlier round is not closed."))
    if _locked(to_round.pk).is_fixed:
        raise RuleViolation(_("The round takes no more groups."))
    there = set(to_round.candidates.values_list("group_id", flat=True))
    selected = ProjectGroup.objects.selected_in([from_round]).exclude(pk__in=there)
    return Candidate.objects.bulk_create(
        Candidate(round=to_round, group=group, position=position)
        for position, group in enumerate(
            selected.order_by("division", "name"), start=len(there) + 1
        )
    )


def compute_standings(
    evaluation: EvaluationRound,
) -> list[tuple[Division, Standing[ProjectGroup]]]:
    """Each division's groups, best first. Raises RuleViolation where scores are missing."""
    candidates = evaluation.candidates.select_related("group").prefetch_related("scores")
    places = {row.division: row.places for row in evaluation.division_places.all()}
    standings = []
    for division in Division:
        sheets = [
            Sheet(
                candidate.group,
                tuple(
                    score.value
                    for score in candidate.scores.all()
                    if score.submitted_at is not None
                ),
                candidate.preference,
            )
            for candidate in candidates
            if candidate.group.division == division
        ]
        ranked = rank_division(sheets, places=places.get(division, 0), rule=evaluation.rule)
        standings += [(division, standing) for standing in ranked]
    return standings


def _locked(round_id: int) -> EvaluationRound:
    evaluation: EvaluationRound = EvaluationRound.objects.select_for_update().get(pk=round_id)
    return evaluation


def _move(evaluation: EvaluationRound, state: EvaluationRound.State) -> EvaluationRound:
    evaluation.state = state
    evaluation.save(update_fields=["state"])
    return evaluation


def _check_panel(evaluation: EvaluationRound) -> None:
    there = evaluation.panelists.count()
    if there != evaluation.panel_size:
        raise RuleViolation(
            _("The panel has %(there)s experts; exactly %(needed)s are needed.")
            % {"there": there, "needed": evaluation.panel_size}
        )


def _check_scores(evaluation: EvaluationRound) -> None:
    _check_panel(evaluation)
    if not evaluation.candidates.exists():
        raise RuleViolation(_("The round has no groups to evaluate."))
    if missing := list(evaluation.candidates.incomplete().select_related("group")):
        raise RuleViolation(
            _("Not all experts have scored: %(groups)s")
            % {"groups": ", ".join(str(candidate) for candidate in missing)}
        )
