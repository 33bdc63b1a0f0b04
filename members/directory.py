"""The public directory: what a visitor asked for, what is found, and how it can be narrowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from members.keyboard import on_the_other_layout
from members.letters import pattern, pattern_while_typing, spell
from members.models import BusinessField, Classification, Listing, Organisation
from members.names import as_initials, fold_name
from members.querysets import ListingQuerySet, WordPattern, without_legal_form_words
from members.services.listings import bring_up_to_date

PAGE_SIZE = 20
LONGEST_SEARCH = 100
# The headings of the index; double consonants stand under the single ones.
HEADINGS = tuple("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎA0")
# The parameters of the address, and the columns that they choose from.
COLUMNS = {
    "kind": "kind",
    "sub_kind": "sub_kind",
    "region": "region",
    "joined": "joined_year",
    "partners": "seeks_partners",
}
FIELD, HEADING, TEXT = "field", "initial", "q"
# Holds a place in an address; nothing that is chosen is called so.
_MARK = "-"


@dataclass(frozen=True)
class DirectoryEntry:
    """An organisation loaded with `classified_on`, and its class in words."""

    organisation: Organisation

    @property
    def kind_label(self) -> str:
        kind = self.organisation.kind  # type: ignore[attr-defined]  # classified_on
        return str(Classification.Kind(kind).label) if kind else ""

    @property
    def class_label(self) -> str:
        """The sub-kind where there is one: 소기업 says more than 기업."""
        sub_kind = self.organisation.sub_kind  # type: ignore[attr-defined]  # classified_on
        return str(Classification.SubKind(sub_kind).label) if sub_kind else self.kind_label


@dataclass(frozen=True)
class DirectorySearch:
    """What the visitor asked for. Anything unknown is passed over rather than refused.

    Of one facet any value will do; all facets that are chosen must hold.
    """

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    heading: str = ""

    @classmethod
    def read(cls, asked: QueryDict) -> DirectorySearch:
        allowed: dict[str, Sequence[str]] = {
            "kind": Classification.Kind.values,
            "sub_kind": [code for code in Classification.SubKind.values if code],
            "region": Organisation.Region.values,
            "partners": ["1"],
        }
        chosen = {
            name: tuple(
                dict.fromkeys(
                    value
                    for value in asked.getlist(name)
                    if (value in allowed[name] if name in allowed else value)
                )
            )
            for name in (*COLUMNS, FIELD)
        }
        chosen["joined"] = tuple(year for year in chosen["joined"] if _is_year(year))
        heading = asked.get(HEADING, "")
        return cls(
            " ".join(asked.get(TEXT, "").replace("\x00", " ").split())[:LONGEST_SEARCH],
            {name: values for name, values in chosen.items() if values},
            heading if heading in HEADINGS else "",
        )

    def of(self, name: str) -> tuple[str, ...]:
        return self.chosen.get(name, ())

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen or self.heading)

    def without(self, name: str, code: str) -> DirectorySearch:
        return self._with(name, tuple(each for each in self.of(name) if each != code))

    def address_with(self, name: str) -> Callable[[str], str]:
        """Makes the addresses that choose one more of the facet: a page has dozens of them."""
        before, _mark, after = self._with(name, (*self.of(name), _MARK)).address.rpartition(
            f"{name}={_MARK}"
        )

        def address(code: str) -> str:
            return f"{before}{name}={quote_plus(code)}{after}"

        return address

    def _with(self, name: str, values: tuple[str, ...]) -> DirectorySearch:
        chosen = {**self.chosen, name: values}
        return replace(self, chosen={key: each for key, each in chosen.items() if each})

    def of_fields(self, names: tuple[str, ...]) -> DirectorySearch:
        return self._with(FIELD, names)

    def pairs(self, *, with_text: bool = True) -> list[tuple[str, str]]:
        """What stands in the address, the page number aside."""
        found = [(TEXT, self.text)] if with_text and self.text else []
        found += [(name, value) for name in self.chosen for value in self.chosen[name]]
        return found + ([(HEADING, self.heading)] if self.heading else [])

    @property
    def choices(self) -> list[tuple[str, str]]:
        return self.pairs(with_text=False)

    @property
    def without_heading(self) -> DirectorySearch:
        return replace(self, heading="")

    @property
    def text_only(self) -> DirectorySearch:
        return DirectorySearch(self.text)

    @property
    def address(self) -> str:
        """Relative to the directory's page."""
        return f"?{urlencode(self.pairs())}"


