"""A round opens, takes scores, is sealed, closed and opened again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from alliance.errors import RuleViolation
from projectgroups import services
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
from projectgroups.pasting import score_row
from tests.projectgroups.conftest import AT, HELD_ON, make_round, score

State = EvaluationRound.State


def results(evaluation):
    return list(
        EvaluationResult.objects.of_round(evaluation).values_list(
            "group__name", "division", "rank", "mean", "selected"
        )
    )


def test_closing_freezes_rank_mean_and_selection(scored, officer):
    closure = services.close_round(round_id=scored.pk, by=officer, on=HELD_ON, at=AT)

    scored.refresh_from_db()
    assert scored.state == State.CLOSED
    assert (closure.closed_by, closure.closed_at) == (officer, AT)
    assert results(scored) == [
        ("다", Division.BUSINESS_MODEL, 1, Decimal("70.0000"), True),
        ("나", Division.IDEA, 1, Decimal("92.0000"), True),
        ("가", Division.IDEA, 2, Decimal("82.0000"), False),
    ]


def test_results_do_not_follow_later_changes_of_scores_and_places(closed):
    before = results(closed)

    Score.objects.update(value=1)
    closed.division_places.update(places=0)
    ProjectGroup.objects.filter(name="나").update(division=Division.BUSINESS_MODEL)

    assert results(closed) == before


def test_result_cannot_be_saved_again(closed):
    result = EvaluationResult.objects.first()

    with pytest.raises(TypeError):
        result.save()


def test_round_needs_its_whole_panel_to_open(db, officer):
    short = make_round(experts=4)

    with pytest.raises(RuleViolation):
        services.open_round(round_id=short.pk, by=officer)

    short.refresh_from_db()
    assert short.state == State.PLANNED


def test_round_without_groups_does_not_open(db, officer):
    empty = make_round(groups={})

    with pytest.raises(RuleViolation):
        services.open_round(round_id=empty.pk, by=officer)


def test_planned_round_takes_no_scores(planned):
    with pytest.raises(RuleViolation):
        score(planned, "가", 80, 80, 80, 80, 80)

    assert Score.objects.count() == 0


def test_score_handed_in_is_not_replaced(scored):
    with pytest.raises(RuleViolation):
        score(scored, "가", 99, 99, 99, 99, 99)

    assert scored.candidates.get(group__name="가").scores.filter(value=99).count() == 0


def test_draft_score_is_replaced_when_it_is_handed_in(planned, officer):
    services.open_round(round_id=planned.pk, by=officer)
    candidate, panelist = planned.candidates.first(), planned.panelists.first()
    Score.objects.create(candidate=candidate, panelist=panelist, value=10)

    handed_in = services.submit_score(
        candidate=candidate, panelist=panelist, value=Decimal("88.5"), at=AT
    )

    assert (handed_in.value, handed_in.submitted_at) == (Decimal("88.5"), AT)
    assert Score.objects.count() == 1


@pytest.mark.parametrize("value", ["-0.01", "100.01"])
def test_score_out_of_range_is_refused(planned, officer, value):
    services.open_round(round_id=planned.pk, by=officer)
    candidate, panelist = planned.candidates.first(), planned.panelists.first()

    with pytest.raises(RuleViolation):
        services.submit_score(candidate=candidate, panelist=panelist, value=Decimal(value), at=AT)


def test_database_refuses_a_score_out_of_range(planned):
    candidate, panelist = planned.candidates.first(), planned.panelists.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.bulk_create([Score(candidate=candidate, panelist=panelist, value=101)])


def test_database_refuses_two_scores_of_one_expert_for_one_group(scored):
    candidate, panelist = scored.candidates.first(), scored.panelists.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.bulk_create([Score(candidate=candidate, panelist=panelist, value=50)])


def test_expert_of_another_round_is_refused(planned, officer):
    other = make_round(number=1, is_final=False, label="", date=date(2025, 5, 28), groups={})
    services.open_round(round_id=planned.pk, by=officer)

    with pytest.raises(RuleViolation):
        services.submit_score(
            candidate=planned.candidates.first(),
            panelist=other.panelists.first(),
            value=Decimal(50),
            at=AT,
        )


def test_round_with_a_missing_score_is_neither_sealed_nor_closed(scored, officer):
    Score.objects.filter(candidate__group__name="다").first().delete()

    with pytest.raises(RuleViolation, match="다"):
        services.seal_round(round_id=scored.pk, by=officer)
    with pytest.raises(RuleViolation, match="다"):
        services.close_round(round_id=scored.pk, by=officer, on=HELD_ON, at=AT)

    assert Closure.objects.count() == 0


def test_draft_scores_do_not_count(scored, officer):
    Score.objects.filter(candidate__group__name="다").update(submitted_at=None)

    with pytest.raises(RuleViolation):
        services.close_round(round_id=scored.pk, by=officer, on=HELD_ON, at=AT)


def test_sealed_round_takes_no_scores_and_can_be_closed(scored, officer):
    services.seal_round(round_id=scored.pk, by=officer)

    with pytest.raises(RuleViolation):
        services.submit_score(
            candidate=scored.candidates.first(),
            panelist=scored.panelists.first(),
            value=Decimal(1),
            at=AT,
        )
    services.close_round(round_id=scored.pk, by=officer, on=HELD_ON, at=AT)

    scored.refresh_from_db()
    assert scored.state == State.CLOSED


def test_round_is_not_closed_before_its_day(scored, officer):
    with pytest.raises(RuleViolation):
        services.close_round(round_id=scored.pk, by=officer, on=HELD_ON - timedelta(days=1), at=AT)


def test_tie_for_the_last_place_keeps_the_round_open(planned, officer):
    services.open_round(round_id=planned.pk, by=officer)
    score(planned, "가", 80, 80, 80, 80, 80)
    score(planned, "나", 80, 80, 80, 80, 80)
    score(planned, "다", 70, 70, 70, 70, 70)

    with pytest.raises(RuleViolation):
        services.close_round(round_id=planned.pk, by=officer, on=HELD_ON, at=AT)
    Candidate.objects.filter(group__name="나").update(preference=1)
    services.close_round(round_id=planned.pk, by=officer, on=HELD_ON, at=AT)

    assert [row[0] for row in results(planned) if row[4]] == ["다", "나"]


def test_reopening_takes_a_reason_and_keeps_the_old_results(closed, officer):
    old = results(closed)
    with pytest.raises(RuleViolation):
        services.reopen_round(round_id=closed.pk, by=officer, reason=" ", at=AT)

    services.reopen_round(round_id=closed.pk, by=officer, reason="점수 오기", at=AT)

    closed.refresh_from_db()
    assert closed.state == State.OPEN
    assert results(closed) == []
    closure = closed.closures.get()
    assert (closure.reason, closure.reopened_by, closure.reopened_at) == ("점수 오기", officer, AT)
    assert closure.results.count() == len(old)


def test_reopened_round_can_be_closed_again_with_other_results(closed, officer):
    services.reopen_round(round_id=closed.pk, by=officer, reason="점수 오기", at=AT)
    Score.objects.filter(candidate__group__name="가").update(value=99)

    services.close_round(round_id=closed.pk, by=officer, on=HELD_ON, at=AT)

    assert [row[0] for row in results(closed) if row[4]] == ["다", "가"]
    assert closed.closures.count() == 2


def test_closed_round_is_not_closed_twice(closed, officer):
    with pytest.raises(RuleViolation):
        services.close_round(round_id=closed.pk, by=officer, on=HELD_ON, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closure.objects.create(round=closed, closed_at=AT)


def test_selected_groups_go_on_to_the_next_round(closed):
    later = make_round(number=1, is_final=False, label="", date=date(2025, 12, 1), groups={})

    services.invite_selected(from_round=closed, to_round=later)
    services.invite_selected(from_round=closed, to_round=later)

    assert sorted(str(each) for each in later.candidates.all()) == ["나", "다"]


def test_groups_of_a_round_that_is_not_closed_do_not_go_on(scored):
    later = make_round(number=1, is_final=False, label="", date=date(2025, 12, 1), groups={})

    with pytest.raises(RuleViolation):
        services.invite_selected(from_round=scored, to_round=later)


@pytest.mark.parametrize(
    "fields",
    [
        {"panel_size": 2},
        {"decimals": 5},
        {"year": 2024},
        {"end": None, "start": None, "date": date(2024, 1, 1)},
    ],
)
def test_database_refuses_rounds_that_make_no_sense(db, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_round(**fields)


def test_one_final_evaluation_a_year(planned):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_round(number=1)


def test_person_sits_once_in_a_panel(planned):
    person = planned.panelists.first().person

    with pytest.raises(IntegrityError), transaction.atomic():
        Panelist.objects.create(round=planned, person=person)


def test_sheet_pasted_while_the_round_closes_changes_no_score(closed):
    stale = type(closed).objects.get(pk=closed.pk)
    stale.state = State.OPEN

    with pytest.raises(RuleViolation):
        score_row(stale, {"group": "가", "expert": "위원1", "value": "99"})
