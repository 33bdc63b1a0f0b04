"""Score sheets as they are copied from Excel: group, expert, score."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from projectgroups.models import EvaluationRound, Score
from projectgroups.services import hold_for_scores


def _folded(value: object) -> str:
    return "".join(str(value).split())


def score_row(parent: models.Model | None, values: dict[str, Any]) -> Score:
    """The score of an expert for a group; a row that is there already is overwritten."""
    if not isinstance(parent, EvaluationRound):
        raise ValidationError(gettext("Paste scores into an evaluation round."))
    hold_for_scores(parent.pk)
    candidates = parent.candidates.select_related("group")
    candidate = _one(candidates, values["group"], "group")
    panelist = _one(parent.panelists.select_related("person"), values["expert"], "expert")
    score = Score.objects.filter(candidate=candidate, panelist=panelist).first()
    if score is None:
        score = Score(candidate=candidate, panelist=panelist)  # type: ignore[misc]
    try:
        score.value = Decimal(values["value"])
    except InvalidOperation:
        raise ValidationError(
            {"value": gettext("“%(value)s” is not a number.") % {"value": values["value"]}}
        ) from None
    score.submitted_at = timezone.now()
    return score


def _one(rows: models.QuerySet[Any], name: str, field: str) -> models.Model:
    found = [row for row in rows if _folded(row) == _folded(name)]
    if len(found) != 1:
        raise ValidationError(gettext("“%(name)s” is not in this round.") % {"name": name})
    record: models.Model = found[0]
    return record
