"""Which organisation is meant by a written name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import TextChoices

from alliance.periods import today
from members.models import Alias, Organisation, OrganisationName
from members.names import fold_name, spelling_key

_CHUNK = 400


class MatchStatus(TextChoices):
    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class NameMatch:
    """What a written name turned out to be; `candidates` only where it is ambiguous."""

    name: str
    status: MatchStatus
    organisation: Organisation | None = None
    is_member: bool = False
    candidates: tuple[Organisation, ...] = ()

    def to_json(self) -> dict[str, Any]:
        found = self.organisation
        return {
            "name": self.name,
            "status": str(self.status),
            "member": found.name if found else None,
            "slug": found.slug if found else None,
            "is_member": self.is_member,
            "candidates": [{"name": each.name, "slug": each.slug} for each in self.candidates],
        }


@dataclass(frozen=True)
class _Bearer:
    organisation_id: int
    # How the name is borne, the surest first: name or alias in force, short name, former name.
    rank: int
    spelling: str


def match_names(names: Iterable[str], *, on: date | None = None) -> list[NameMatch]:
    """In the order given. A merged organisation answers as its successor from that day on."""
    day = on or today()
    written = list(names)
    bearers = _bearers_of({fold_name(name) for name in written} - {""}, day)
    ids = {each.organisation_id for found in bearers.values() for each in found}
    organisations = _with_heirs(ids, day)
    members = set(
        Organisation.objects.members_on(day)
        .filter(pk__in=[each.pk for each in organisations.values()])
        .values_list("pk", flat=True)
    )
    return [
        _decide(name, bearers.get(fold_name(name), []), organisations, members) for name in written
    ]


def find_organisation(name: str, *, on: date | None = None) -> Organisation | None:
    """The one organisation that the name means; None where it is unknown or ambiguous."""
    return match_names([name], on=on)[0].organisation


def _decide(
    name: str,
    bearers: list[_Bearer],
    organisations: dict[int, Organisation],
    members: set[int],
) -> NameMatch:
    best = min((each.rank for each in bearers), default=0)
    surest = [each for each in bearers if each.rank == best]
    found = {organisations[each.organisation_id].pk for each in surest}
    if len(found) > 1:
        # The legal form as written may tell two bearers of one name apart.
        spelling = spelling_key(name)
        exact = {
            organisations[each.organisation_id].pk for each in surest if each.spelling == spelling
        }
        found = exact if len(exact) == 1 else found
    by_pk = {organisation.pk: organisation for organisation in organisations.values()}
    candidates = sorted((by_pk[pk] for pk in found), key=lambda each: (each.sort_key, each.pk))
    if not candidates:
        return NameMatch(name, MatchStatus.UNKNOWN)
    if len(candidates) > 1:
        return NameMatch(name, MatchStatus.AMBIGUOUS, candidates=tuple(candidates))
    only = candidates[0]
    return NameMatch(name, MatchStatus.MATCHED, only, is_member=only.pk in members)


def _bearers_of(keys: set[str], day: date) -> dict[str, list[_Bearer]]:
    found: dict[str, list[_Bearer]] = defaultdict(list)
    for some in _chunks(keys):
        for pk, folded, name in Organisation.objects.filter(folded__in=some).values_list(
            "pk", "folded", "name"
        ):
            found[folded].append(_Bearer(pk, 0, spelling_key(name)))
        for pk, folded, name in Alias.objects.filter(folded__in=some).values_list(
            "organisation_id", "folded", "name"
        ):
            found[folded].append(_Bearer(pk, 0, spelling_key(name)))
        for dated in OrganisationName.objects.filter(folded__in=some):
            rank = 0 if dated.holds_on(day) else 2
            found[dated.folded].append(
                _Bearer(dated.organisation_id, rank, spelling_key(dated.name))
            )
        for dated in OrganisationName.objects.filter(folded_short__in=some):
            rank = 1 if dated.holds_on(day) else 2
            found[dated.folded_short].append(
                _Bearer(dated.organisation_id, rank, spelling_key(dated.short_name))
            )
    return found


def _with_heirs(ids: set[int], day: date) -> dict[int, Organisation]:
    """Organisations by id; a merged one is replaced by what it is part of on the day."""
    loaded: dict[int, Organisation] = {}
    wanted = set(ids)
    while wanted:
        for some in _chunks(wanted):
            loaded |= Organisation.objects.in_bulk(some)
        wanted = {
            each.successor_id
            for each in loaded.values()
            if each.successor_id and each.successor_id not in loaded
        }

    def heir(organisation: Organisation) -> Organisation:
        while organisation.is_merged_on(day):
            organisation = loaded[organisation.successor_id]  # type: ignore[index]  # a constraint
        return organisation

    return {pk: heir(loaded[pk]) for pk in ids}


def _chunks(keys: set[Any]) -> Iterator[list[Any]]:
    """SQLite takes only so many parameters in one query."""
    rest = iter(sorted(keys))
    while some := list(islice(rest, _CHUNK)):
        yield some