@dataclass(frozen=True)
class Choice:
    code: str
    label: str
    count: int
    is_chosen: bool
    # The directory with this choice made, or taken back.
    address: str


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]

    @property
    def is_open(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True)
class Reading:
    """One way to understand the words; `text` is what they are then."""

    text: str
    patterns: tuple[WordPattern, ...]


class Directory:
    """What a search finds on a day. Each question is asked once, when it is first needed."""

    def __init__(self, search: DirectorySearch, day: date) -> None:
        self.version = bring_up_to_date(day)
        self.field_ids = _known_fields(search)
        self.search = search.of_fields(tuple(self.field_ids))

    # --- What is found -----------------------------------------------------------------------

    @cached_property
    def _settled(self) -> tuple[Reading, dict[str, Counter[Any]], int]:
        """The first reading that finds anything, with its counts; the plain one if none does."""
        first = None
        for reading in readings(self.search.text):
            counts, total = self._count(reading)
            if total:
                return reading, counts, total
            first = first or (reading, counts, total)
        assert first is not None  # noqa: S101 -- there is always the plain reading
        return first

    @property
    def reading(self) -> Reading:
        return self._settled[0]

    @property
    def total(self) -> int:
        return self._settled[2]

    def page(self, number: str | None) -> Page[Listing]:
        found = self._narrowed(self._base(self.reading, fields=True))
        if name := fold_name(self.reading.text):
            found = found.names_first(name)
        paginator = Paginator(found.defer("names_text", "text", "initials"), PAGE_SIZE)
        paginator.count = self.total  # counted with the facets already
        return paginator.get_page(number)

    # --- How it can be narrowed --------------------------------------------------------------

    @cached_property
    def facets(self) -> list[Facet]:
        counts = self._settled[1]
        kinds, sub_kinds = Classification.Kind, Classification.SubKind
        listed = (
            ("kind", pgettext("class", "kind"), _labels(kinds, counts["kind"])),
            ("sub_kind", _("sub-kind"), _labels(sub_kinds, counts["sub_kind"])),
            (FIELD, _("field of business"), self._field_labels()),
            ("region", _("region"), _labels(Organisation.Region, counts["region"])),
            ("joined", _("joined in"), _years(counts["joined"])),
            (
                "partners",
                _("partners"),
                [("1", _("looking for partners"), counts["partners"][True])],
            ),
        )
        return [self._facet(name, str(label), choices) for name, label, choices in listed]

    @property
    def chosen(self) -> list[Choice]:
        return [each for facet in self.facets for each in facet.choices if each.is_chosen]

    @property
    def headings(self) -> list[Choice]:
        labels = {"A": "A–Z", "0": _("0–9, others")}
        return [
            Choice(
                code,
                labels.get(code, code),
                0,
                code == self.search.heading,
                replace(self.search, heading="" if code == self.search.heading else code).address,
            )
            for code in HEADINGS
        ]

    # --- The questions -----------------------------------------------------------------------

    def _base(self, reading: Reading, *, fields: bool) -> ListingQuerySet:
        found = Listing.objects.of_words(reading.patterns)
        if self.search.heading:
            found = found.filter(initial=self.search.heading)
        if fields and self.field_ids:
            through: Any = Listing.business_fields.through
            of_fields = through.objects.filter(businessfield_id__in=self.field_ids.values())
            found = found.filter(pk__in=of_fields.values("listing_id"))
        return found

    def _narrowed(self, found: ListingQuerySet) -> ListingQuerySet:
        return found.filter(**{f"{COLUMNS[name]}__in": wanted for name, wanted in self._wanted()})

    def _wanted(self) -> Iterator[tuple[str, set[Any]]]:
        for name in COLUMNS:
            if values := self.search.of(name):
                yield name, set(map(_VALUES.get(name, str), values))

    def _count(self, reading: Reading) -> tuple[dict[str, Counter[Any]], int]:
        """By each facet, how many pass all the others; and how many pass all."""
        rows = (
            self._base(reading, fields=True)
            .order_by()
            .values_list(*COLUMNS.values())
            .annotate(how_many=Count("pk"))
        )
        wanted = dict(self._wanted())
        counts: dict[str, Counter[Any]] = {name: Counter() for name in COLUMNS}
        total = 0
        for *values, how_many in rows:
            row = dict(zip(COLUMNS, values, strict=True))
            missed = [name for name, those in wanted.items() if row[name] not in those]
            if not missed:
                total += how_many
            for name in missed or COLUMNS:
                if len(missed) <= 1:
                    counts[name][row[name]] += how_many
        return counts, total

    def _field_labels(self) -> Iterable[tuple[str, str, int]]:
        found = self._narrowed(self._base(self.reading, fields=False))
        rows = (
            found.order_by("business_fields__position", "business_fields__name")
            .values_list("business_fields__name", "business_fields__position")
            .annotate(how_many=Count("pk"))
        )
        counted = {name: how_many for name, _position, how_many in rows if name}
        counted |= {name: 0 for name in self.field_ids if name not in counted}
        return [(name, name, how_many) for name, how_many in counted.items()]

    def _facet(self, name: str, label: str, choices: Iterable[tuple[str, str, int]]) -> Facet:
        chosen = self.search.of(name)
        add = self.search.address_with(name)
        return Facet(
            name,
            label,
            [
                Choice(
                    code,
                    text,
                    count,
                    is_chosen=code in chosen,
                    address=self.search.without(name, code).address
                    if code in chosen
                    else add(code),
                )
                for code, text, count in choices
                if count or code in chosen
            ],
        )


