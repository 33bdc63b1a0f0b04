"""What of an entry was published when, by whom, and what the secretariat changed in between."""

from __future__ import annotations

from dataclasses import dataclass

from members.entry_content import EntryContent, FieldChange, changes
from members.models import EntryPublication, Organisation


@dataclass(frozen=True)
class Step:
    """One publication; without one, what was changed in the register between two of them."""

    publication: EntryPublication | None
    changes: list[FieldChange]


def history_of(organisation: Organisation) -> list[Step]:
    """The newest first."""
    publications = list(
        EntryPublication.objects.filter(organisation=organisation)
        .select_related("published_by__person", "submitted_by__person")
        .order_by("published_at", "pk")
    )
    steps: list[Step] = []
    last: EntryContent | None = None
    for publication in publications:
        before = EntryContent.from_json(publication.before)
        after = EntryContent.from_json(publication.after)
        if last is not None and (between := _from_to(last, before)):
            steps.append(Step(None, between))
        steps.append(Step(publication, changes_of(publication)))
        last = after
    return steps[::-1]


def changes_of(publication: EntryPublication) -> list[FieldChange]:
    return _from_to(
        EntryContent.from_json(publication.before), EntryContent.from_json(publication.after)
    )


def _from_to(before: EntryContent, after: EntryContent) -> list[FieldChange]:
    return changes(base=before, live=before, drafted=after)
