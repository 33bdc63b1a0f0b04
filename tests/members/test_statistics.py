"""Counts on a day equal a plain recount of the facts."""

import json
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance.periods import DayRange
from members.counting import member_statistics
from members.models import Classification, Membership, Organisation
from members.services.admission import admit, leave
from members.services.classification import reclassify
from members.services.naming import record_organisation

pytestmark = pytest.mark.django_db

FIRST = date(2025, 1, 1)
CLASSES = [
    (kind.value, sub_kind.value if sub_kind else "")
    for kind in Classification.Kind
    for sub_kind in Classification.SUB_KINDS[kind] or (None,)
]


@st.composite
def stretches(draw, most=3):
    """Ranges of days that touch or leave gaps, the last one perhaps open."""
    cuts = sorted(draw(st.sets(st.integers(0, 120), min_size=2, max_size=2 * most)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    found = [(FIRST + timedelta(start), FIRST + timedelta(end - 1)) for start, end in pairs]
    if draw(st.booleans()):
        found[-1] = (found[-1][0], None)
    return found


organisations = st.lists(
    st.tuples(
        stretches(), stretches().flatmap(lambda r: st.tuples(*(
            st.tuples(st.just(each), st.sampled_from(CLASSES)) for each in r
        )))
    ),
    max_size=6,
)  # fmt: skip


def holds(stretch, day):
    return stretch[0] <= day and (stretch[1] is None or day <= stretch[1])


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(facts=organisations, offset=st.integers(-2, 125), length=st.integers(0, 60))
def test_statistics_equal_a_plain_recount(db, facts, offset, length):
    day = FIRST + timedelta(offset)
    period = DayRange(day - timedelta(length), day)
    with transaction.atomic():
        for number, (memberships, classes) in enumerate(facts):
            organisation = Organisation.objects.create(name=f"회원{number}", slug=f"m{number}")
            for start, end in memberships:
                Membership.objects.create(organisation=organisation, valid_from=start, valid_to=end)
            for (start, end), (kind, sub_kind) in classes:
                Classification.objects.create(
                    organisation=organisation,
                    kind=kind,
                    sub_kind=sub_kind,
                    valid_from=start,
                    valid_to=end,
                )

        found = member_statistics(day, period)
        transaction.set_rollback(True)

    expected = Counter()
    for memberships, classes in facts:
        if any(holds(each, day) for each in memberships):
            of_day = [size for each, size in classes if holds(each, day)]
            expected[of_day[0] if of_day else ("unclassified", "")] += 1
    counted = Counter()
    for kind in found.kinds:
        assert not kind.sub_kinds or sum(each.count for each in kind.sub_kinds) == kind.count
        for sub_kind in kind.sub_kinds:
            counted[kind.code, sub_kind.code] += sub_kind.count
        if not kind.sub_kinds:
            counted[kind.code, ""] += kind.count
    assert +counted == expected
    assert found.total == sum(expected.values())
    starts = [start for memberships, _classes in facts for start, _end in memberships]
    ends = [end for memberships, _classes in facts for _start, end in memberships if end]
    assert found.joined == sum(start in period for start in starts)
    assert found.left == sum(end + timedelta(1) in period for end in ends)


@pytest.fixture
def some_members(officer):
    for number, (kind, sub_kind) in enumerate([*CLASSES, ("company", "small")]):
        admit(
            organisation=record_organisation(name=f"회원{number}"),
            on=date(2025, 10, 1),
            kind=kind,
            sub_kind=sub_kind,
            by=officer,
        )


def test_member_statistics_command_prints_one_json_document(some_members, officer, capsys):
    leaver = Organisation.objects.get(name="회원0")
    leave(organisation=leaver, on=date(2025, 11, 20), by=officer)
    reclassify(
        organisation=Organisation.objects.get(name="회원2"),
        kind="company",
        sub_kind="medium",
        on=date(2025, 11, 1),
        by=officer,
    )

    call_command("member_statistics", "--as-of", "2025-11-26", "--format", "json")

    found = json.loads(capsys.readouterr().out)
    labels = [kind.pop("label") for kind in found["kinds"]]
    for kind in found["kinds"]:
        labels += [each.pop("label") for each in kind["sub_kinds"]]
    assert found == {
        "as_of": "2025-11-26",
        "period": {"from": "2025-10-01", "to": "2025-11-26"},
        "total": 6,
        "kinds": [
            {
                "code": "company",
                "count": 3,
                "sub_kinds": [
                    {"code": "large", "count": 0},
                    {"code": "medium", "count": 2},
                    {"code": "small", "count": 1},
                ],
            },
            {
                "code": "institution",
                "count": 2,
                "sub_kinds": [
                    {"code": "institution_association", "count": 1},
                    {"code": "other_nonprofit", "count": 1},
                ],
            },
            {"code": "university", "count": 1, "sub_kinds": []},
        ],
        "joined": 7,
        "left": 1,
    }
    assert labels == [
        "기업",
        "기관",
        "대학/산학 협력단",
        "대기업",
        "중기업",
        "소기업",
        "기관·협단체",
        "기타(비영리)",
    ]


def test_member_statistics_defaults_to_the_portals_today(some_members, day, capsys):
    call_command("member_statistics", "--format", "json")

    assert json.loads(capsys.readouterr().out)["as_of"] == "2025-11-26"


@pytest.mark.parametrize("written", ["2025-9-30", "gestern", "2025-02-30"])
def test_member_statistics_refuses_what_is_no_date(written):
    with pytest.raises(CommandError):
        call_command("member_statistics", "--as-of", written)


def test_match_names_command(some_members, day, tmp_path, capsys):
    file = tmp_path / "names.txt"
    file.write_text("﻿㈜회원 1\n\n  모름\n".lstrip(), encoding="utf-8")

    call_command("match_names", str(file), "--format", "json")

    assert json.loads(capsys.readouterr().out) == [
        {
            "name": "㈜회원 1",
            "status": "matched",
            "member": "회원1",
            "slug": "회원1",
            "is_member": True,
            "candidates": [],
        },
        {
            "name": "모름",
            "status": "unknown",
            "member": None,
            "slug": None,
            "is_member": False,
            "candidates": [],
        },
    ]


def test_match_names_reads_korean_windows_files(some_members, day, tmp_path, capsys):
    file = tmp_path / "names.txt"
    file.write_bytes("주식회사 회원2\r\n".encode("cp949"))

    call_command("match_names", str(file), "--format", "json")

    assert [row["member"] for row in json.loads(capsys.readouterr().out)] == ["회원2"]


def test_match_names_without_the_file_is_a_usage_error(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("match_names", str(tmp_path / "none.txt"))

    assert refused.value.returncode == 2
