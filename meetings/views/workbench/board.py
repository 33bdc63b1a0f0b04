"""The workbench's table: the entries of a version as an officer reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alliance.packets import UnknownSectionError, get_section
from alliance.periods import PeriodRule
from alliance.templatetags.packet import printed_value
from meetings.models import PacketEntry, PacketVersion
from meetings.packets.document import heading_mark
from meetings.packets.places import EntryPlace, Part, annex_label, annex_titles
from meetings.packets.written import has_words


@dataclass(frozen=True)
class FigureChip:
    key: str
    label: str
    unit: str
    computed: str
    # What is printed instead, where an officer set it by hand.
    by_hand: str = ""
    reason: str = ""

    @property
    def printed(self) -> str:
        return self.by_hand or self.computed


@dataclass(frozen=True)
class EntryRow:
    entry: PacketEntry
    title: str
    kind: str
    figures: tuple[FigureChip, ...]
    attachments: int
    is_first: bool
    is_last: bool
    # □ or ①②③, as printed before the heading.
    mark: str = ""
    lacks: str = ""


@dataclass(frozen=True)
class EntryGroup:
    place: EntryPlace
    title: str
    rows: tuple[EntryRow, ...]
    warning: str = ""


def entry_groups(version: PacketVersion) -> list[EntryGroup]:
    """Material, results and annexes in the order of print; every annex of the agenda is there."""
    entries = list(
        version.entries.order_by("position", "pk").prefetch_related("overrides", "attachments")
    )
    titles = annex_titles(version.packet.meeting)
    places = {EntryPlace.of(entry) for entry in entries}
    places |= {EntryPlace(Part.MATERIAL), EntryPlace(Part.RESULTS)}
    places |= {EntryPlace(Part.ANNEX, number) for number in titles}
    return [
        _group(place, [entry for entry in entries if EntryPlace.of(entry) == place], titles)
        for place in sorted(places, key=lambda each: each.rank)
    ]


def _group(place: EntryPlace, entries: list[PacketEntry], titles: Mapping[int, str]) -> EntryGroup:
    marks = _marks(entries)
    rows = tuple(
        entry_row(entry, is_first=index == 0, is_last=index == len(entries) - 1, mark=marks[index])
        for index, entry in enumerate(entries)
    )
    if place.annex is None:
        return EntryGroup(place, str(Part(place.part).label), rows)
    warning = (
        ""
        if place.annex in titles
        else _("The agenda has no such item with an annex, so nothing of this is printed.")
    )
    title = annex_label(place.annex, titles.get(place.annex, ""))
    return EntryGroup(place, title, rows, warning)


def _marks(entries: Iterable[PacketEntry]) -> list[str]:
    """Numbers count anew under each □, and pass over what is left out."""
    marks, number = [], 0
    for entry in entries:
        if entry.is_enabled:
            number = 0 if entry.level == 1 else number + (entry.level == 2)
        marks.append(heading_mark(entry.level, number if entry.is_enabled else 0))
    return marks


def entry_row(
    entry: PacketEntry, *, is_first: bool = False, is_last: bool = False, mark: str = ""
) -> EntryRow:
    attachments = len(entry.attachments.all())
    return EntryRow(
        entry=entry,
        title=entry.shown_title,
        kind=_kind(entry),
        figures=tuple(_chips(entry)),
        attachments=attachments,
        is_first=is_first,
        is_last=is_last,
        mark=mark,
        lacks=_lacks(entry, attachments),
    )


def _kind(entry: PacketEntry) -> str:
    if not entry.section_key:
        return _("written part")
    try:
        kind = str(get_section(entry.section_key).title)
    except UnknownSectionError:
        return _("unknown section %(key)s") % {"key": entry.section_key}
    rules = {figure["rule"] for figure in (entry.snapshot or {}).get("figures", [])}
    if PeriodRule.SINCE_LAST_PACKET in rules:
        return f"{kind} · {PeriodRule.SINCE_LAST_PACKET.label}"
    return kind


def _lacks(entry: PacketEntry, attachments: int) -> str:
    if not entry.is_enabled:
        return ""
    if entry.section_key:
        return "" if entry.snapshot is not None else _("not computed yet")
    # A heading may stand alone, over sections numbered under it.
    empty = not (has_words(entry.text_before) or has_words(entry.text_after) or attachments)
    return _("empty") if empty and not (entry.title and entry.level == 1) else ""


def _chips(entry: PacketEntry) -> Iterable[FigureChip]:
    overrides = {override.figure_key: override for override in entry.overrides.all()}
    figures: list[dict[str, Any]] = (entry.snapshot or {}).get("figures", [])
    for figure in figures:
        override = overrides.get(figure["key"])
        yield FigureChip(
            key=figure["key"],
            label=figure["label"],
            unit=figure["unit"],
            computed=printed_value(figure),
            by_hand=f"{override.value:,}" if override else "",
            reason=override.reason if override else "",
        )
