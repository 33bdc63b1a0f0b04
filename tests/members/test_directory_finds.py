"""Two hundred real-looking names: whatever is typed of one, it is among the first ten."""

from __future__ import annotations

import random
import string
from datetime import date
from itertools import product

import pytest

from members.directory import DirectorySearch
from members.keyboard import on_the_other_layout
from members.models import Organisation
from members.names import fold_name, initial_consonants
from members.services.naming import rename_organisation
from members.services.register import NewOrganisation, register_many
from tests.directory import directory_on, names_found

pytestmark = pytest.mark.django_db

FIRST = (
    "가람", "나래", "다온", "라온", "마루", "바름", "새론", "아람",
    "자운", "찬솔", "큰별", "타래", "파란", "하늘", "메타", "버추얼",
    "딥", "스마트", "오픈", "퓨처",
)  # fmt: skip
SECOND = (
    "스튜디오", "소프트", "로보틱스", "인터랙티브", "테크", "미디어", "시스템즈", "데이터",
    "게임즈", "이노베이션",
)  # fmt: skip
FORMS = (
    "주식회사 {}",
    "㈜{}",
    "{} 주식회사",
    "(주){}",
    "{}(주)",
    "사단법인 {}",
    "유한회사 {}",
    "{}",
)
LATIN = ("Alpha", "Beyond", "Cloud", "Delta", "Ever", "Future", "Grid", "Hyper", "Ion", "Joy")


def two_hundred() -> list[NewOrganisation]:
    """Latin aliases, short names and former names on some of them, each its own."""
    entries = []
    for number, (first, second) in enumerate(product(FIRST, SECOND)):
        plain = f"{first}{second}"
        latin = f"{LATIN[number % 10]} {string.ascii_uppercase[number // 10]}{number}"
        entries.append(
            NewOrganisation(
                name=FORMS[number % len(FORMS)].format(plain),
                aliases=(latin,),
                kind="company",
                sub_kind="small",
                joined_on=date(2021 + number % 5, 1, 4),
            )
        )
    return entries


def writings(entry: NewOrganisation, former: str) -> dict[str, str]:
    plain = fold_name(entry.name)
    first = next(each for each in FIRST if plain.startswith(each))
    second = plain.removeprefix(first)
    latin = entry.aliases[0]
    return {
        "as it is": entry.name,
        "without its legal form": plain,
        "with another legal form": f"㈜ {plain}",
        "with the form written out": f"{plain} 주식회사",
        "in two words": f"{first} {second}",
        "words the other way round": f"{second} {first}",
        "a part from the middle": plain[1:-1],
        "full width and spaces": f" {plain}　",
        "initial consonants": initial_consonants(plain),
        "initials of one word": f"{first} {initial_consonants(second)}",
        "the keyboard in English": on_the_other_layout(plain),
        "Latin alias": latin,
        "alias in capitals": latin.upper(),
        "alias in full width": latin.translate(
            {ord(a): ord(a) + 0xFEE0 for a in string.ascii_letters}
        ),
        "former name": former,
    }


@pytest.fixture
def former_names(officer, day):
    organisations = register_many(two_hundred(), by=officer)
    named = {}
    for number, organisation in enumerate(organisations):
        former = f"옛{FIRST[number % 20]}{SECOND[number // 20]}{number}"
        named[organisation.pk] = former
    # Some were renamed by the service; the others bore the former name as an alias would.
    for organisation in organisations[::40]:
        present = organisation.name
        Organisation.objects.filter(pk=organisation.pk).update(name=named[organisation.pk])
        organisation.names.update(
            name=named[organisation.pk], folded=fold_name(named[organisation.pk])
        )
        organisation.refresh_from_db()
        rename_organisation(
            organisation=organisation, name=present, on=date(2025, 3, 2), by=officer
        )
    return {
        fold_name(each.name): named[each.pk] if number % 40 == 0 else each.name
        for number, each in enumerate(organisations)
    }


def test_every_writing_finds_the_name_among_the_first_ten(former_names, day):
    missed = []
    for entry in two_hundred():
        plain = fold_name(entry.name)
        for rule, typed in writings(entry, former_names[plain]).items():
            first_ten = [fold_name(name) for name in names_found(typed, day)[:10]]
            if plain not in first_ten:
                missed.append((rule, entry.name, typed, first_ten))

    assert missed == []


def test_one_syllable_finds_all_that_have_it(former_names, day):
    for syllable in "가스타딥":
        found = directory_on(day, DirectorySearch(syllable))
        expected = {
            each.pk
            for each in Organisation.objects.prefetch_related("aliases", "names")
            if any(
                syllable in fold_name(name.name)
                for name in (*each.names.all(), *each.aliases.all())
            )
        }
        assert found.total == len(expected)


def test_random_parts_find_what_a_plain_search_finds(former_names, day):
    texts = {
        each.pk: [fold_name(name.name) for name in (*each.names.all(), *each.aliases.all())]
        for each in Organisation.objects.prefetch_related("aliases", "names")
    }
    pick = random.Random(20251126)  # noqa: S311 -- no secret
    for _ in range(60):
        name = pick.choice(texts[pick.choice(list(texts))])
        start = pick.randrange(len(name))
        part = name[start : start + pick.randint(1, 4)]
        if not part.isalnum() or on_the_other_layout(part) == part:
            continue
        found = directory_on(day, DirectorySearch(part)).total
        assert found == sum(any(part in each for each in names) for names in texts.values())
