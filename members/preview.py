"""An organisation as its page would show it if the draft were public. Nothing is stored."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from alliance.models import Picture
from members.entry_content import (
    CONTACT_FIELDS,
    RELEASABLE,
    EntryContent,
    public_contact,
)
from members.models import BusinessField, Contact, EntryDraft, Organisation, Tag


def organisation_as_drafted(draft: EntryDraft, content: EntryContent, day: date) -> Organisation:
    organisation: Organisation = (
        Organisation.objects.classified_on(day)
        .with_membership_on(day)
        .prefetch_related("business_fields", "tags", "names", "contacts", "pictures")
        .get(pk=draft.organisation_id)
    )
    for name in ("introduction", "products", "homepage", "seeks_partners"):
        setattr(organisation, name, getattr(content, name))
    for key, _label in RELEASABLE:
        if key != "contact":
            setattr(organisation, f"shows_{key}", key in content.released)
    fields = BusinessField.objects.filter(name__in=content.business_fields)
    _have(organisation, "business_fields", list(fields), BusinessField)
    _have(organisation, "tags", [Tag(name=name) for name in content.tags], Tag)
    _have(organisation, "contacts", _contacts(organisation, content), Contact)
    if (logo := draft.logo) is not None or not content.logo:
        others = [each for each in organisation.pictures.all() if each.group != Organisation.LOGO]
        if logo is not None:
            logo.group = Organisation.LOGO
            others.append(logo)
        _have(organisation, "pictures", others, Picture)
    return organisation


def _contacts(organisation: Organisation, content: EntryContent) -> list[Contact]:
    named = public_contact(organisation)
    shown = Contact(organisation=organisation, role=named.role if named else Contact.Role.MAIN)
    for field in CONTACT_FIELDS:
        setattr(shown, field.removeprefix("contact_"), getattr(content, field))
    shown.is_public = content.shows_contact
    return [shown, *(each for each in organisation.contacts.all() if each != named)]


def _have(organisation: Organisation, relation: str, rows: list[Any], model: type[Model]) -> None:
    """As if the rows had been prefetched."""
    found: QuerySet[Model] = model._default_manager.none()
    found._result_cache = rows  # type: ignore[attr-defined]
    found._prefetch_done = True  # type: ignore[attr-defined]
    organisation._prefetched_objects_cache[relation] = found  # type: ignore[attr-defined]
