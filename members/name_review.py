"""Names that folding alone cannot settle: who may be meant, and what an officer said.

Whatever takes names from a sheet uses it: consultation grids, attendees, exhibitors. It matches
first (members.services.matching), asks about the rest, and gets an organisation for each name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from members.models import Organisation
from members.names import fold_name
from members.services.matching import MatchStatus, NameMatch, match_names

MOST_SUGGESTED = 5
# Of the pairs of letters in both names, how many they share at least.
LEAST_ALIKE = 0.4


@dataclass(frozen=True)
class NameQuestion:
    """A name as it was written, how often, and whom it may mean."""

    match: NameMatch
    times: int
    suggestions: tuple[Organisation, ...] = ()

    @property
    def name(self) -> str:
        return self.match.name

    @property
    def is_open(self) -> bool:
        return self.match.status != MatchStatus.MATCHED


def review_names(names: Iterable[str], *, on: date | None = None) -> list[NameQuestion]:
    """Each writing once, in the order in which they come first."""
    times = Counter(name.strip() for name in names if name.strip())
    matches = match_names(times, on=on)
    alike = names_alike(match.name for match in matches if match.status == MatchStatus.UNKNOWN)
    return [
        NameQuestion(
            match,
            times[match.name],
            match.candidates or alike.get(match.name, ()),
        )
        for match in matches
    ]


def names_alike(names: Iterable[str]) -> Mapping[str, tuple[Organisation, ...]]:
    """Organisations whose name shares most with each of the names: what was mistyped, perhaps."""
    wanted = {name: _pairs(fold_name(name)) for name in names}
    asking: dict[str, list[str]] = defaultdict(list)
    for name, pairs in wanted.items():
        for pair in pairs:
            asking[pair].append(name)
    if not asking:
        return {}
    found: dict[str, list[tuple[float, int]]] = defaultdict(list)
    known = Organisation.objects.filter(successor=None).order_by()
    for pk, text in known.values_list("pk", "search_text").iterator():
        for name, likeness in _likest(text, asking, wanted):
            found[name].append((-likeness, pk))
    best = {name: [pk for _, pk in sorted(each)[:MOST_SUGGESTED]] for name, each in found.items()}
    loaded = Organisation.objects.in_bulk({pk for pks in best.values() for pk in pks})
    return {name: tuple(loaded[pk] for pk in pks) for name, pks in best.items()}


def _likest(
    text: str, asking: Mapping[str, list[str]], wanted: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, float]]:
    """By each name that asks: how alike the likest of the organisation's names is."""
    best: dict[str, float] = {}
    for borne in text.split():
        pairs = _pairs(borne)
        shared = Counter(name for pair in pairs for name in asking.get(pair, ()))
        for name, count in shared.items():
            likeness = 2 * count / (len(pairs) + len(wanted[name]))
            best[name] = max(best.get(name, 0), likeness)
    return ((name, likeness) for name, likeness in best.items() if likeness >= LEAST_ALIKE)


def _pairs(folded: str) -> frozenset[str]:
    """Neighbouring letters, the ends included: a name of one letter has two."""
    framed = f"^{folded}$"
    return frozenset(framed[each : each + 2] for each in range(len(framed) - 1))
