"""The demo's evaluation says what the packet prints."""

from __future__ import annotations

from datetime import date

import pytest

from alliance.demo import loaders_in_order
from alliance.packets import get_section
from alliance.periods import Quarter, ReportingPeriod
from projectgroups.models import EvaluationRound, ProjectGroup, Score

SECTION = get_section("projectgroups.evaluation")


def load(*keys):
    for loader in loaders_in_order():
        if loader.key in keys:
            loader.load()


def digest(as_of):
    period = ReportingPeriod(Quarter.of(as_of), as_of, date(as_of.year, 1, 1))
    return SECTION.digest(SECTION.collect(period, as_of, {}).to_json())


@pytest.mark.django_db
def test_demo_evaluates_fifteen_groups_in_two_rounds():
    load("members", "projectgroups")
    load("projectgroups")

    assert ProjectGroup.objects.filter(year=2025).count() == 15
    assert list(
        EvaluationRound.objects.order_by("date").values_list("date", "state", "panel_size")
    ) == [(date(2025, 5, 28), "closed", 5), (date(2025, 11, 10), "closed", 5)]
    assert Score.objects.count() == (15 + 10) * 5
    assert all(group.memberships.count() == 3 for group in ProjectGroup.objects.all())
    assert digest(date(2025, 11, 26)) == [
        "(프로젝트 그룹) 프로젝트 그룹 최종 평가 시행(총 5개 그룹 선정/11.10)",
        "※ 아이디어 창출 부문 2개 그룹/비즈니스 모델 개발 부문 3개 그룹 선정",
    ]
    assert digest(date(2025, 9, 30)) == []
