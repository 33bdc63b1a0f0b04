"""The evaluation in the secretariat's hands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from projectgroups.models import (
    Candidate,
    Closure,
    EvaluationResult,
    EvaluationRound,
    ProjectGroup,
    Score,
)
from projectgroups.services import open_round
from tests.pages import form_values, text, tree
from tests.projectgroups.conftest import HELD_ON, make_round

State = EvaluationRound.State


def page_of(record):
    return reverse(
        f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk]
    )


def press(client, record, step):
    values = form_values(client.get(page_of(record)))
    return client.post(
        page_of(record),
        {**values, f"projectgroups_{record._meta.model_name}_{step}": "1"},
        follow=True,
    )


def offered_steps(client, record):
    page = tree(client.get(page_of(record)))
    prefix = f"projectgroups_{record._meta.model_name}_"
    names = page.xpath(f"//button[starts-with(@name, '{prefix}')]/@name")
    return {name.removeprefix(prefix) for name in names}


@pytest.mark.parametrize(
    "model", [ProjectGroup, EvaluationRound, Candidate, EvaluationResult, Closure]
)
def test_every_list_opens(officer_client, closed, model):
    address = reverse(f"admin:projectgroups_{model._meta.model_name}_changelist")

    assert officer_client.get(address).status_code == 200
    assert officer_client.get(address, {"q": "가"}).status_code == 200


@pytest.mark.parametrize("count", [1, 5])
def test_group_list_query_count_does_not_grow(
    officer_client, db, count, django_assert_max_num_queries
):
    for number in range(count):
        ProjectGroup.objects.create(year=2025, name=f"그룹 {number}", division="idea")

    with django_assert_max_num_queries(9):
        officer_client.get(reverse("admin:projectgroups_projectgroup_changelist"))


def test_steps_take_a_round_from_planned_to_closed(officer_client, planned):
    press(officer_client, planned, "open_for_scores")
    planned.refresh_from_db()
    assert planned.state == State.OPEN

    assert offered_steps(officer_client, planned) == {"seal", "close"}
    refused = press(officer_client, planned, "close")
    assert "심사위원의 점수가 모두 모이지 않았습니다" in text(refused)

    for candidate in planned.candidates.all():
        for panelist in planned.panelists.all():
            Score.objects.create(
                candidate=candidate,
                panelist=panelist,
                value=80 + candidate.position,
                submitted_at="2025-11-10T17:00:00+09:00",
            )
    press(officer_client, planned, "seal")
    done = press(officer_client, planned, "close")

    planned.refresh_from_db()
    assert planned.state == State.CLOSED
    assert offered_steps(officer_client, planned) == set()
    assert "2개 그룹이 선정되었습니다" in text(done)


def test_reopening_asks_for_a_reason(officer_client, closed, officer):
    address = reverse("admin:projectgroups_evaluationround_reopen", args=[closed.pk])

    officer_client.post(address, {"reason": ""})
    closed.refresh_from_db()
    assert closed.state == State.CLOSED

    officer_client.post(address, {"reason": "점수 오기"})
    closed.refresh_from_db()
    assert closed.state == State.OPEN
    assert closed.closures.get().reopened_by == officer


def test_rows_of_a_closed_round_are_not_offered_for_change(officer_client, closed):
    names = {
        element.get("name")
        for element in tree(officer_client.get(page_of(closed))).xpath("//input[@name]|//select")
    }

    assert not names & {"panelists-0-person", "candidates-0-group", "division_places-0-places"}
    assert "panel_size" not in names


def test_scores_are_pasted_from_a_sheet(officer_client, planned, officer):
    open_round(round_id=planned.pk, by=officer)
    address = reverse("admin:projectgroups_evaluationround_paste", args=[planned.pk, "score"])
    rows = "가\t위원1\t88.5\n\t위원2\t90\n나\t위원1\t77"

    looked_at = officer_client.post(address, {"rows": rows, "mode": "append"})
    values = form_values(looked_at)
    officer_client.post(address, {**values, "_save": "1"})

    assert sorted(
        Score.objects.values_list("candidate__group__name", "panelist__person__name", "value")
    ) == [
        ("가", "위원1", Decimal("88.50")),
        ("가", "위원2", Decimal("90.00")),
        ("나", "위원1", Decimal("77.00")),
    ]
    assert Score.objects.filter(submitted_at=None).count() == 0


def test_pasted_scores_of_strangers_are_refused(officer_client, planned, officer):
    open_round(round_id=planned.pk, by=officer)
    address = reverse("admin:projectgroups_evaluationround_paste", args=[planned.pk, "score"])

    answer = officer_client.post(
        address, {"rows": "가\t낯선이\t88\n없는그룹\t위원1\t88", "mode": "append"}
    )

    assert "이 차수에 없습니다: ‘낯선이’" in text(answer)
    assert "이 차수에 없습니다: ‘없는그룹’" in text(answer)
    assert Score.objects.count() == 0


def test_scores_cannot_be_pasted_into_a_round_that_takes_none(officer_client, closed):
    address = reverse("admin:projectgroups_evaluationround_paste", args=[closed.pk, "score"])

    assert officer_client.get(address).status_code == 403


def test_score_entered_by_the_officer_counts(officer_client, planned, officer):
    open_round(round_id=planned.pk, by=officer)
    candidate = planned.candidates.get(group__name="가")
    values = form_values(officer_client.get(page_of(candidate)))
    row = {
        "scores-TOTAL_FORMS": "1",
        "scores-0-panelist": planned.panelists.first().pk,
        "scores-0-value": "91.5",
    }

    officer_client.post(page_of(candidate), {**values, **row})

    score = candidate.scores.get()
    assert score.value == Decimal("91.50")
    assert score.submitted_at is not None


def test_only_experts_of_the_round_are_offered(officer_client, planned, officer):
    make_round(number=1, is_final=False, label="", date=date(2025, 5, 28), groups={})
    open_round(round_id=planned.pk, by=officer)
    candidate = planned.candidates.first()

    page = tree(officer_client.get(page_of(candidate)))

    offered = page.xpath("//select[@name='scores-__prefix__-panelist']/option/@value")
    assert {value for value in offered if value} == {
        str(panelist.pk) for panelist in planned.panelists.all()
    }


def test_nobody_but_officers_sees_scores(client, closed, committee_member, outsider):
    for user in (committee_member, outsider):
        client.force_login(user)
        answer = client.get(reverse("admin:projectgroups_evaluationresult_changelist"))
        assert answer.status_code in (302, 403, 404)


def test_admin_page_of_a_round_is_korean(officer_client, closed):
    page = text(officer_client.get(page_of(closed)))

    for word in ("심사위원 수", "동점 처리", "부문별 선정 수", "전문가심사위원", "심사 그룹"):
        assert word in page
    assert closed.date == HELD_ON


def _without_group(client, evaluation, name):
    values = form_values(client.get(page_of(evaluation)))
    number = next(
        key.split("-")[1]
        for key, value in values.items()
        if key.startswith("candidates-")
        and key.endswith("-id")
        and value == [str(evaluation.candidates.get(group__name=name).pk)]
    )
    return client.post(page_of(evaluation), {**values, f"candidates-{number}-DELETE": "on"})


def test_group_with_scores_stays_in_its_round(officer_client, scored):
    page = text(_without_group(officer_client, scored, "가"))

    assert "가: 이미 심사 점수가 있어 이 회차에서 뺄 수 없습니다." in page
    assert Score.objects.filter(candidate__group__name="가").count() == 5


def test_group_without_scores_leaves_its_round(officer_client, planned):
    _without_group(officer_client, planned, "가")

    assert not planned.candidates.filter(group__name="가").exists()


def test_database_keeps_the_scores_of_a_group(scored):
    with pytest.raises(ProtectedError):
        scored.candidates.get(group__name="가").delete()


def test_page_of_a_scored_group_says_why_it_is_not_deleted(officer_client, scored):
    candidate = scored.candidates.get(group__name="가")
    address = reverse("admin:projectgroups_candidate_delete", args=[candidate.pk])

    answer = officer_client.post(address, {"post": "yes"})

    assert answer.status_code < 500
    assert Candidate.objects.filter(pk=candidate.pk).exists()
