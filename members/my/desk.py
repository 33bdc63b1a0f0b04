"""Whose entry is asked for: one's own, or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import normalize

from django.shortcuts import get_object_or_404

from alliance.periods import today
from members import roles
from members.completeness import Completeness, completeness
from members.entry_content import EntryContent, FieldChange, drafted_content, live_content
from members.models import Affiliation, EntryDraft, Organisation, SizeCheck
from members.services import entries


def own_organisation(user: Any, slug: str) -> Organisation:
    """Any other organisation is as good as missing, and so is one that is no member."""
    day = today()
    own = roles.organisations_represented_on(user, day).members_on(day)
    found: Organisation = get_object_or_404(own, slug=normalize("NFC", slug).lower())
    return found


@dataclass(frozen=True)
class Desk:
    """One organisation's entry as its people find it on `/my/`."""

    organisation: Organisation
    draft: EntryDraft | None
    live: EntryContent
    # The draft where there is one, else what is public.
    content: EntryContent
    hands_in: bool
    is_listed: bool
    # Who acts for the organisation in the portal, representatives first.
    people: list[Affiliation]
    # Its size was not confirmed for a year, or the secretariat asks for it; nobody answered yet.
    owes_size: bool

    @property
    def completeness(self) -> Completeness:
        return completeness(self.content)

    @property
    def changes(self) -> list[FieldChange]:
        return entries.pending_changes(self.draft) if self.draft is not None else []

    @property
    def is_editable(self) -> bool:
        return self.draft is None or self.draft.is_editable


def owes_size(organisation: Organisation, day: date) -> bool:
    asked = SizeCheck.objects.open().filter(organisation=organisation).first()
    if asked is not None:
        return bool(asked.state == SizeCheck.State.ASKED)
    same = Organisation.objects.filter(pk=organisation.pk)
    return bool(same.size_check_due(day).exists())


def desk_of(organisation: Organisation, user: Any, day: date) -> Desk:
    draft = entries.open_draft(organisation)
    live = live_content(organisation)
    return Desk(
        organisation=organisation,
        draft=draft,
        live=live,
        content=drafted_content(draft) if draft is not None else live,
        hands_in=roles.hands_in_for_on(user, organisation, day),
        is_listed=Organisation.objects.visible_on(day).filter(pk=organisation.pk).exists(),
        people=list(
            Affiliation.objects.on(day)
            .acting()
            .filter(organisation=organisation)
            .select_related("person")
            .order_by("acting_role", "person__name", "pk")
        ),
        owes_size=owes_size(organisation, day),
    )
