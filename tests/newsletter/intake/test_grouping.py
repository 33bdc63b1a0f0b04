"""How surely headlines of one story are found, and how seldom others are taken for one."""

from __future__ import annotations

from itertools import combinations

import pytest

from newsletter.intake.grouping import ALIKE, headline, likeness
from tests.newsletter.intake.headlines import CHOSEN_ON, TRIED_ON


def taken_for_one(one, other):
    return likeness(headline(one), headline(other)) >= ALIKE


def precision_and_recall(stories):
    same = [pair for titles in stories for pair in combinations(titles, 2)]
    different = [(a, b) for one, two in combinations(stories, 2) for a in one for b in two]
    right = sum(taken_for_one(*pair) for pair in same)
    wrong = sum(taken_for_one(*pair) for pair in different)
    return round(right / (right + wrong), 2), round(right / len(same), 2)


#                                          pairs of one story, of two   precision, recall
@pytest.mark.parametrize(
    ("stories", "expected"),
    [
        pytest.param(CHOSEN_ON, (0.89, 0.89), id="chosen on: 36 of one, 1395 of two"),
        pytest.param(TRIED_ON, (0.93, 0.90), id="tried on: 29 of one, 1511 of two"),
    ],
)
def test_precision_and_recall(stories, expected):
    assert precision_and_recall(stories) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[단독] 누리소프트, XR 안전훈련 수출", "누리소프트 'XR 안전훈련' 수출"),
        ("디지털 트윈 관제 구축", "디지털트윈 관제구축"),
        ("정부 1,200억원 투입", "정부 1200억원 투입"),
        ("ＸＲ 안전훈련 수출", "XR 안전훈련 수출"),
    ],
)
def test_way_of_writing_does_not_matter(one, other):
    assert taken_for_one(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("메타버스허브 입주기업 2차 모집", "메타버스허브 입주기업 3차 모집"),
        ("XR 기기 출하량 3분기 18% 증가", "XR 기기 출하량 4분기 7% 증가"),
        ("서울시 공공 메타버스 체험관 개관", "부산시 공공 메타버스 체험관 개관"),
        ("", "누리소프트 수출"),
        ("", ""),
        ("!!!", "???"),
    ],
)
def test_other_numbers_and_names_are_other_stories(one, other):
    assert not taken_for_one(one, other)
