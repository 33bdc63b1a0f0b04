"""The part of an organisation's record that its own people write, and how two of them differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from members.comparing import Piece, marked
from members.items import split_items, written_items
from members.models import Contact, EntryDraft, Organisation

LABELS: Mapping[str, Any] = {
    "introduction": _("introduction"),
    "logo": _("logo"),
    "business_fields": _("fields of business"),
    "tags": _("tags"),
    "products": _("products and services"),
    "homepage": _("homepage"),
    "seeks_partners": _("looking for partners"),
    "contact_name": _("name of the contact"),
    "contact_title": _("title of the contact"),
    "contact_email": _("e-mail of the contact"),
    "contact_phone": _("telephone of the contact"),
    "released": _("released to the public"),
}
CONTACT_FIELDS = ("contact_name", "contact_title", "contact_email", "contact_phone")
# The parts that may be kept from the public. Whoever looks for partners says so to all.
RELEASABLE: tuple[tuple[str, Any], ...] = (
    ("introduction", LABELS["introduction"]),
    ("logo", LABELS["logo"]),
    ("business_fields", LABELS["business_fields"]),
    ("tags", LABELS["tags"]),
    ("products", LABELS["products"]),
    ("homepage", LABELS["homepage"]),
    ("contact", _("contact")),
)


@dataclass(frozen=True)
class EntryContent:
    introduction: str = ""
    # The picture's name in storage.
    logo: str = ""
    business_fields: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    products: str = ""
    homepage: str = ""
    seeks_partners: bool = False
    contact_name: str = ""
    contact_title: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    released: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What was stored by an older portal may lack a field, or know one that is gone."""
        known: dict[str, Any] = {
            each.name: tuple(value) if isinstance(value, list) else value
            for each in fields(cls)
            if (value := stored.get(each.name)) is not None
        }
        return cls(**known)

    def to_json(self) -> dict[str, Any]:
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    @property
    def contact(self) -> tuple[str, ...]:
        return tuple(getattr(self, name) for name in CONTACT_FIELDS)

    @property
    def shows_contact(self) -> bool:
        return "contact" in self.released and any(self.contact)

    @property
    def fingerprint(self) -> str:
        """Tells whether the entry is the one that somebody looked at."""
        plain = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()[:16]

    def shown(self, name: str) -> str:
        """A field as people read it."""
        value = getattr(self, name)
        if name == "released":
            return ", ".join(str(label) for key, label in RELEASABLE if key in value)
        if isinstance(value, tuple):
            return ", ".join(value)
        if isinstance(value, bool):
            return str(_("yes")) if value else str(_("no"))
        return str(value)


@dataclass(frozen=True)
class FieldChange:
    """One field that a draft changes: as it was begun from, as it is public now, as drafted."""

    name: str
    label: str
    began: str
    live: str
    drafted: str
    # The public entry was changed in the same place meanwhile.
    clashes: bool

    @property
    def pieces(self) -> list[Piece]:
        return marked(self.live, self.drafted)

    @property
    def is_logo(self) -> bool:
        return self.name == "logo"


def public_contact(organisation: Organisation) -> Contact | None:
    """Whom the entry names: the contact shown already, else the main one."""
    contacts = sorted(
        organisation.contacts.all(),
        key=lambda each: (not each.is_public, each.role != Contact.Role.MAIN, each.pk),
    )
    return next(iter(contacts), None)


def live_content(organisation: Organisation) -> EntryContent:
    """The entry as it is in the register."""
    contact = public_contact(organisation)
    logo = organisation.logo
    released = [
        key
        for key, _label in RELEASABLE
        if key != "contact" and getattr(organisation, f"shows_{key}")
    ]
    if contact is not None and contact.is_public:
        released.append("contact")
    return EntryContent(
        introduction=organisation.introduction,
        logo=str(logo.file.name) if logo else "",
        business_fields=tuple(each.name for each in organisation.business_fields.all()),
        tags=tuple(sorted(each.name for each in organisation.tags.all())),
        products=organisation.products,
        homepage=organisation.homepage,
        seeks_partners=organisation.seeks_partners,
        contact_name=contact.name if contact else "",
        contact_title=contact.title if contact else "",
        contact_email=contact.email if contact else "",
        contact_phone=contact.phone if contact else "",
        released=tuple(released),
    )


def drafted_content(draft: EntryDraft) -> EntryContent:
    """The entry as the draft would have it."""
    logo = draft.logo if draft.pk else None
    kept = "" if draft.removes_logo else str(draft.base.get("logo", ""))
    chosen = draft.business_fields.all() if draft.pk else None
    return EntryContent(
        introduction=draft.introduction,
        logo=str(logo.file.name) if logo else kept,
        business_fields=(
            tuple(each.name for each in chosen)
            if chosen is not None
            else tuple(draft.base.get("business_fields", ()))
        ),
        tags=tuple(sorted(split_items(draft.tags))),
        products=draft.products,
        homepage=draft.homepage,
        seeks_partners=draft.seeks_partners,
        contact_name=draft.contact_name,
        contact_title=draft.contact_title,
        contact_email=draft.contact_email,
        contact_phone=draft.contact_phone,
        released=tuple(key for key, _label in RELEASABLE if key in draft.released),
    )


def fill_draft(draft: EntryDraft, content: EntryContent) -> None:
    """Set what a draft holds itself; its fields of business and its logo are rows of their own."""
    for name in ("introduction", "products", "homepage", "seeks_partners", *CONTACT_FIELDS):
        setattr(draft, name, getattr(content, name))
    draft.tags = written_items(content.tags)
    draft.released = list(content.released)


def merged(*, base: EntryContent, live: EntryContent, drafted: EntryContent) -> EntryContent:
    """The public entry with what the draft changed; what it left alone stays as it is now."""
    touched = {
        name: getattr(drafted, name)
        for name in LABELS
        if getattr(drafted, name) != getattr(base, name)
    }
    after = replace(live, **touched)
    if after.contact != live.contact and not after.contact_name:
        return _without_contact(after, live)
    return after


def _without_contact(after: EntryContent, live: EntryContent) -> EntryContent:
    """Whoever empties the contact shows none; the secretariat goes on knowing whom to call."""
    return replace(
        after,
        contact_name=live.contact_name,
        contact_title=live.contact_title,
        contact_email=live.contact_email,
        contact_phone=live.contact_phone,
        released=tuple(key for key in after.released if key != "contact"),
    )


def changes(*, base: EntryContent, live: EntryContent, drafted: EntryContent) -> list[FieldChange]:
    """What the public entry would be changed in."""
    after = merged(base=base, live=live, drafted=drafted)
    return [
        FieldChange(
            name=name,
            label=str(label),
            began=base.shown(name),
            live=live.shown(name),
            drafted=after.shown(name),
            clashes=getattr(live, name) != getattr(base, name),
        )
        for name, label in LABELS.items()
        if getattr(after, name) != getattr(live, name)
    ]
