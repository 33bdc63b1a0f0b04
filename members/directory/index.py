"""The directory's read model: all listings in this process's memory, as sets of places.

A place is a number; the listings' order is the order of their places. For whatever a listing may
be asked by (its kind, a field of business, a word) there is the set of places that have it, so that
finding and counting is intersecting sets. An index never changes, so threads share it without
locks: when the listings change, another one is made of it and of what has changed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise, starmap
from threading import Lock
from typing import Any, NamedTuple

from pyroaring import FrozenBitMap

from members.directory.readings import Word
from members.directory.vocabulary import NOWHERE, Vocabulary
from members.kept import Kept
from members.models import BusinessField, Listing
from members.names import initial_consonants

# Room between two places for listings that come later.
GAP = 16
BATCH = 500
MOST_ANSWERS = 512

Having = Mapping[str, Mapping[str, FrozenBitMap]]


class Entry(NamedTuple):
    """A listing in its place; entries sort as the directory does."""

    sort_key: str
    pk: int
    made_in: int
    place: int = 0


class ListingIndex:
    def __init__(
        self,
        version: int = 0,
        entries: Iterable[Entry] = (),
        having: Having | None = None,
        fields: Iterable[str] = (),
    ) -> None:
        self.version = version
        self.entries = list(entries)
        self._having = having or {}
        self.everywhere = FrozenBitMap(entry.place for entry in self.entries)
        # All fields of business, in the order in which they are shown.
        self.fields = tuple(fields)
        self._answers: Kept[Word, FrozenBitMap] = Kept(MOST_ANSWERS)

    # --- Questions ---------------------------------------------------------------------------

    def having(self, what: str) -> Mapping[str, FrozenBitMap]:
        """Each value, and where it is."""
        return self._having.get(what, {})

    def at(self, places: Iterable[int]) -> list[Entry]:
        return [
            self.entries[bisect_left(self.entries, place, key=lambda entry: entry.place)]
            for place in places
        ]

    def with_word(self, word: Word) -> FrozenBitMap:
        """Whose names, or what they have released, have the word as a part."""
        found = self._answers.get(word)
        if found is None:
            if word.is_of_initials:
                found = self._initials.having(word.letters)
            else:
                found = self._names.matching(word.letters) | self._words.matching(word.letters)
            self._answers.keep(word, found)
        return found

    def by_name(self, found: FrozenBitMap, name: str) -> list[FrozenBitMap]:
        """The name itself, names that begin so, names with it, and what only mentions it."""
        itself = self.having("name").get(name, NOWHERE)
        beginning, with_it = self._names.having(f"\n{name}"), self._names.having(name)
        nested = (found & itself, found & beginning, found & with_it, found)
        return [nested[0], *(more - fewer for fewer, more in pairwise(nested))]

    @cached_property
    def _names(self) -> Vocabulary:
        return Vocabulary(self.having("name"))

    @cached_property
    def _words(self) -> Vocabulary:
        return Vocabulary(self.having("word"))

    @cached_property
    def _initials(self) -> Vocabulary:
        return Vocabulary(self.having("initials"))

    # --- The next one ------------------------------------------------------------------------

    def brought_to(self, version: int) -> ListingIndex:
        """This one with what has changed since; `version` must have been read before."""
        made_in = dict(Listing.objects.order_by().values_list("pk", "made_in"))
        kept = [entry for entry in self.entries if made_in.get(entry.pk) == entry.made_in]
        gone = self.everywhere - FrozenBitMap(entry.place for entry in kept)
        changed = sorted(made_in.keys() - {entry.pk for entry in kept})
        entries = _placed(kept, _new_entries(changed))
        if entries is None:
            return ListingIndex().brought_to(version)
        fields = dict(BusinessField.objects.values_list("pk", "name"))
        added = _facts_by_place(changed, {entry.pk: entry.place for entry in entries}, fields)
        having = _changed(self._having, gone, added)
        return ListingIndex(version, entries, having, fields.values())


def _new_entries(pks: list[int]) -> Iterator[Entry]:
    for batch in _batches(pks):
        found = Listing.objects.filter(pk__in=batch).order_by()
        yield from starmap(Entry, found.values_list("sort_key", "pk", "made_in"))


def _facts_by_place(
    pks: list[int], places: Mapping[int, int], fields: Mapping[int, str]
) -> dict[str, dict[str, list[int]]]:
    """All that these listings may be asked by, as addresses and searches spell it."""
    facts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    through: Any = Listing.business_fields.through
    for batch in _batches(pks):
        for listing in Listing.objects.filter(pk__in=batch).values(*_COLUMNS):
            if (place := places.get(listing["pk"])) is not None:
                for what, value in _facts(listing):
                    facts[what][value].append(place)
        in_fields = through.objects.filter(listing_id__in=batch)
        for pk, field in in_fields.values_list("listing_id", "businessfield_id"):
            if pk in places and field in fields:
                facts["field"][fields[field]].append(places[pk])
    return facts


_COLUMNS = (
    *("pk", "kind", "sub_kind", "region", "joined_year", "initial", "seeks_partners"),
    *("names", "words"),
)


def _facts(listing: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("kind", "sub_kind", "region", "initial"):
        yield name, listing[name]
    yield "joined", str(listing["joined_year"])
    if listing["seeks_partners"]:
        yield "partners", "1"
    for name in listing["names"].split("\n"):
        yield "name", name
        yield "initials", initial_consonants(name)
    for word in listing["words"].split():
        yield "word", word


def _batches(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]


def _placed(kept: list[Entry], new: Iterable[Entry]) -> list[Entry] | None:
    """All in order, the new ones between those that stay; None where there is no room."""
    placed: list[Entry] = []
    waiting: list[Entry] = []
    below = 0
    for entry in [*sorted([*kept, *new]), None]:
        if entry and not entry.place:
            waiting.append(entry)
            continue
        above = entry.place if entry else below + GAP * (len(waiting) + 1)
        step = (above - below) // (len(waiting) + 1)
        if not step:
            return None
        placed += (
            each._replace(place=below + step * number) for number, each in enumerate(waiting, 1)
        )
        if entry:
            placed.append(entry)
            below = entry.place
        waiting = []
    return placed


def _changed(
    before: Having, gone: FrozenBitMap, added: Mapping[str, Mapping[str, list[int]]]
) -> dict[str, dict[str, FrozenBitMap]]:
    having: dict[str, dict[str, FrozenBitMap]] = {}
    for what in before.keys() | added.keys():
        having[what] = {
            value: left
            for value, places in before.get(what, {}).items()
            if (left := places - gone if places.intersect(gone) else places)
        }
        for value, places in added[what].items():
            having[what][value] = having[what].get(value, NOWHERE) | FrozenBitMap(places)
    return having


class _Latest:
    """The one index that this process holds."""

    def __init__(self) -> None:
        self._index = ListingIndex()
        self._lock = Lock()

    def index_of(self, version: int) -> ListingIndex:
        """The index of that state of the listings, or of a later one."""
        index = self._index
        if index.version != version:
            with self._lock:
                index = self._index
                if index.version != version:
                    index = self._index = index.brought_to(version)
        return index


index_of = _Latest().index_of
