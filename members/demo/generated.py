"""The rest of the demo's members: plainly invented, the same at every run."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

from members.demo.organisations import (
    ASSOCIATION,
    LARGE,
    MEDIUM,
    MEMBERS,
    NON_PROFIT,
    SMALL,
    UNIVERSITY,
)
from members.models import Membership, Organisation
from members.names import slug_of
from members.services.register import NewContact, NewOrganisation
from members.validators import registration_check_digit

# As of 26 November 2025, as the packet prints them.
COUNTS = {
    LARGE: 87,
    MEDIUM: 220,
    SMALL: 679,
    ASSOCIATION: 63,
    NON_PROFIT: 70,
    UNIVERSITY: 19,
}
SEED = 20251126
FIRST_DAY, LAST_DAY = date(2021, 5, 18), date(2025, 11, 24)
# How many of the generated members joined in which stretch of 2025; the rest joined before.
JOINED_2025 = (
    (date(2025, 1, 2), date(2025, 9, 17), 52),
    (date(2025, 9, 18), date(2025, 9, 30), 5),
    (date(2025, 10, 1), LAST_DAY, 28),
)
LAST_DAYS = (
    date(2022, 8, 31),
    date(2023, 3, 31),
    date(2023, 12, 31),
    date(2024, 2, 29),
    date(2024, 6, 30),
    date(2024, 12, 31),
    date(2025, 3, 31),
    date(2025, 6, 30),
    date(2025, 9, 24),
    date(2025, 10, 31),
    date(2025, 11, 14),
)

_WORD_LISTS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
_WORDS, _TRADES, _TAGS, _SURNAMES, _GIVEN = (
    _WORD_LISTS[key].split() for key in ("words", "trades", "tags", "surnames", "given")
)
_FORMS = ("주식회사 {}", "주식회사 {}", "㈜{}", "(주){}", "{} 주식회사", "{}")
_LARGE_TRADES = ("전자", "텔레콤", "통신", "화학", "모빌리티", "그룹", "건설", "유통", "중공업")
_ASSOCIATIONS = (
    "한국{}가상융합협회",
    "사단법인 {}메타버스진흥협회",
    "{}콘텐츠산업진흥원",
    "(사){}실감기술협의회",
)
_NON_PROFITS = ("재단법인 {}미래재단", "{}디지털문화연구소", "{}가상융합포럼", "(재){}기술나눔")
_UNIVERSITIES = ("{}대학교 산학협력단", "{}과학기술대학교", "{}예술대학교 산학협력단")

FIELDS = (
    "XR 콘텐츠",
    "메타버스 플랫폼",
    "디지털 트윈",
    "AI 융합",
    "실감 교육",
    "디지털 헬스",
    "게임·엔터테인먼트",
    "XR 기기",
    "블록체인·웹3",
    "보안·인증",
    "데이터·클라우드",
    "제조·산업",
    "문화·관광",
    "정책·연구",
)
_TITLES = ("대표", "이사", "부장", "팀장", "매니저", "책임")
_REGIONS = (
    *(Organisation.Region.SEOUL,) * 10,
    *(Organisation.Region.GYEONGGI,) * 6,
    *Organisation.Region,
)
_CITY = {
    Organisation.Region.SEOUL: "서울특별시 가상구 데모로",
    Organisation.Region.GYEONGGI: "경기도 융합시 데모로",
}
_SEEKING = (
    "{field} 분야에서 {tag} 기반 서비스를 기획하고 운영합니다. 협업할 회원사를 찾고 있습니다."
)
_INTRODUCTIONS = (
    _SEEKING,
    "{tag} 기술을 현장에 옮기는 팀입니다. {field} 과제를 여러 기관과 함께 수행했습니다.",
    "{field} 제작 도구와 {tag} 체험 공간을 제공합니다. 시연을 원하시면 담당자에게 연락해 주십시오.",
    "{tag} 제작부터 운영까지 한 곳에서 지원하며, {field} 시장의 새로운 쓰임새를 찾습니다.",
)

# Examples of what can happen to a member. They are part of the counts above.
RENAMED_FROM, RENAMED_TO, RENAMED_ON = (
    "주식회사 새벽별브이알(데모)",
    "주식회사 새벽별공간컴퓨팅(데모)",
    date(2025, 7, 1),
)
MERGED, MERGED_INTO, MERGED_ON = (
    "㈜들꽃픽셀(데모)",
    "주식회사 들꽃엑스알(데모)",
    date(2025, 8, 1),
)
GROWN = ("㈜솔숲트윈(데모)", "주식회사 솔숲로보틱스(데모)", "솔숲클라우드(데모)")
GROWN_ON = date(2025, 4, 1)
RETURNED, LEFT_FIRST_ON, RETURNED_ON = (
    "주식회사 물수제비(데모)",
    date(2023, 12, 31),
    date(2025, 2, 10),
)

JUDGES_BODY = "한국온누리실감기술협회(데모)"


@cache
def generated_members() -> list[NewOrganisation]:
    """All members but the named ones: with those, exactly COUNTS are left on the demo's day."""
    random = Random(SEED)  # noqa: S311 -- repeatable, not secret
    factory = _Factory(random)
    current = _examples(factory)
    have = Counter((each.kind, each.sub_kind) for each in (*MEMBERS, *current))
    # Three examples count as medium companies by now, the merged one not at all.
    have[SMALL] -= len(GROWN) + 1
    have[MEDIUM] += len(GROWN)
    ordinary = [
        factory.make(size)
        for size, wanted in COUNTS.items()
        for _number in range(wanted - have[size])
    ]
    joined = _joining_days(random, len(ordinary))
    current += [replace(each, joined_on=day) for each, day in zip(ordinary, joined, strict=True)]
    left = [
        replace(
            factory.make(random.choice((SMALL, SMALL, MEDIUM, NON_PROFIT))),
            joined_on=FIRST_DAY + timedelta(days=random.randrange(400)),
            left_on=day,
            leaving_reason=random.choice(
                (Membership.LeavingReason.WITHDRAWN, Membership.LeavingReason.CLOSED)
            ),
        )
        for day in LAST_DAYS
    ]
    return current + left


