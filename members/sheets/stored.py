"""What the register holds of organisations, many at a time, and how the sheet writes it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from members.items import written_items
from members.models import (
    Classification,
    Contact,
    Membership,
    Organisation,
    OrganisationName,
)
from members.sheets.columns import CONTACT, KIND_LABELS, REGION_LABELS, SUB_KIND_LABELS, Column

MANY = 500
_MOST_IN_CELL = 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

# Columns that are plain fields of the organisation.
ATTRIBUTES = {
    Column.REGISTRATION: "registration_number",
    Column.REPRESENTATIVE: "representative",
    Column.REGION: "region",
    Column.ADDRESS: "address",
    Column.HOMEPAGE: "homepage",
    Column.INTRODUCTION: "introduction",
}


@dataclass
class Stored:
    """An organisation with everything that the sheet has a column for."""

    organisation: Organisation
    names: list[OrganisationName] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    classes: list[Classification] = field(default_factory=list)
    contact: Contact | None = None
    fields: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def name_on(self, day: date) -> str:
        dated = next((each for each in self.names if each.holds_on(day)), None)
        return dated.name if dated else self.organisation.name

    def class_on(self, day: date) -> Classification | None:
        return next((each for each in self.classes if each.holds_on(day)), None)

    def membership_by(self, day: date) -> Membership | None:
        """The latest that had begun by the day."""
        begun = [each for each in self.memberships if each.valid_from <= day]
        return max(begun, key=lambda each: each.valid_from, default=None)

    def fingerprint(self) -> str:
        """Differs as soon as anything here was changed by anybody."""
        dated = [*self.names, *self.memberships, *self.classes]
        contact = self.contact
        state = [
            [self.organisation.version, self.organisation.member_number],
            [[each._meta.model_name, each.pk, each.version] for each in dated],
            [contact.pk, contact.version] if contact else None,
            sorted(self.fields),
            sorted(self.tags),
        ]
        text = json.dumps(state, ensure_ascii=False)
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()

    def texts_on(self, day: date) -> dict[Column, str]:
        """The row of the sheet, as of the day."""
        organisation = self.organisation
        held, membership = self.class_on(day), self.membership_by(day)
        texts = {
            Column.NUMBER: organisation.member_number or "",
            Column.NAME: self.name_on(day),
            Column.KIND: KIND_LABELS[Classification.Kind(held.kind)] if held else "",
            Column.SUB_KIND: (
                SUB_KIND_LABELS[Classification.SubKind(held.sub_kind)]
                if held and held.sub_kind
                else ""
            ),
            Column.FIELDS: written_items(sorted(self.fields)),
            Column.TAGS: written_items(sorted(self.tags)),
            Column.JOINED: membership.valid_from.isoformat() if membership else "",
            # Whoever leaves after the day is still a member on it.
            Column.LEFT: (
                membership.valid_to.isoformat()
                if membership and membership.valid_to and membership.valid_to <= day
                else ""
            ),
        }
        for column, name in ATTRIBUTES.items():
            texts[column] = getattr(organisation, name) or ""
        if organisation.region:
            texts[Column.REGION] = REGION_LABELS[Organisation.Region(organisation.region)]
        for column, name in CONTACT.items():
            texts[column] = getattr(self.contact, name) if self.contact else ""
        return texts


def is_written_as(stored: str, text: str) -> bool:
    """Whether the cell's text is what a file holds when the stored one is written into it."""
    stored, text = _after_trip(stored), _after_trip(text)
    if stored == text:
        return True
    # Excel's cells end after so many signs, one of which may have been a quote.
    return len(text) >= _MOST_IN_CELL - 1 and stored.startswith(text)


def _after_trip(text: str) -> str:
    return _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def load_stored(ids: Sequence[int], *, lock: bool = False) -> dict[int, Stored]:
    """By number, in the order given; `lock` keeps others from changing them until the end."""
    organisations = Organisation.objects.order_by("pk").filter(pk__in=ids)
    if lock:
        organisations = organisations.select_for_update(of=("self",))
    loaded = {each.pk: each for each in organisations}
    stored = {pk: Stored(loaded[pk]) for pk in ids if pk in loaded}
    for name in OrganisationName.objects.filter(organisation__in=ids).order_by("pk"):
        stored[name.organisation_id].names.append(name)
    for membership in Membership.objects.filter(organisation__in=ids).order_by("valid_from"):
        stored[membership.organisation_id].memberships.append(membership)
    for held in Classification.objects.filter(organisation__in=ids).order_by("valid_from"):
        stored[held.organisation_id].classes.append(held)
    for contact in Contact.objects.filter(organisation__in=ids, role=Contact.Role.MAIN):
        stored[contact.organisation_id].contact = contact
    for through, attribute, linked in (
        (Organisation.business_fields.through, "fields", "businessfield__name"),
        (Organisation.tags.through, "tags", "tag__name"),
    ):
        for pk, name in _links(through, ids, linked):
            getattr(stored[pk], attribute).append(name)
    return stored


def _links(through: Any, ids: Sequence[int], linked: str) -> Iterable[tuple[int, str]]:
    return through.objects.filter(organisation__in=ids).values_list("organisation_id", linked)


def in_chunks(items: Iterable[Any], size: int = MANY) -> Iterator[list[Any]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def member_ids(day: date) -> list[int]:
    """Everybody who had joined by the day, in Korean order of today's names."""
    begun = Membership.objects.filter(valid_from__lte=day).values("organisation")
    organisations = Organisation.objects.filter(pk__in=begun).order_by("sort_key", "pk")
    return list(organisations.values_list("pk", flat=True))
