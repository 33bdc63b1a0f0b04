"""Organisations that may be one and the same: by a name, a number, a homepage or a telephone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from urllib.parse import urlsplit

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from members.models import Alias, Contact, DistinctPair, Organisation, OrganisationName

# What so many share is a landlord's switchboard or a common host, and says nothing.
MOST_WITH_ONE_ADDRESS = 8
SHORTEST_PHONE = 8
# On these hosts the first part of the path tells whose page it is.
SHARED_HOSTS = frozenset(
    {
        "blog.naver.com", "m.blog.naver.com", "cafe.naver.com", "smartstore.naver.com",
        "brand.naver.com", "instagram.com", "facebook.com", "youtube.com", "linkedin.com",
        "twitter.com", "x.com", "linktr.ee", "litt.ly", "notion.site", "sites.google.com",
        "brunch.co.kr", "github.com", "pf.kakao.com", "band.us",
    }
)  # fmt: skip
_NO_DIGIT = re.compile(r"\D+", re.ASCII)


class Likeness(TextChoices):
    """Why two look alike, the surest first."""

    REGISTRATION = "registration", pgettext_lazy("duplicate", "registration number")
    NAME = "name", pgettext_lazy("duplicate", "name")
    HOMEPAGE = "homepage", pgettext_lazy("duplicate", "homepage")
    PHONE = "phone", pgettext_lazy("duplicate", "telephone")


_WEIGHTS = {
    Likeness.REGISTRATION: 8,
    Likeness.NAME: 4,
    Likeness.HOMEPAGE: 2,
    Likeness.PHONE: 1,
}


@dataclass(frozen=True)
class Reason:
    likeness: Likeness
    # What both have: the folded name, the number, the host, the digits.
    shared: str


@dataclass
class Pair:
    """Two organisations by number, the lower first."""

    first: int
    second: int
    reasons: list[Reason] = field(default_factory=list)

    @property
    def weight(self) -> int:
        return sum(_WEIGHTS[each.likeness] for each in self.reasons)


def find_pairs(likeness: Likeness | None = None) -> list[Pair]:
    """The surest first. Those recorded as different, and what was merged already, are left out."""
    merged = set(
        Organisation.objects.filter(successor__isnull=False).order_by().values_list("pk", flat=True)
    )
    different = set(DistinctPair.objects.order_by().values_list("first_id", "second_id"))
    pairs: dict[tuple[int, int], Pair] = {}
    for kind, bearers in _shared():
        if likeness is not None and kind != likeness:
            continue
        for shared, everyone in bearers.items():
            ids = sorted(everyone - merged)
            for first, second in _pairs_of(kind, ids):
                if (first, second) not in different:
                    pair = pairs.setdefault((first, second), Pair(first, second))
                    pair.reasons.append(Reason(kind, shared))
    return sorted(pairs.values(), key=lambda pair: (-pair.weight, pair.first, pair.second))


def homepage_key(homepage: str) -> str:
    """The host without `www.`; on a host of many, with whose page it is."""
    address = urlsplit(homepage.strip().lower())
    host = (address.hostname or "").removeprefix("www.")
    if host in SHARED_HOSTS:
        whose = address.path.strip("/").partition("/")[0]
        return f"{host}/{whose}" if whose else ""
    return host


def phone_key(phone: str) -> str:
    """The digits as dialled within the country; nothing where they are too few to tell."""
    written = phone.strip()
    digits = _NO_DIGIT.sub("", written)
    if written.startswith("+82") or digits.startswith("0082"):
        digits = "0" + digits.removeprefix("00").removeprefix("82").removeprefix("0")
    return digits if len(digits) >= SHORTEST_PHONE else ""


def _pairs_of(kind: Likeness, ids: list[int]) -> Iterable[tuple[int, int]]:
    if len(ids) <= MOST_WITH_ONE_ADDRESS:
        return combinations(ids, 2)
    if kind in (Likeness.HOMEPAGE, Likeness.PHONE):
        return ()
    # A name of very many: each beside the first, so that the list stays as long as they are.
    return ((ids[0], other) for other in ids[1:])


def _shared() -> Iterator[tuple[Likeness, dict[str, set[int]]]]:
    """By each likeness: what is borne by more than one, and by whom."""
    numbers = Organisation.objects.exclude(registration_number=None)
    yield (
        Likeness.REGISTRATION,
        _borne_by_several(
            (pk, _NO_DIGIT.sub("", number))
            for pk, number in numbers.order_by().values_list("pk", "registration_number")
        ),
    )
    yield Likeness.NAME, _borne_by_several(_names())
    homepages = Organisation.objects.exclude(homepage="").order_by()
    yield (
        Likeness.HOMEPAGE,
        _borne_by_several(
            (pk, homepage_key(address)) for pk, address in homepages.values_list("pk", "homepage")
        ),
    )
    phones = Contact.objects.exclude(phone="").order_by()
    yield (
        Likeness.PHONE,
        _borne_by_several(
            (pk, phone_key(phone)) for pk, phone in phones.values_list("organisation_id", "phone")
        ),
    )


def _names() -> Iterator[tuple[int, str]]:
    yield from Organisation.objects.order_by().values_list("pk", "folded")
    for columns in ("folded", "folded_short"):
        yield from OrganisationName.objects.order_by().values_list("organisation_id", columns)
    yield from Alias.objects.order_by().values_list("organisation_id", "folded")


def _borne_by_several(found: Iterable[tuple[int, str]]) -> dict[str, set[int]]:
    bearers: dict[str, set[int]] = defaultdict(set)
    for pk, key in found:
        if key:
            bearers[key].add(pk)
    return {key: ids for key, ids in bearers.items() if len(ids) > 1}
