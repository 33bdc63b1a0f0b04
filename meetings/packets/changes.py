"""What has changed in the records since a draft was computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from alliance.periods import PeriodRule
from alliance.templatetags.packet import printed_value
from meetings.models import PacketVersion
from meetings.packets.assembly import (
    AssembledEntry,
    assemble,
    entries_of_version,
    reporting_period,
)
from meetings.packets.document import Frame


@dataclass(frozen=True)
class FigureChange:
    """A figure as it is stored and as it would be now; "" where it did not or will not exist."""

    entry: AssembledEntry
    key: str
    label: str
    unit: str
    before: str
    after: str
    set_by_hand: bool = False


@dataclass(frozen=True)
class DraftChanges:
    figures: tuple[FigureChange, ...] = ()
    # Entries whose words, tables or pictures changed while their figures stayed.
    contents: tuple[AssembledEntry, ...] = ()
    # Entries that have not been computed at all.
    uncomputed: tuple[AssembledEntry, ...] = ()
    # Title, issuer, date, or the titles of the annexes.
    frame: bool = False

    def __bool__(self) -> bool:
        return bool(self.figures or self.contents or self.uncomputed or self.frame)


def changes_since_assembly(version: PacketVersion) -> DraftChanges:
    """Compute the draft anew, store nothing, and compare. Raises RuleViolation as `assemble`."""
    stored = entries_of_version(version)
    meeting = version.packet.meeting
    period = reporting_period(meeting, version.as_of, version.quarter)
    fresh = {entry.key: entry for entry in assemble(stored, meeting=meeting, period=period)}
    figures: list[FigureChange] = []
    contents: list[AssembledEntry] = []
    uncomputed: list[AssembledEntry] = []
    for entry in stored:
        now = fresh[entry.key].snapshot
        if not entry.section_key or now is None:
            continue
        if entry.snapshot is None:
            uncomputed.append(entry)
            continue
        changed = list(_figure_changes(entry, entry.snapshot, now))
        figures += changed
        if not changed and _printed(entry.snapshot) != _printed(now):
            contents.append(entry)
    frame = Frame.of_meeting(meeting, title=version.packet.title, issuer=version.packet.issuer)
    return DraftChanges(
        figures=tuple(figures),
        contents=tuple(contents),
        uncomputed=tuple(uncomputed),
        frame=version.assembled_at is not None and version.frame != frame.to_json(),
    )


def _figure_changes(
    entry: AssembledEntry, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[FigureChange]:
    old = {figure["key"]: figure for figure in before["figures"]}
    new = {figure["key"]: figure for figure in after["figures"]}
    for key in dict.fromkeys([*old, *new]):
        was, is_now = old.get(key), new.get(key)
        if was and is_now and was["value"] == is_now["value"]:
            continue
        shown = is_now or was or {}
        yield FigureChange(
            entry=entry,
            key=key,
            label=shown["label"],
            unit=shown["unit"],
            before=printed_value(was) if was else "",
            after=printed_value(is_now) if is_now else "",
            set_by_hand=key in entry.overrides,
        )


def _printed(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """What reaches the paper besides the figures' values."""
    period = dict(snapshot["period"])
    if period["rule"] != PeriodRule.SINCE_LAST_PACKET:
        # Another packet was published meanwhile; this section does not ask when.
        period.pop("since", None)
    return {
        "title": snapshot.get("title", ""),
        "body": snapshot["body"],
        "pictures": snapshot.get("pictures", []),
        "period": period,
    }