def readings(text: str) -> Iterator[Reading]:
    """As typed; with the last syllable half typed; with the keyboard in the other language."""
    words = without_legal_form_words(text)
    plain = tuple(each for each in map(_pattern, words) if each)
    yield Reading(text, plain)
    if not plain:
        return
    if while_typing := pattern_while_typing(fold_name(words[-1])):
        yield Reading(text, (*plain[:-1], WordPattern(while_typing)))
    other = " ".join(map(on_the_other_layout, text.split()))
    if other != text and (patterns := tuple(filter(None, map(_pattern, other.split())))):
        yield Reading(other, patterns)


def _pattern(word: str) -> WordPattern | None:
    if (initials := as_initials(word)) is not None:
        return WordPattern(f"%{spell(initials)}%", is_of_initials=True)
    folded = fold_name(word)
    return WordPattern(pattern(folded)) if folded else None


def _known_fields(search: DirectorySearch) -> dict[str, int]:
    names = search.of(FIELD)
    if not names:
        return {}
    return dict(BusinessField.objects.filter(name__in=names).values_list("name", "pk"))


_VALUES: Mapping[str, Any] = {"joined": int, "partners": bool}


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == len("2025")


def _labels(choices: Any, counts: Counter[Any]) -> list[tuple[str, str, int]]:
    return [(each.value, str(each.label), counts[each.value]) for each in choices if each.value]


def _years(counts: Counter[Any]) -> list[tuple[str, str, int]]:
    return [(str(year), str(year), counts[year]) for year in sorted(counts, reverse=True)]
