"""Random questions: what is found, in its order, and counted is what a plain look at all finds."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest
from django.http import QueryDict

from members.directory import DirectorySearch
from members.directory.readings import readings
from members.models import Organisation
from members.names import as_initials, fold_name, heading_of, initial_consonants, sort_key
from members.querysets import without_legal_form_words
from members.services.register import NewOrganisation, register_many
from tests.directory import directory_on

pytestmark = pytest.mark.django_db

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
        self.sort_key = sort_key(organisation.name)
        self.names = [fold_name(each) for each in own]
        released = organisation.shows_business_fields
        self.fields = [each.name for each in organisation.business_fields.all() if released]
        tags = [each.name for each in organisation.tags.all()]
        introduction = organisation.introduction if organisation.shows_introduction else ""
        said = [introduction, *self.fields, *tags]
        self.words = [fold_name(word) for text in said for word in text.split()]
        current = organisation.classifications.get()
        self.facets = {
            "kind": current.kind,
            "sub_kind": current.sub_kind,
            "region": organisation.region,
            "joined": str(organisation.memberships.get().valid_from.year),
            "initial": heading_of(organisation.name),
        }

    def has(self, word: str) -> bool:
        if (initials := as_initials(word)) is not None:
            return any(initials in initial_consonants(name) for name in self.names)
        return any(word in text for text in (*self.names, " ".join(self.words)))

    def rank(self, name: str) -> int:
        """The name itself, names that begin so, names with it, what only mentions it."""
        if not name:
            return 0
        tests = (str.__eq__, str.startswith, str.__contains__)
        return next(
            (n for n, test in enumerate(tests) if any(test(e, name) for e in self.names)), 3
        )


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
    if chance.random() < 0.1:
        asked.append(("initial", card.facets["initial"]))
    return asked


def test_results_and_counts_are_those_of_a_plain_look(members, day):
    chance = random.Random(20251126)  # noqa: S311 -- questions

    found = compare(chance, QUESTIONS, day)

    assert found >= 1000


def test_after_many_changes_too(members, officer, day):
    """The index is brought up to date piece by piece; names move to other places in the order."""
    chance = random.Random(7)  # noqa: S311 -- changes and questions
    for number in range(12):
        directory_on(day)
        for organisation in chance.sample(members, 8):
            organisation.refresh_from_db()
            change(chance, organisation, number)

        compare(chance, 20, day)


def change(chance, organisation, number):
    what = chance.randrange(4)
    if what == 0:
        organisation.is_listed = not organisation.is_listed
    elif what == 1:
        organisation.shows_introduction = not organisation.shows_introduction
        organisation.shows_business_fields = not organisation.shows_business_fields
    elif what == 2:
        organisation.region = chance.choice(REGIONS)
    else:
        correct_name(organisation, f"{chance.choice(HEADS)}{chance.choice(TAILS)}{number}")
    organisation.save()


def correct_name(organisation, name):
    organisation.name = name
    dated = organisation.names.get()
    dated.name = name
    dated.save()


def compare(chance, questions, day):
    """How many of the questions found something; whatever differs fails the test."""
    listed = Organisation.objects.listed()
    cards = [Plain(each) for each in listed.prefetch_related("aliases", "business_fields", "tags")]
    wrong, found_something = [], 0
    for _ in range(questions):
        asked = ask(chance, cards)
        query = QueryDict(mutable=True)
        for name, value in asked:
            query.appendlist(name, value)
        directory = directory_on(day, DirectorySearch.read(query))
        if directory.reading != next(readings(directory.search.text)):
            continue  # nothing is so called; the other readings have tests of their own
        words = [
            word if as_initials(word) else fold_name(word)
            for word in without_legal_form_words(directory.search.text)
        ]
        of_text = [card for card in cards if all(card.has(word) for word in words if word)]
        chosen = {name: {value} for name, value in asked if name != "q"}
        passing = [card for card in of_text if passes(card, chosen)]
        counts = {
            facet.name: {choice.code: choice.count for choice in facet.choices if choice.count}
            for facet in directory.facets
            if facet.name != "partners"
        }
        expected = {name: dict(plain_counts(name, of_text, chosen)) for name in counts}
        shown = [entry.pk for entry in directory.page("1").paginator.object_list[0 : len(cards)]]
        name = fold_name(directory.search.text)
        in_order = sorted(passing, key=lambda card: (card.rank(name), card.sort_key, card.pk))
        found_something += bool(passing)
        if (
            directory.total != len(passing)
            or counts != expected
            or shown != [card.pk for card in in_order]
        ):
            wrong.append((asked, directory.total, len(passing), counts, expected))

    assert wrong == []
    return found_something


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
