"""Assembly: each entry's section is asked for its snapshot, once, for one period and as-of date."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.packets import UnknownSectionError, get_section
from alliance.periods import Quarter, ReportingPeriod
from meetings.models import Meeting, PacketEntry, PacketVersion
from meetings.packets.contents import ContentsItem, default_contents
from meetings.querysets.packets import last_published_as_of

RESULTS_SECTION = "meetings.results"
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif")


@dataclass(frozen=True)
class AttachedFile:
    """A file printed with an entry, by its name in storage."""

    name: str
    title: str
    original_name: str

    @property
    def is_picture(self) -> bool:
        """Printed with the entry; every other file is a PDF with pages of its own."""
        return self.name.lower().endswith(PICTURE_SUFFIXES)


@dataclass(frozen=True)
class AssembledEntry:
    """An entry as it is printed: all that a template needs, independent of the database."""

    key: str
    part: str
    annex: int | None
    section_key: str
    title: str
    level: int
    starts_page: bool
    options: Mapping[str, Any]
    text_before: str = ""
    text_after: str = ""
    snapshot: Mapping[str, Any] | None = None
    overrides: Mapping[str, int] = field(default_factory=dict)
    attachments: tuple[AttachedFile, ...] = ()
    pk: int | None = None

    @property
    def shown_title(self) -> str:
        """The officer's title, else the one that the facts make, else the section's own."""
        if self.title or not self.section_key:
            return self.title
        made: str = (self.snapshot or {}).get("title", "")
        if made:
            return made
        try:
            return str(get_section(self.section_key).title)
        except UnknownSectionError:
            return self.section_key

    @property
    def is_unknown(self) -> bool:
        """Its section's app was removed since the entry was made."""
        try:
            return bool(self.section_key) and get_section(self.section_key) is None
        except UnknownSectionError:
            return True

    def figures(self) -> list[dict[str, Any]]:
        """The snapshot's figures; one set by hand carries the printed value under "shown"."""
        found = []
        for figure in (self.snapshot or {}).get("figures", []):
            shown = dict(figure)
            if figure["key"] in self.overrides:
                shown["shown"] = self.overrides[figure["key"]]
            found.append(shown)
        return found


def reporting_period(
    meeting: Meeting, as_of: date | None = None, quarter: Quarter | None = None
) -> ReportingPeriod:
    """Defaults: the meeting's own as-of date, else its day; the quarter of the as-of date."""
    day = as_of or meeting.as_of_date
    chosen = quarter or Quarter.of(day)
    last = last_published_as_of(PacketVersion.objects.all(), meeting)
    since = last + timedelta(days=1) if last else date(chosen.year, 1, 1)
    return ReportingPeriod(chosen, day, since)


def entries_from_contents(meeting: Meeting) -> list[AssembledEntry]:
    return [
        _from_item(number, item) for number, item in enumerate(default_contents(meeting), start=1)
    ]


def _from_item(number: int, item: ContentsItem) -> AssembledEntry:
    return AssembledEntry(
        key=f"entry{number}",
        part=item.part,
        annex=item.annex,
        section_key=item.section_key,
        title=item.title,
        level=item.level,
        starts_page=item.starts_page,
        options=dict(item.options),
    )


def entries_of_version(version: PacketVersion) -> list[AssembledEntry]:
    """The printed entries with their frozen snapshots, in a constant number of queries."""
    rows = (
        version.entries.printed()
        .order_by("position", "pk")
        .prefetch_related("overrides", "attachments")
    )
    return [_from_row(row) for row in rows]


def entry_key(row: PacketEntry) -> str:
    """Names the entry's headings and pictures inside one document."""
    return f"entry{row.position}"


def _from_row(row: PacketEntry) -> AssembledEntry:
    return AssembledEntry(
        key=entry_key(row),
        part=row.part,
        annex=row.annex_number,
        section_key=row.section_key,
        title=row.title,
        level=row.level,
        starts_page=row.starts_page,
        options=row.options,
        text_before=row.text_before,
        text_after=row.text_after,
        snapshot=row.snapshot,
        overrides={override.figure_key: override.value for override in row.overrides.all()},
        attachments=attached_files(row),
        pk=row.pk,
    )


def attached_files(row: PacketEntry) -> tuple[AttachedFile, ...]:
    return tuple(
        AttachedFile(item.file.name, item.title, item.original_name or item.file.name)
        for item in row.attachments.all()
    )


def assemble(
    entries: Iterable[AssembledEntry],
    *,
    meeting: Meeting,
    period: ReportingPeriod,
    marks: bool = True,
) -> list[AssembledEntry]:
    """Ask every section anew; the results come last, since they quote the others' digests.

    Raises RuleViolation that names the entry whose section is unknown.
    """
    listed = list(entries)
    common = {"meeting": meeting.pk, "marks": marks}
    collected = {
        entry.key: _collect(entry, period, {**entry.options, **common})
        for entry in listed
        if entry.section_key not in ("", RESULTS_SECTION)
    }
    digests = [_digest(collected[entry.key]) for entry in listed if entry.key in collected]
    with_digests = {**common, "digests": [item for item in digests if item]}
    finished = []
    for entry in listed:
        if entry.section_key == RESULTS_SECTION:
            finished.append(_collect(entry, period, {**entry.options, **with_digests}))
        else:
            finished.append(collected.get(entry.key, entry))
    return finished


def _collect(
    entry: AssembledEntry, period: ReportingPeriod, options: Mapping[str, Any]
) -> AssembledEntry:
    try:
        section = get_section(entry.section_key)
    except UnknownSectionError:
        raise RuleViolation(
            _("No section is called %(key)s.") % {"key": entry.section_key}
        ) from None
    filled = {"rule": section.default_rule.value, **options}
    snapshot = section.collect(period, period.as_of, filled).to_json()
    # What a snapshot holds must survive the database: one trip through JSON, here and now.
    frozen = json.loads(json.dumps(snapshot, cls=DjangoJSONEncoder))
    frozen["period"] = {
        "year": period.year,
        "quarter": period.quarter.number,
        "label": period.quarter.label,
        "start": period.quarter.start.isoformat(),
        "end": period.quarter.end.isoformat(),
        "as_of": period.as_of.isoformat(),
        "since": period.since.isoformat(),
        "rule": str(filled["rule"]),
    }
    return replace(entry, snapshot=frozen)


def _digest(entry: AssembledEntry) -> dict[str, Any] | None:
    section = get_section(entry.section_key)
    if section.digest is None or entry.snapshot is None:
        return None
    lines = section.digest({**entry.snapshot, "figures": entry.figures()})
    return {
        "key": entry.section_key,
        "options": dict(entry.options),
        "agenda_item": entry.annex,
        "lines": lines,
    }
