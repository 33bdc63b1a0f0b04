"""The rule of the evaluation: trimmed mean, ties, selection."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance.errors import RuleViolation
from projectgroups.ranking import Rounding, Rule, Sheet, TieRule, rank_division, trimmed_mean

EXACT = Rule(decimals=4)
scores = st.decimals(min_value=0, max_value=100, places=2)
sheets_of_five = st.lists(scores, min_size=5, max_size=5)


def points(*values):
    return tuple(Decimal(str(value)) for value in values)


def sheet(group, *values, preference=None):
    return Sheet(group, points(*values), preference)


def told(standings):
    return [(each.group, each.rank, each.selected) for each in standings]


def test_mean_leaves_out_one_highest_and_one_lowest():
    assert trimmed_mean(points(60, 70, 80, 90, 100)) == Decimal("80.00")


def test_only_one_of_tied_highest_and_one_of_tied_lowest_drops_out():
    assert trimmed_mean(points(70, 70, 80, 90, 90)) == Decimal("80.00")
    assert trimmed_mean(points(50, 50, 50, 50, 50)) == Decimal("50.00")


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_scores_are_refused(count):
    with pytest.raises(RuleViolation):
        trimmed_mean(points(*[80] * count), Rule(panel_size=3))


@pytest.mark.parametrize("count", [3, 4, 6])
def test_exactly_as_many_scores_as_experts_are_needed(count):
    with pytest.raises(RuleViolation):
        trimmed_mean(points(*[80] * count))


def test_smallest_panel_keeps_the_middle_score():
    assert trimmed_mean(points(70, 80, 95), Rule(panel_size=3)) == Decimal("80.00")


@pytest.mark.parametrize(
    ("rounding", "decimals", "mean"),
    [
        (Rounding.HALF_UP, 2, "80.33"),
        (Rounding.DOWN, 0, "80"),
        (Rounding.HALF_UP, 0, "80"),
        (Rounding.HALF_UP, 4, "80.3333"),
    ],
)
def test_rounding_is_a_setting(rounding, decimals, mean):
    rule = Rule(decimals=decimals, rounding=rounding)

    assert trimmed_mean(points(0, 80, 80, 81, 100), rule) == Decimal(mean)


@pytest.mark.parametrize(
    ("rounding", "mean"),
    [(Rounding.HALF_UP, "80.3"), (Rounding.HALF_EVEN, "80.2"), (Rounding.DOWN, "80.2")],
)
def test_half_is_rounded_as_set(rounding, mean):
    rule = Rule(panel_size=3, decimals=1, rounding=rounding)

    assert trimmed_mean(points(0, 80.25, 100), rule) == Decimal(mean)


@given(sheets_of_five, st.randoms())
def test_mean_does_not_depend_on_the_order_of_the_scores(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)

    assert trimmed_mean(values) == trimmed_mean(shuffled)


@given(sheets_of_five)
def test_mean_lies_between_the_second_lowest_and_the_second_highest(values):
    ordered = sorted(values)

    assert ordered[1] <= trimmed_mean(values) <= ordered[3]


@given(sheets_of_five)
def test_mean_is_that_of_the_three_in_the_middle(values):
    middle = sum(Fraction(value) for value in sorted(values)[1:4]) / 3

    assert abs(Fraction(trimmed_mean(values, EXACT)) - middle) <= Fraction(1, 20_000)


@given(sheets_of_five, scores)
def test_raising_the_highest_score_changes_nothing(values, more):
    ordered = sorted(values)
    raised = [*ordered[:4], min(Decimal(100), ordered[4] + more)]

    assert trimmed_mean(values) == trimmed_mean(raised)


@given(st.lists(sheets_of_five, min_size=1, max_size=6), st.integers(0, 6), st.randoms())
def test_ranking_does_not_depend_on_the_order_of_the_groups(values, places, random):
    sheets = [
        Sheet(str(number), tuple(each), preference=number) for number, each in enumerate(values)
    ]
    shuffled = list(sheets)
    random.shuffle(shuffled)

    assert rank_division(sheets, places=places, rule=Rule()) == rank_division(
        shuffled, places=places, rule=Rule()
    )


@given(st.lists(sheets_of_five, min_size=1, max_size=6), st.integers(0, 8))
def test_the_stated_number_is_selected_and_never_below_a_group_left_out(values, places):
    sheets = [
        Sheet(str(number), tuple(each), preference=number) for number, each in enumerate(values)
    ]

    standings = rank_division(sheets, places=places, rule=Rule())

    assert sum(each.selected for each in standings) == min(places, len(sheets))
    assert [each.mean for each in standings] == sorted(
        (each.mean for each in standings), reverse=True
    )
    assert [each.selected for each in standings] == sorted(
        (each.selected for each in standings), reverse=True
    )


def test_equal_means_are_decided_by_the_mean_of_all_scores():
    low = sheet("low", 40, 80, 80, 80, 90)
    high = sheet("high", 70, 80, 80, 80, 90)

    assert told(rank_division([low, high], places=1, rule=Rule())) == [
        ("high", 1, True),
        ("low", 2, False),
    ]


def test_equal_means_are_decided_by_the_highest_score_where_so_set():
    rule = Rule(tie_rule=TieRule.HIGHEST_SCORE)
    steady = sheet("steady", 79, 80, 80, 80, 81)
    peak = sheet("peak", 10, 80, 80, 80, 99)

    assert told(rank_division([steady, peak], places=1, rule=rule)) == [
        ("peak", 1, True),
        ("steady", 2, False),
    ]


def test_groups_that_stay_tied_share_a_rank():
    rule = Rule(tie_rule=TieRule.PANEL)
    sheets = [
        sheet("a", 80, 80, 80, 80, 80),
        sheet("b", 80, 80, 80, 80, 80),
        sheet("c", 70, 70, 70, 70, 70),
    ]

    assert told(rank_division(sheets, places=2, rule=rule)) == [
        ("a", 1, True),
        ("b", 1, True),
        ("c", 3, False),
    ]


def test_tie_for_the_last_place_is_refused_until_the_panel_decides():
    rule = Rule(tie_rule=TieRule.PANEL)
    tied = [sheet("가", 80, 80, 80, 80, 80), sheet("나", 80, 80, 80, 80, 80)]

    with pytest.raises(RuleViolation, match="가, 나"):
        rank_division(tied, places=1, rule=rule)

    decided = [tied[0], sheet("나", 80, 80, 80, 80, 80, preference=1)]
    assert told(rank_division(decided, places=1, rule=rule)) == [("나", 1, True), ("가", 2, False)]


def test_means_are_compared_as_they_are_printed():
    rule = Rule(decimals=0, tie_rule=TieRule.PANEL)
    nearly = sheet("nearly", 0, 80, 80, 81, 100)
    exactly = sheet("exactly", 0, 80, 80, 80, 100)

    assert told(rank_division([exactly, nearly], places=2, rule=rule)) == [
        ("exactly", 1, True),
        ("nearly", 1, True),
    ]


def test_division_without_places_selects_nobody():
    assert told(rank_division([sheet("a", 90, 90, 90, 90, 90)], places=0, rule=Rule())) == [
        ("a", 1, False)
    ]


def test_group_with_a_place_in_the_panels_order_comes_before_those_without():
    without, placed = sheet("가", *[80] * 5), sheet("나", *[80] * 5, preference=10)

    assert told(rank_division([without, placed], places=1, rule=Rule())) == [
        ("나", 1, True),
        ("가", 2, False),
    ]
