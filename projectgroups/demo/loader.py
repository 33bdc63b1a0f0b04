from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from alliance.demo import demo_loader
from alliance.models import Place
from alliance.periods import SEOUL
from members.demo.people import demo_person
from members.models import Organisation, Person
from members.services.affiliations import take_post
from members.services.matching import find_organisation
from projectgroups import services
from projectgroups.demo.groups import EXPERTS, GROUPS, DemoExpert, DemoGroup
from projectgroups.models import (
    Candidate,
    Division,
    DivisionPlaces,
    EvaluationRound,
    GroupMembership,
    Panelist,
    ProjectGroup,
)

YEAR = 2025
FOUNDED_ON = date(2025, 4, 14)
DOCUMENTS_ON, PRESENTATION_ON = date(2025, 5, 28), date(2025, 11, 10)
MEMBERS_PER_GROUP = 3


@demo_loader("projectgroups", after=("members",))
def load() -> None:
    """Whatever is there already is left alone."""
    groups = _groups()
    experts = [
        demo_person("judge"),
        demo_person("rapa_officer"),
        *(_expert(expert) for expert in EXPERTS),
    ]
    place, _made = Place.objects.get_or_create(name="K-META", room="4층 대회의실")
    documents = _round(
        EvaluationRound(
            year=YEAR,
            number=EvaluationRound.Number.DOCUMENT,
            label="1차 서류 평가",
            date=DOCUMENTS_ON,
            place=place,
            purpose="「2025 메타버스 얼라이언스 프로젝트그룹」 1차 서류 평가",
            target="신청 그룹 전체",
        ),
        places={Division.IDEA: 4, Division.BUSINESS_MODEL: 6},
        experts=experts,
    )
    if documents is not None:
        Candidate.objects.bulk_create(
            Candidate(round=documents, group=groups[each.name], position=position)
            for position, each in enumerate(GROUPS, start=1)
        )
        _evaluate(documents, [(each, each.documents) for each in GROUPS])
    presentation = _round(
        EvaluationRound(
            year=YEAR,
            number=EvaluationRound.Number.PRESENTATION,
            label="2차 발표 심사",
            is_final=True,
            date=PRESENTATION_ON,
            start=time(13, 30),
            end=time(17, 30),
            place=place,
            purpose="「2025 메타버스 얼라이언스 프로젝트그룹」 2차 발표 심사",
            target="1차 서류 평가 통과 그룹",
        ),
        places={Division.IDEA: 2, Division.BUSINESS_MODEL: 3},
        experts=experts,
    )
    if presentation is not None and documents is not None:
        documents.refresh_from_db()
        services.invite_selected(from_round=documents, to_round=presentation)
        _evaluate(presentation, [(each, each.presentation) for each in GROUPS if each.presentation])


def _groups() -> dict[str, ProjectGroup]:
    """Their members are invented organisations, a few for each group, none in two."""
    found = {group.name: group for group in ProjectGroup.objects.filter(year=YEAR)}
    organisations = iter(
        Organisation.objects.members_on(FOUNDED_ON)
        .filter(is_demo=True, name__contains="(데모)", merged_on__isnull=True)
        .exclude(pk__in=GroupMembership.objects.values("organisation"))
        .order_by("member_number")[: len(GROUPS) * MEMBERS_PER_GROUP]
    )
    for each in GROUPS:
        members = [next(organisations, None) for _number in range(MEMBERS_PER_GROUP)]
        if each.name in found:
            continue
        group = ProjectGroup.objects.create(
            year=YEAR, name=each.name, division=each.division, summary=each.summary
        )
        GroupMembership.objects.bulk_create(
            GroupMembership(
                group=group, organisation=organisation, is_lead=position == 1, position=position
            )
            for position, organisation in enumerate(members, start=1)
            if organisation is not None
        )
        found[each.name] = group
    return found


def _expert(expert: DemoExpert) -> Person:
    person = Person.objects.filter(email=expert.email).first()
    if person is not None:
        return person
    organisation = find_organisation(expert.organisation)
    if organisation is None:
        message = f"The demo knows no organisation {expert.organisation}"
        raise LookupError(message)
    person = Person.objects.create(name=expert.name, email=expert.email)
    take_post(person=person, organisation=organisation, title=expert.title, on=date(YEAR, 1, 1))
    return person


def _round(
    planned: EvaluationRound, *, places: dict[Division, int], experts: Sequence[Person]
) -> EvaluationRound | None:
    """The round with its panel; None where it is recorded already."""
    if EvaluationRound.objects.filter(year=planned.year, number=planned.number).exists():
        return None
    planned.full_clean()
    planned.save()
    DivisionPlaces.objects.bulk_create(
        DivisionPlaces(round=planned, division=division, places=number)
        for division, number in places.items()
    )
    Panelist.objects.bulk_create(
        Panelist(round=planned, person=person, position=position)
        for position, person in enumerate(experts, start=1)
    )
    return planned


def _evaluate(
    evaluation: EvaluationRound, sheets: Sequence[tuple[DemoGroup, Sequence[float]]]
) -> None:
    at = datetime.combine(evaluation.date, time(17, 30), tzinfo=SEOUL)
    panel = list(evaluation.panelists.order_by("position"))
    candidates = {row.group.name: row for row in evaluation.candidates.select_related("group")}
    services.open_round(round_id=evaluation.pk, by=None)
    for group, scores in sheets:
        for panelist, value in zip(panel, scores, strict=True):
            services.submit_score(
                candidate=candidates[group.name],
                panelist=panelist,
                value=Decimal(str(value)),
                at=at,
            )
    services.seal_round(round_id=evaluation.pk, by=None)
    services.close_round(
        round_id=evaluation.pk, by=None, on=evaluation.date, at=at + timedelta(minutes=30)
    )
