"""Where an entry stands: among the material, in the results, or in one item's annex."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from meetings.models import Meeting, PacketEntry

Part = PacketEntry.Part
_ANNEX = re.compile(r"annex-([1-9][0-9]{0,2})")


@dataclass(frozen=True)
class EntryPlace:
    part: str
    annex: int | None = None

    @classmethod
    def of(cls, entry: PacketEntry) -> Self:
        return cls(entry.part, entry.annex_number)

    @classmethod
    def parse(cls, code: str) -> Self:
        """Read `material`, `results` or `annex-3`; raises ValueError."""
        if code in (Part.MATERIAL, Part.RESULTS):
            return cls(code)
        found = _ANNEX.fullmatch(code)
        if found is None:
            message = f"Not a place in a packet: {code!r}"
            raise ValueError(message)
        return cls(Part.ANNEX, int(found[1]))

    @property
    def code(self) -> str:
        return self.part if self.annex is None else f"annex-{self.annex}"

    @property
    def rank(self) -> tuple[int, int]:
        """Sorts places as the document prints them."""
        return ([Part.MATERIAL, Part.RESULTS, Part.ANNEX].index(Part(self.part)), self.annex or 0)


def annex_titles(meeting: Meeting) -> dict[int, str]:
    """The agenda items that have an annex, by number; no other annex is printed."""
    items = meeting.agenda_items.filter(has_annex=True).order_by("number")
    return {item.number: item.annex_title or item.title for item in items}


def place_choices(meeting: Meeting) -> list[tuple[str, str]]:
    annexes = [
        (EntryPlace(Part.ANNEX, number).code, annex_label(number, title))
        for number, title in annex_titles(meeting).items()
    ]
    fixed = [(part.value, str(part.label)) for part in (Part.MATERIAL, Part.RESULTS)]
    return [*fixed, *annexes]


def annex_label(number: int, title: str = "") -> str:
    label = _("Annex %(number)s") % {"number": number}
    return f"{label} {title}".strip()
