"""The project groups' page in a packet."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.template.loader import render_to_string

from alliance.packets import figure_value, get_section
from alliance.periods import PeriodRule, Quarter, ReportingPeriod
from projectgroups import services
from projectgroups.models import Division, ProjectGroup
from tests.projectgroups.conftest import AT, make_round

SECTION = get_section("projectgroups.evaluation")


def collect(as_of=date(2025, 11, 26), *, since=date(2025, 1, 1), rule=None):
    period = ReportingPeriod(Quarter.of(as_of), as_of, since)
    options = {"rule": rule} if rule else {}
    return json.loads(json.dumps(SECTION.collect(period, as_of, options).to_json()))


def printed(snapshot):
    html = render_to_string(
        SECTION.template_name,
        {
            "heading": {"id": "h", "mark": "□", "title": "평가", "level": 1},
            "body": snapshot["body"],
            "figures": {figure["key"]: figure for figure in snapshot["figures"]},
        },
    )
    return " ".join(html.split())


@pytest.fixture
def two_rounds(closed):
    early = make_round(
        number=1,
        is_final=False,
        label="1차 서류 평가",
        date=date(2025, 5, 28),
        groups={"라": Division.IDEA},
        state="sealed",
    )
    return early, closed


@pytest.mark.parametrize("state", ["planned", "open"])
def test_round_whose_day_passed_without_a_score_was_not_held(closed, state):
    make_round(number=1, is_final=False, date=date(2025, 11, 5), state=state, groups={})

    snapshot = collect()

    assert [item["date"] for item in snapshot["body"]["rounds"]] == ["2025-11-10"]
    assert figure_value(snapshot, "rounds") == 1
    assert len(list(SECTION.facts(date(2025, 11, 1), date(2025, 11, 30)))) == 1


def test_figures_count_the_selected_groups_and_the_experts(closed):
    snapshot = collect()

    values = {figure["key"]: figure["value"] for figure in snapshot["figures"]}
    assert values == {"rounds": 1, "selected": 2, "idea": 1, "business_model": 1, "experts": 5}
    selected = next(f for f in snapshot["figures"] if f["key"] == "selected")
    assert selected["records"]["model"] == "projectgroups.projectgroup"
    assert sorted(label for _pk, label in selected["records"]["rows"]) == ["나", "다"]


def test_snapshot_holds_neither_scores_nor_groups_left_out(closed):
    snapshot = collect()

    named = [label for f in snapshot["figures"] for _pk, label in f["records"]["rows"]]
    assert "가" not in named
    assert set(snapshot["body"]["rounds"][0]) == {
        "name",
        "date",
        "start",
        "end",
        "place",
        "purpose",
        "target",
        "criteria",
        "closed",
        "figures",
    }
    assert not re.search(r"\d\.\d", json.dumps(snapshot))  # scores and means have decimals


def test_digest_tells_total_and_divisions(closed):
    snapshot = collect()

    assert SECTION.digest(snapshot) == [
        "(프로젝트 그룹) 프로젝트 그룹 최종 평가 시행(총 2개 그룹 선정/11.10)",
        "※ 아이디어 창출 부문 1개 그룹/비즈니스 모델 개발 부문 1개 그룹 선정",
    ]


def test_digest_takes_a_figure_set_by_hand(closed):
    snapshot = collect()
    next(f for f in snapshot["figures"] if f["key"] == "selected")["shown"] = 9

    assert "총 9개 그룹" in SECTION.digest(snapshot)[0]


def test_section_is_named_after_its_only_round(closed):
    assert collect()["title"] == "메타버스 얼라이언스 프로젝트 그룹 최종 평가 시행"


def test_page_prints_the_facts(closed):
    html = printed(collect())

    for words in (
        "2025.11.10.(월) 13:30 ~ 17:30",
        "전문가 5인의 점수 中 최저/최고 제외 산술평균 순위",
        "총 5명 구성",
        "총 2개 우수 프로젝트 그룹 선정(아이디어 창출 1개/비즈니스 모델 1개)",
    ):
        assert words in html


def test_period_rule_chooses_the_rounds(two_rounds):
    def dates(**options):
        return [item["date"] for item in collect(**options)["body"]["rounds"]]

    assert dates() == ["2025-11-10"]
    assert dates(rule=PeriodRule.SINCE_LAST_PACKET) == ["2025-05-28", "2025-11-10"]
    assert dates(rule=PeriodRule.SINCE_LAST_PACKET, since=date(2025, 9, 18)) == ["2025-11-10"]
    assert dates(as_of=date(2025, 9, 30)) == []
    assert dates(as_of=date(2025, 11, 9)) == []
    assert dates(as_of=date(2025, 11, 10)) == ["2025-11-10"]


def test_several_rounds_keep_their_figures_apart(two_rounds, officer):
    snapshot = collect(rule=PeriodRule.SINCE_LAST_PACKET)

    assert [figure_value(snapshot, key) for key in ("rounds", "selected", "selected-2")] == [
        2,
        0,
        2,
    ]
    assert snapshot["title"] == ""
    html = printed(snapshot)
    assert html.index("1차 서류 평가") < html.index("프로젝트 그룹 최종 평가")


def test_round_that_is_not_closed_has_no_result(scored):
    snapshot = collect()

    assert SECTION.digest(snapshot) == ["(프로젝트 그룹) 프로젝트 그룹 최종 평가 시행(11.10)"]
    assert "총 0개" not in printed(snapshot)


def test_period_without_a_round_prints_one_line(db):
    snapshot = collect()

    assert SECTION.digest(snapshot) == []
    assert "해당 기간 없음" in printed(snapshot)


def test_facts_are_the_rounds_of_the_days(two_rounds):
    facts = list(SECTION.facts(date(2025, 1, 1), date(2025, 6, 30)))

    assert [(fact.model, fact.day) for fact in facts] == [
        ("projectgroups.evaluationround", date(2025, 5, 28))
    ]


def test_reopened_round_counts_no_selected_groups(closed, officer):
    services.reopen_round(round_id=closed.pk, by=officer, reason="정정", at=AT)

    assert figure_value(collect(), "selected") == 0


def test_groups_count_in_the_division_in_which_they_were_selected(closed):
    ProjectGroup.objects.filter(name="나").update(division=Division.BUSINESS_MODEL)

    values = {figure["key"]: figure["value"] for figure in collect()["figures"]}

    assert (values["idea"], values["business_model"]) == (1, 1)
