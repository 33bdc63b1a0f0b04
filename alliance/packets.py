"""The registry of packet sections.

An app declares its sections in `packet_sections.py`; the packet engine (`meetings`) knows them by
their keys alone. A section's function is handed the reporting period, the as-of date and the
entry's options, and returns a `Snapshot`: plain JSON, frozen with the packet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from alliance.figures import Figure
from alliance.periods import PeriodRule, ReportingPeriod

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """What a section found: its figures, and whatever else its template prints (plain JSON)."""

    body: Mapping[str, Any]
    figures: tuple[Figure, ...] = ()
    # Names of pictures that the body prints: key -> name in the default file storage.
    pictures: Mapping[str, str] = field(default_factory=dict)
    # The heading, where the facts make it ("미래전략 분과 3차 회의 활동 결과"); an officer's own
    # title wins.
    title: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "title": str(self.title),
            "body": dict(self.body),
            "figures": [figure.to_json() for figure in self.figures],
            "pictures": [[key, name] for key, name in self.pictures.items()],
        }


@dataclass(frozen=True)
class Fact:
    """A dated record that some packet should tell of."""

    model: str
    pk: int
    label: str
    day: date


Collect = Callable[[ReportingPeriod, date, Options], Snapshot]
# Lines of outline text for the result document, from a frozen snapshot (`Snapshot.to_json()`)
# in which figures set by hand already carry the printed value under "shown".
Digest = Callable[[Mapping[str, Any]], list[str]]
Facts = Callable[[date, date], Iterable[Fact]]
# What one entry of the section may be about: options and the name that officers choose by.
Variants = Callable[[], Iterable[tuple[Options, str]]]


@dataclass(frozen=True)
class PacketSection:
    key: str
    title: str
    template_name: str
    collect: Collect
    digest: Digest | None = None
    # All records between two days that belong in some packet through this section.
    facts: Facts | None = None
    default_rule: PeriodRule = PeriodRule.CALENDAR_QUARTER
    # For sections that are printed once per partner, per subcommittee ...
    variants: Variants | None = None


class UnknownSectionError(KeyError):
    pass


_sections: dict[str, PacketSection] = {}


def packet_section(
    key: str,
    *,
    title: Any,
    template_name: str,
    digest: Digest | None = None,
    facts: Facts | None = None,
    default_rule: PeriodRule = PeriodRule.CALENDAR_QUARTER,
    variants: Variants | None = None,
) -> Callable[[Collect], Collect]:
    """Register the decorated function as the section `key`."""

    def register(collect: Collect) -> Collect:
        if key in _sections:
            message = f"Two packet sections are called {key}"
            raise ValueError(message)
        _sections[key] = PacketSection(
            key, title, template_name, collect, digest, facts, default_rule, variants
        )
        return collect

    return register


def get_section(key: str) -> PacketSection:
    try:
        return _sections[key]
    except KeyError:
        raise UnknownSectionError(key) from None


def all_sections() -> list[PacketSection]:
    return [_sections[key] for key in sorted(_sections)]


def figure_value(snapshot: Mapping[str, Any], key: str) -> Any:
    """The printed value of a figure in a frozen snapshot: set by hand, else computed."""
    for figure in snapshot["figures"]:
        if figure["key"] == key:
            return figure.get("shown", figure["value"])
    raise KeyError(key)