def _examples(factory: _Factory) -> list[NewOrganisation]:
    joined = date(2022, 2, 7)
    return [
        replace(factory.describe(RENAMED_FROM, SMALL), joined_on=joined),
        replace(factory.describe(MERGED, SMALL), joined_on=joined),
        replace(factory.describe(MERGED_INTO, SMALL), joined_on=joined),
        *(replace(factory.describe(name, SMALL), joined_on=joined) for name in GROWN),
        replace(factory.describe(JUDGES_BODY, ASSOCIATION), joined_on=joined),
        replace(
            factory.describe(RETURNED, SMALL),
            joined_on=joined,
            left_on=LEFT_FIRST_ON,
            leaving_reason=Membership.LeavingReason.WITHDRAWN,
        ),
    ]


def _joining_days(random: Random, how_many: int) -> list[date]:
    """In no order, so that every class has early and late members."""
    days = [
        start + timedelta(days=random.randrange((end - start).days + 1))
        for start, end, count in JOINED_2025
        for _number in range(count)
    ]
    before = (date(2024, 12, 27) - FIRST_DAY).days
    days += [
        # Most joined when the alliance was young.
        FIRST_DAY + timedelta(days=int(before * random.random() ** 1.5))
        for _number in range(how_many - len(days))
    ]
    random.shuffle(days)
    return days


class _Factory:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.number = 0
        self.names: dict[tuple[str, str], Iterator[str]] = {
            LARGE: self._names(_LARGE_TRADES, ("{}",)),
            MEDIUM: self._names(_TRADES[::2], _FORMS),
            SMALL: self._names(_TRADES[1::2], _FORMS),
            ASSOCIATION: self._names(_ASSOCIATIONS, ()),
            NON_PROFIT: self._names(_NON_PROFITS, ()),
            UNIVERSITY: self._names(_UNIVERSITIES, ()),
        }

    def _names(self, trades: tuple[str, ...] | list[str], forms: tuple[str, ...]) -> Iterator[str]:
        pairs = list(product(_WORDS, trades))
        self.random.shuffle(pairs)
        for word, trade in pairs:
            name = trade.format(word) if "{}" in trade else f"{word}{trade}"
            form = self.random.choice(forms) if forms else "{}"
            yield form.format(f"{name}(데모)")

    def make(self, size: tuple[str, str]) -> NewOrganisation:
        return self.describe(next(self.names[size]), size)

    def describe(self, name: str, size: tuple[str, str]) -> NewOrganisation:
        self.number += 1
        random, number = self.random, self.number
        kind, sub_kind = size
        field = random.choice(FIELDS)
        tags = random.sample(_TAGS, random.randint(1, 3))
        region = random.choice(_REGIONS)
        host = f"member-{number:04d}.example"
        return NewOrganisation(
            name=name,
            slug=slug_of(name),
            kind=kind,
            sub_kind=sub_kind,
            registration_number=_registration_number(number),
            representative=self._person(),
            region=region,
            address=f"{_CITY[region]} {number}" if region in _CITY else "",
            homepage=f"https://{host}/",
            introduction=(chosen := random.choice(_INTRODUCTIONS)).format(field=field, tag=tags[0]),
            fields=tuple(dict.fromkeys((field, random.choice(FIELDS)))),
            tags=tuple(tags),
            seeks_partners=chosen == _SEEKING,
            contact=NewContact(
                name=self._person(),
                title=random.choice(_TITLES),
                email=f"contact@{host}",
                phone=f"02-000-{number:04d}",
                is_public=random.random() < 0.7,
            ),
            note="데모: 지어낸 회원사",
            is_demo=True,
        )

    def _person(self) -> str:
        return self.random.choice(_SURNAMES) + self.random.choice(_GIVEN)


def _registration_number(number: int) -> str:
    """`000-NN-NNNNN`: no tax office gives out such numbers, though the check digit is right."""
    nine = f"000{number * 839 % 1_000_000:06d}"
    return f"000-{nine[3:5]}-{nine[5:]}{registration_check_digit(nine)}"


@dataclass(frozen=True)
class InventedPerson:
    name: str
    organisation: str
    title: str


def invented_people(how_many: int, *, part: int) -> list[InventedPerson]:
    """People of generated members; another part never shares a person with this one."""
    names = [surname + given for given in _GIVEN for surname in _SURNAMES]
    Random(SEED).shuffle(names)  # noqa: S311 -- repeatable, not secret
    employers = [each.name for each in generated_members() if each.left_on is None]
    stride = len(employers) // 97
    return [
        InventedPerson(
            name=names[part * 40 + number],
            organisation=employers[((part * 24 + number) * stride * 7) % len(employers)],
            title=_TITLES[number % len(_TITLES)],
        )
        for number in range(how_many)
    ]
