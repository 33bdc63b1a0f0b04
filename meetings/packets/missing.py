"""Facts that no packet tells of yet: recorded late, or dated after the last as-of date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from alliance.packets import Fact, UnknownSectionError, get_section
from meetings.models import PacketEntry, PacketVersion


@dataclass(frozen=True)
class MissingFacts:
    """The facts of one section that neither this draft nor any published packet counts."""

    section_key: str
    title: str
    facts: tuple[Fact, ...]


def missing_facts(version: PacketVersion, *, until: date) -> list[MissingFacts]:
    """Up to `until`, by section, in the order of the entries.

    From 1 January of the version's year, or from where the last packet ended if that was before:
    between December's packet and March's there is a new year, and facts of both.
    """
    january = date(version.period_year, 1, 1)
    start = min(january, version.since or january)
    keys = list(
        dict.fromkeys(
            version.entries.printed().exclude(section_key="").values_list("section_key", flat=True)
        )
    )
    told = _told(version, keys)
    found = []
    for key in keys:
        try:
            section = get_section(key)
        except UnknownSectionError:
            continue
        if section.facts is None:
            continue
        facts = sorted(
            (
                fact
                for fact in section.facts(start, until)
                if (fact.model, fact.pk) not in told.get(key, set())
            ),
            key=lambda fact: (fact.day, fact.pk),
        )
        if facts:
            found.append(MissingFacts(key, str(section.title), tuple(facts)))
    return found


def _told(version: PacketVersion, keys: Iterable[str]) -> dict[str, set[tuple[str, int]]]:
    """By section: the records that figures of this draft or of published packets count.

    An entry that is left out keeps its old snapshot, and tells nobody anything.
    """
    rows = PacketEntry.objects.printed()
    rows = rows.filter(section_key__in=list(keys), snapshot__isnull=False)
    rows = rows.filter(packet_version__in=_counting_versions(version))
    told: dict[str, set[tuple[str, int]]] = {}
    for key, snapshot in rows.values_list("section_key", "snapshot").iterator():
        told.setdefault(key, set()).update(_counted(snapshot))
    return told


def _counting_versions(version: PacketVersion) -> Any:
    published = PacketVersion.objects.published().values_list("pk", flat=True)
    return [*published, version.pk]


def _counted(snapshot: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    for figure in snapshot["figures"]:
        records = figure["records"]
        for pk, _label in records["rows"]:
            yield records["model"], pk
