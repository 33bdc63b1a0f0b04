"""The rule of the evaluation, without a database: trimmed mean, rank, selection.

Each expert scores each group. One highest and one lowest score drop out, one each also when they
are tied; the mean of the rest ranks the groups of a division downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import floor
from typing import Generic, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.errors import RuleViolation

# With fewer nothing is left after the highest and the lowest are dropped.
FEWEST_SCORES = 3

Group = TypeVar("Group", bound=Hashable)


class Rounding(TextChoices):
    HALF_UP = "half_up", _("half up")
    HALF_EVEN = "half_even", _("half to the even digit")
    DOWN = "down", _("cut off")


class TieRule(TextChoices):
    """Which of two groups with the same printed mean comes first."""

    MEAN_OF_ALL = "mean_of_all", _("the mean of all scores, highest and lowest included")
    HIGHEST_SCORE = "highest_score", _("the highest single score")
    PANEL = "panel", _("the panel decides")


@dataclass(frozen=True)
class Rule:
    panel_size: int = 5
    decimals: int = 2
    rounding: Rounding = Rounding.HALF_UP
    tie_rule: TieRule = TieRule.MEAN_OF_ALL


@dataclass(frozen=True)
class Sheet(Generic[Group]):
    """A group's scores; `preference` is the panel's own order among groups that stay tied."""

    group: Group
    scores: tuple[Decimal, ...]
    preference: int | None = None


@dataclass(frozen=True)
class Standing(Generic[Group]):
    group: Group
    rank: int
    mean: Decimal
    selected: bool


_ROUND: Mapping[Rounding, Callable[[Fraction], int]] = {
    Rounding.HALF_UP: lambda value: floor(value + Fraction(1, 2)),
    Rounding.HALF_EVEN: round,
    Rounding.DOWN: floor,
}


def trimmed_mean(scores: Sequence[Decimal], rule: Rule | None = None) -> Decimal:
    """Raises RuleViolation unless each expert of the panel has scored, and three have at least."""
    rule = rule or Rule()
    if rule.panel_size < FEWEST_SCORES or len(scores) < FEWEST_SCORES:
        raise RuleViolation(
            gettext("At least %(fewest)s scores are needed to drop the highest and the lowest.")
            % {"fewest": FEWEST_SCORES}
        )
    if len(scores) != rule.panel_size:
        raise RuleViolation(
            gettext("There are %(there)s scores; exactly %(needed)s are needed.")
            % {"there": len(scores), "needed": rule.panel_size}
        )
    exact = [Fraction(score) for score in scores]
    mean = (sum(exact) - max(exact) - min(exact)) / (len(exact) - 2)
    units = _ROUND[Rounding(rule.rounding)](mean * 10**rule.decimals)
    return Decimal(units).scaleb(-rule.decimals)


def rank_division(
    sheets: Sequence[Sheet[Group]], *, places: int, rule: Rule
) -> list[Standing[Group]]:
    """The groups of one division, best first; the first `places` of them are selected.

    Groups that stay tied share a rank. Raises RuleViolation where such a tie lies across the last
    place: the panel must then put those groups in order.
    """
    means = {sheet.group: trimmed_mean(sheet.scores, rule) for sheet in sheets}

    def merit(sheet: Sheet[Group]) -> tuple[Decimal, Fraction, bool, int]:
        placed = sheet.preference is not None
        return means[sheet.group], _tie_break(sheet, rule), placed, -(sheet.preference or 0)

    in_order = sorted(sheets, key=merit, reverse=True)
    standings: list[Standing[Group]] = []
    for _merit, tied_sheets in groupby(in_order, key=merit):
        tied = list(tied_sheets)
        rank = len(standings) + 1
        if rank <= places < len(standings) + len(tied):
            raise RuleViolation(
                gettext(
                    "%(groups)s are tied for the last place; the panel must decide their order."
                )
                % {"groups": ", ".join(str(sheet.group) for sheet in tied)}
            )
        standings += [
            Standing(sheet.group, rank, means[sheet.group], selected=rank <= places)
            for sheet in tied
        ]
    return standings


def _tie_break(sheet: Sheet[Group], rule: Rule) -> Fraction:
    exact = [Fraction(score) for score in sheet.scores]
    if rule.tie_rule == TieRule.MEAN_OF_ALL:
        return sum(exact, Fraction()) / len(exact)
    if rule.tie_rule == TieRule.HIGHEST_SCORE:
        return max(exact)
    return Fraction()
