"""Random questions to a large directory: what is found and counted is what a plain count finds."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest
from django.http import QueryDict

from members.directory import Directory, DirectorySearch, readings
from members.models import Listing
from members.names import as_initials, fold_name, initial_consonants
from members.querysets import without_legal_form_words
from members.services.register import NewOrganisation, register_many

pytestmark = [pytest.mark.django_db, pytest.mark.drill]

HEADS = (
    "가람",
    "나래",
    "다온",
    "라온",
    "마루",
    "한주",
    "주성",
    "메타",
    "버추얼",
    "K",
    "3D",
    "Alpha",
)
TAILS = ("스튜디오", "소프트", "테크", "미디어", "게임즈", "Lab", "XR", "이노베이션")
FORMS = ("주식회사 {}", "㈜{}", "{} 주식회사", "사단법인 {}", "{}")
WORDS = ("가상 훈련", "전시", "실감형", "디지털 트윈", "교육 콘텐츠", "아바타", "공간 지도")
FIELDS = ("XR 콘텐츠", "교육", "제조", "의료")
CLASSES = (("company", "small"), ("company", "large"), ("university", ""))
REGIONS = ("seoul", "busan", "jeju", "")
QUESTIONS = 1200


@pytest.fixture
def members(officer, day):
    chance = random.Random(3)  # noqa: S311 -- invented data
    entries = []
    for number in range(600):
        kind, sub_kind = chance.choice(CLASSES)
        name = f"{chance.choice(HEADS)}{chance.choice(TAILS)}{chance.choice(('', number))}"
        entries.append(
            NewOrganisation(
                name=chance.choice(FORMS).format(name),
                aliases=(f"Alias {number}",) if number % 5 == 0 else (),
                kind=kind,
                sub_kind=sub_kind,
                joined_on=date(chance.randint(2021, 2025), 1, 4),
                region=chance.choice(REGIONS),
                introduction=" ".join(chance.choices(WORDS, k=3)),
                fields=tuple(chance.sample(FIELDS, chance.randint(0, 2))),
                tags=tuple(chance.sample(WORDS, 1)),
            )
        )
    return register_many(entries, by=officer)


class Plain:
    """An organisation as a reader of the register would write it on a card."""

    def __init__(self, organisation):
        own = [organisation.name, *(each.name for each in organisation.aliases.all())]
        self.pk = organisation.pk
        self.names = [fold_name(each) for each in own]
        self.fields = [each.name for each in organisation.business_fields.all()]
        tags = [each.name for each in organisation.tags.all()]
        said = [organisation.introduction, *self.fields, *tags]
        self.words = [fold_name(word) for text in said for word in text.split()]
        current = organisation.classifications.get()
        self.facets = {
            "kind": current.kind,
            "sub_kind": current.sub_kind,
            "region": organisation.region,
            "joined": str(organisation.memberships.get().valid_from.year),
        }

    def has(self, word: str) -> bool:
        if (initials := as_initials(word)) is not None:
            return any(initials in initial_consonants(name) for name in self.names)
        return any(word in text for text in (*self.names, " ".join(self.words)))


def ask(chance, cards):
    """A question, as the address spells it."""
    card = chance.choice(cards)
    asked = []
    if chance.random() < 0.8:
        text = chance.choice([*card.names, *card.words])
        start = chance.randrange(len(text))
        part = text[start : start + chance.randint(1, 4)]
        initials = initial_consonants(part)
        asked.append(("q", initials if as_initials(initials) and chance.random() < 0.2 else part))
    for facet in ("kind", "sub_kind", "region", "joined"):
        if chance.random() < 0.2 and card.facets[facet]:
            asked.append((facet, card.facets[facet]))
    if chance.random() < 0.2:
        asked.append(("field", chance.choice(FIELDS)))
    return asked


def test_results_and_counts_are_those_of_a_plain_count(members, day):
    from members.models import Organisation

    cards = [
        Plain(each)
        for each in Organisation.objects.prefetch_related("aliases", "business_fields", "tags")
    ]
    chance = random.Random(20251126)  # noqa: S311 -- questions
    wrong, found_something = [], 0
    for _ in range(QUESTIONS):
        asked = ask(chance, cards)
        query = QueryDict(mutable=True)
        for name, value in asked:
            query.appendlist(name, value)
        directory = Directory(DirectorySearch.read(query), day)
        if directory.reading != next(readings(directory.search.text)):
            continue  # nothing is so called; the other readings have tests of their own
        words = [
            word if as_initials(word) else fold_name(word)
            for word in without_legal_form_words(directory.search.text)
        ]
        of_text = [card for card in cards if all(card.has(word) for word in words if word)]
        chosen = {name: set(directory.search.of(name)) for name, _value in asked if name != "q"}
        passing = [card for card in of_text if passes(card, chosen)]
        counts = {
            facet.name: {choice.code: choice.count for choice in facet.choices if choice.count}
            for facet in directory.facets
            if facet.name in ("kind", "sub_kind", "region", "joined", "field")
        }
        expected = {name: dict(plain_counts(name, of_text, chosen)) for name in counts}
        shown = [listing.pk for listing in directory.page("1")]
        found_something += bool(passing)
        if (
            directory.total != len(passing)
            or counts != expected
            or not set(shown) <= {card.pk for card in passing}
            or len(shown) != min(20, len(passing))
        ):
            wrong.append((asked, directory.total, len(passing), counts, expected))

    assert wrong == []
    assert found_something >= 1000
    assert Listing.objects.count() == len(cards)


def passes(card, chosen):
    fields = chosen.get("field", set())
    if fields and not fields & set(card.fields):
        return False
    return all(card.facets[name] in values for name, values in chosen.items() if name != "field")


def plain_counts(name, of_text, chosen):
    """Of those that pass every other facet, how many have which value."""
    others = {facet: values for facet, values in chosen.items() if facet != name}
    counted = Counter()
    for card in of_text:
        if passes(card, others):
            counted.update(card.fields if name == "field" else [card.facets[name]])
    counted.pop("", None)
    return counted
