"""The default table of contents. A new packet copies it into entries, which rule from then on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from meetings.models import Meeting, PacketEntry, PacketVersion

Part = PacketEntry.Part


@dataclass(frozen=True)
class ContentsItem:
    """A line of the contents. Without a section key it is a written part: a heading and text."""

    part: str
    section_key: str = ""
    title: str = ""
    annex: int | None = None
    level: int = 1
    starts_page: bool = False
    is_enabled: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)


def _annex(annex: int, section_key: str, **more: Any) -> ContentsItem:
    return ContentsItem(Part.ANNEX, section_key, annex=annex, **more)


def _partner(code: str) -> ContentsItem:
    return _annex(1, "reporting.partner_report", starts_page=True, options={"partner": code})


def _subcommittee(code: str) -> ContentsItem:
    return _annex(2, "subcommittees.report", starts_page=True, options={"subcommittee": code})


STEERING_CONTENTS: tuple[ContentsItem, ...] = (
    ContentsItem(Part.MATERIAL, "meetings.overview", starts_page=True),
    ContentsItem(Part.MATERIAL, "meetings.agenda"),
    ContentsItem(Part.MATERIAL, "meetings.timetable"),
    ContentsItem(Part.MATERIAL, "meetings.roster", starts_page=True),
    ContentsItem(Part.RESULTS, "meetings.results", level=0, starts_page=True),
    _annex(1, "members.status", starts_page=True),
    _annex(1, "projectgroups.evaluation"),
    _annex(1, "events.public_seminar", starts_page=True),
    _annex(1, "", title="메타버스 얼라이언스 회원사 서비스", starts_page=True),
    _annex(1, "archive.documents", level=2),
    _annex(1, "newsletter.issues", level=2, starts_page=True),
    _annex(1, "newsletter.promotions", level=0),
    _annex(1, "newsletter.notices", level=0),
    _annex(1, "reporting.visits", level=2, starts_page=True),
    _annex(1, "reporting.page_views", level=0),
    *(_partner(code) for code in ("rapa", "spri", "iitp", "k-meta")),
    _annex(1, "events.consultations"),
    *(
        _subcommittee(code)
        for code in ("future_strategy", "talent", "tech_standard", "ethics_system")
    ),
    _annex(3, "events.year_end", level=0, starts_page=True),
    _annex(4, "meetings.renewal", starts_page=True),
    _annex(5, "meetings.lecture", starts_page=True),
)


def default_contents(meeting: Meeting) -> tuple[ContentsItem, ...]:
    """The steering committee's contents without annexes to items that the agenda lacks."""
    return _with_annexes_of(meeting, STEERING_CONTENTS)


def contents_like(version: PacketVersion, meeting: Meeting) -> tuple[ContentsItem, ...]:
    """Order, titles and switches of another meeting's packet; not what was written there."""
    entries = version.entries.order_by("position", "pk")
    return _with_annexes_of(
        meeting,
        tuple(
            ContentsItem(
                entry.part,
                entry.section_key,
                title=entry.title,
                annex=entry.annex_number,
                level=entry.level,
                starts_page=entry.starts_page,
                is_enabled=entry.is_enabled,
                options=entry.options,
            )
            for entry in entries.defer("snapshot", "text_before", "text_after")
        ),
    )


def _with_annexes_of(meeting: Meeting, items: tuple[ContentsItem, ...]) -> tuple[ContentsItem, ...]:
    numbers = set(meeting.agenda_items.filter(has_annex=True).values_list("number", flat=True))
    return tuple(item for item in items if item.annex is None or item.annex in numbers)
