"""What a visitor of the directory asked for, as its address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from unicodedata import normalize
from urllib.parse import quote_plus, urlencode

from django.http import QueryDict

from members.models import Classification, Organisation

LONGEST_SEARCH = 100
# The headings of the index; double consonants stand under the single ones.
HEADINGS = tuple("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎA0")
# The parameters of the address that choose.
FACETS = ("kind", "sub_kind", "region", "joined", "partners", "field")
HEADING, TEXT = "initial", "q"
_YEARS = "1900", "2999"
_ALLOWED = {
    "kind": frozenset(Classification.Kind.values),
    "sub_kind": frozenset(Classification.SubKind.values) - {""},
    "region": frozenset(Organisation.Region.values),
    "partners": frozenset({"1"}),
}


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
        chosen = {
            name: tuple(
                dict.fromkeys(
                    value
                    for value in asked.getlist(name)
                    if (value in _ALLOWED[name] if name in _ALLOWED else value)
                )
            )
            for name in FACETS
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
    def is_of_signs(self) -> bool:
        """Nothing is called so: `%` asks for nobody rather than for everybody."""
        return bool(self.text) and not any(map(str.isalnum, normalize("NFKC", self.text)))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen or self.heading)

    def without(self, name: str, code: str) -> DirectorySearch:
        return self._with(name, tuple(each for each in self.of(name) if each != code))

    def address_with(self, name: str, code: str) -> str:
        """The address that chooses one more; a page has dozens of them."""
        return f"{self._address_to_go_on}{name}={_quoted(code)}"

    @cached_property
    def _address_to_go_on(self) -> str:
        return f"{self.address}&" if self.pairs() else "?"

    def _with(self, name: str, values: tuple[str, ...]) -> DirectorySearch:
        chosen = {**self.chosen, name: values}
        return replace(self, chosen={key: each for key, each in chosen.items() if each})

    def of_fields(self, names: tuple[str, ...]) -> DirectorySearch:
        return self._with("field", names)

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


@lru_cache(maxsize=1000)
def _quoted(code: str) -> str:
    return quote_plus(code)


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and _YEARS[0] <= text <= _YEARS[1] and len(text) == 4
