from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from alliance.periods import SEOUL
from members.models import Person
from projectgroups.models import (
    Candidate,
    Division,
    DivisionPlaces,
    EvaluationRound,
    Panelist,
    ProjectGroup,
)
from projectgroups.services import submit_score

HELD_ON = date(2025, 11, 10)
AT = datetime(2025, 11, 10, 17, 30, tzinfo=SEOUL)


def make_round(*, groups=None, experts=5, **fields):
    """A planned round: by default two ideas for one place, two business models for one."""
    fields = {
        "year": 2025,
        "number": 2,
        "label": "2차 발표 심사",
        "is_final": True,
        "date": HELD_ON,
        "start": time(13, 30),
        "end": time(17, 30),
        **fields,
    }
    evaluation = EvaluationRound.objects.create(**fields)
    for division in Division:
        DivisionPlaces.objects.create(round=evaluation, division=division, places=1)
    for position in range(experts):
        person = Person.objects.create(name=f"위원{position + 1}")
        Panelist.objects.create(round=evaluation, person=person, position=position)
    if groups is None:
        groups = {"가": Division.IDEA, "나": Division.IDEA, "다": Division.BUSINESS_MODEL}
    for position, (name, division) in enumerate(groups.items()):
        group, _made = ProjectGroup.objects.get_or_create(
            year=2025, name=name, defaults={"division": division}
        )
        Candidate.objects.create(round=evaluation, group=group, position=position)
    return evaluation


def score(evaluation, name, *values):
    candidate = evaluation.candidates.get(group__name=name)
    for panelist, value in zip(evaluation.panelists.order_by("position"), values, strict=True):
        submit_score(candidate=candidate, panelist=panelist, value=Decimal(str(value)), at=AT)


@pytest.fixture
def planned(db):
    return make_round()


@pytest.fixture
def scored(planned, officer):
    """Open, and every group has its five scores."""
    from projectgroups.services import open_round

    open_round(round_id=planned.pk, by=officer)
    score(planned, "가", 80, 81, 82, 83, 84)
    score(planned, "나", 90, 91, 92, 93, 94)
    score(planned, "다", 70, 70, 70, 70, 70)
    planned.refresh_from_db()
    return planned


@pytest.fixture
def closed(scored, officer):
    from projectgroups.services import close_round

    close_round(round_id=scored.pk, by=officer, on=HELD_ON, at=AT)
    scored.refresh_from_db()
    return scored
