"""What a search finds in the directory, and how it can be narrowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db import models
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from pyroaring import FrozenBitMap

from members.directory.index import Entry, ListingIndex
from members.directory.readings import Reading, readings
from members.directory.search import HEADING, HEADINGS, DirectorySearch
from members.directory.vocabulary import NOWHERE
from members.models import Classification, Organisation
from members.names import fold_name

PAGE_SIZE = 20


@dataclass(frozen=True)
class Choice:
    code: str
    label: str
    is_chosen: bool
    # The directory with this choice made, or taken back.
    address: str
    count: int | None = None


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]


class Directory:
    """What a search finds in one state of the listings."""

    def __init__(self, search: DirectorySearch, index: ListingIndex) -> None:
        self.index = index
        known = tuple(name for name in search.of("field") if name in index.fields)
        self.search = search.of_fields(known)

    # --- What is found -----------------------------------------------------------------------

    @property
    def reading(self) -> Reading:
        return self._settled[0]

    @property
    def total(self) -> int:
        return len(self._found)

    @property
    def found_ids(self) -> list[int]:
        return [entry.pk for entry in self.index.at(self._found)]

    def page(self, number: str | None, *, size: int = PAGE_SIZE) -> Page[Entry]:
        groups = [self._found]
        if name := fold_name(self.reading.text):
            groups = self.index.by_name(self._found, name)
        entries: Any = _Entries(self.index, groups)
        pages = Paginator(entries, size)
        try:
            return pages.page(max(1, int(number or 1)))
        except (ValueError, EmptyPage):
            return pages.get_page(number)

    @cached_property
    def _settled(self) -> tuple[Reading, FrozenBitMap]:
        """The first reading that finds anything, and what its words find; else the plain one."""
        if self.search.is_of_signs:
            return Reading(self.search.text, ()), NOWHERE
        first = None
        for reading in readings(self.search.text):
            words = (self.index.with_word(word) for word in reading.words)
            of_words = FrozenBitMap.intersection(self.index.everywhere, *words)
            if self._narrowed(of_words):
                return reading, of_words
            first = first or (reading, of_words)
        assert first is not None  # noqa: S101 -- there is always the plain reading
        return first

    @cached_property
    def _found(self) -> FrozenBitMap:
        return self._narrowed(self._settled[1])

    def _narrowed(self, places: FrozenBitMap, *, but_by: str = "") -> FrozenBitMap:
        chosen = (those for name, those in self._chosen.items() if name != but_by)
        return FrozenBitMap.intersection(places, *chosen)

    @cached_property
    def _chosen(self) -> dict[str, FrozenBitMap]:
        """By facet, what has any of the values that were chosen of it."""
        wanted = dict(self.search.chosen)
        if self.search.heading:
            wanted[HEADING] = (self.search.heading,)
        return {name: self._having(name, values) for name, values in wanted.items()}

    def _having(self, name: str, values: Iterable[str]) -> FrozenBitMap:
        by_value = self.index.having(name)
        return NOWHERE.union(*(by_value[each] for each in values if each in by_value))

    # --- How it can be narrowed --------------------------------------------------------------

    @cached_property
    def facets(self) -> list[Facet]:
        years = sorted(self.index.having("joined").keys() | {*self.search.of("joined")})
        listed: dict[str, tuple[str, Iterable[tuple[str, str]]]] = {
            "kind": (pgettext("class", "kind"), _labels(Classification.Kind)),
            "sub_kind": (_("sub-kind"), _labels(Classification.SubKind)),
            "field": (_("field of business"), _same(self.index.fields)),
            "region": (_("region"), _labels(Organisation.Region)),
            "joined": (_("joined in"), _same(reversed(years))),
            "partners": (_("partners"), [("1", _("looking for partners"))]),
        }
        return [Facet(name, label, self._choices(name, of)) for name, (label, of) in listed.items()]

    @property
    def chosen(self) -> list[Choice]:
        return [each for facet in self.facets for each in facet.choices if each.is_chosen]

    @property
    def headings(self) -> list[Choice]:
        labels = {"A": "A–Z", "0": _("0–9, others")}
        chosen, every = self.search.heading, self.search.without_heading
        return [
            Choice(
                code,
                labels.get(code, code),
                is_chosen=code == chosen,
                address=every.address if code == chosen else every.address_with(HEADING, code),
            )
            for code in HEADINGS
        ]

    def _choices(self, name: str, values: Iterable[tuple[str, str]]) -> list[Choice]:
        """Each value that would find something beside what is chosen of the other facets."""
        chosen, by_value = self.search.of(name), self.index.having(name)
        passing = self._narrowed(self._settled[1], but_by=name) if chosen else self._found
        choices = []
        for code, label in values:
            places = by_value.get(code)
            count = passing.intersection_cardinality(places) if places else 0
            if is_chosen := code in chosen:
                address = self.search.without(name, code).address
            elif count:
                address = self.search.address_with(name, code)
            else:
                continue
            choices.append(Choice(code, label, is_chosen, address, count))
        return choices


class _Entries:
    """One group after the other; only those asked for are looked up."""

    def __init__(self, index: ListingIndex, groups: list[FrozenBitMap]) -> None:
        self._index = index
        self._groups = groups

    def __len__(self) -> int:
        return sum(map(len, self._groups))

    def __getitem__(self, wanted: slice) -> list[Entry]:
        places: list[int] = []
        start, stop = wanted.start, wanted.stop
        for group in self._groups:
            places += group[max(start, 0) : max(stop, 0)]
            start, stop = start - len(group), stop - len(group)
        return self._index.at(places)


def _labels(choices: type[models.Choices]) -> tuple[tuple[str, str], ...]:
    return _labels_in(get_language() or "", choices)


@cache
def _labels_in(language: str, choices: type[models.Choices]) -> tuple[tuple[str, str], ...]:
    return tuple((code, str(label)) for code, label in choices.choices if code)


def _same(codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((code, code) for code in codes)
