"""The order of a draft's entries. Each verb is told which arrangement the officer looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from meetings.models import PacketEntry, PacketVersion
from meetings.packets.places import EntryPlace
from meetings.services.drafts import lock_draft, refresh


def arrangement(version: PacketVersion) -> str:
    """Changes whenever an entry comes, goes, moves or is switched."""
    rows = version.entries.order_by("position", "pk")
    listed = rows.values_list("pk", "part", "annex_number", "is_enabled")
    return hashlib.sha256(repr(list(listed)).encode()).hexdigest()[:16]


def _require_seen(version: PacketVersion, seen: str) -> None:
    if seen != arrangement(version):
        raise RuleViolation(
            _("Somebody else rearranged the entries meanwhile. Look at them and try again.")
        )


@transaction.atomic
def move_entry(*, entry: PacketEntry, up: bool, seen: str) -> bool:
    """Swap places with the neighbour in the same part; False where there is none."""
    version = lock_draft(entry.packet_version)
    _require_seen(version, seen)
    order = list(version.entries.order_by("position", "pk"))
    neighbours = [each for each in order if EntryPlace.of(each) == EntryPlace.of(entry)]
    place = neighbours.index(entry)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(neighbours):
        return False
    here, there = order.index(entry), order.index(neighbours[other])
    order[here], order[there] = order[there], order[here]
    _number(version, order)
    refresh(version)
    return True


def _number(version: PacketVersion, order: list[PacketEntry]) -> None:
    moved = [
        (position, each.pk)
        for position, each in enumerate(order, start=1)
        if each.position != position
    ]
    # The form of an entry does not show its position, so nobody's form goes stale.
    rows = version.entries.filter(pk__in=[pk for _position, pk in moved])
    # No two stand at one position, not for a moment: first all step behind the last.
    rows.update(position=F("position") + next_position(version), version=F("version"))
    for position, pk in moved:
        rows.filter(pk=pk).update(position=position, version=F("version"))


@transaction.atomic
def switch_entry(*, entry: PacketEntry, on: bool, seen: str) -> None:
    """Print the entry or leave it out; it keeps its place."""
    version = lock_draft(entry.packet_version)
    _require_seen(version, seen)
    version.entries.filter(pk=entry.pk).exclude(is_enabled=on).update(is_enabled=on)
    refresh(version)


@transaction.atomic
def add_section(
    *, version: PacketVersion, place: EntryPlace, section_key: str, options: Mapping[str, Any]
) -> PacketEntry:
    """Put a section of some app at the end of a part."""
    current = lock_draft(version)
    entry = PacketEntry.objects.create(
        packet_version=current,
        position=next_position(current),
        part=place.part,
        annex_number=place.annex,
        section_key=section_key,
        options=dict(options),
    )
    refresh(current)
    return entry


def next_position(version: PacketVersion) -> int:
    highest = version.entries.aggregate(highest=Max("position"))["highest"]
    return int(highest or 0) + 1
