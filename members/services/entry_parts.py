"""Writing a published entry into the register, part by part."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from alliance.models import Picture
from members.entry_content import CONTACT_FIELDS, RELEASABLE, EntryContent, public_contact
from members.models import BusinessField, Contact, EntryDraft, Organisation, Tag


def write_entry(
    organisation: Organisation, *, before: EntryContent, after: EntryContent, draft: EntryDraft
) -> None:
    """Of the record only the entry's own columns: names, class and membership are not asked."""
    for name in ("introduction", "products", "homepage", "seeks_partners"):
        setattr(organisation, name, getattr(after, name))
    for key, _label in RELEASABLE:
        if key != "contact":
            setattr(organisation, f"shows_{key}", key in after.released)
    organisation.save()
    if after.business_fields != before.business_fields:
        organisation.business_fields.set(
            BusinessField.objects.filter(name__in=after.business_fields)
        )
    if after.tags != before.tags:
        organisation.tags.set([Tag.objects.get_or_create(name=name)[0] for name in after.tags])
    _write_contact(organisation, after)
    if after.logo != before.logo:
        _write_logo(organisation, draft)


def _write_contact(organisation: Organisation, after: EntryContent) -> None:
    name, title, email, phone = (getattr(after, field) for field in CONTACT_FIELDS)
    contact = public_contact(organisation)
    if contact is None and not any(after.contact):
        return
    if contact is None:
        contact = Contact(organisation=organisation, role=Contact.Role.MAIN)
    wanted = {
        "name": name,
        "title": title,
        "email": email,
        "phone": phone,
        "is_public": after.shows_contact,
    }
    if all(getattr(contact, field) == value for field, value in wanted.items()):
        return
    for field, value in wanted.items():
        setattr(contact, field, value)
    contact.save()


def _write_logo(organisation: Organisation, draft: EntryDraft) -> None:
    """The draft's picture becomes the organisation's; the last one goes."""
    old = [each for each in organisation.pictures.all() if each.group == Organisation.LOGO]
    new = draft.logo
    if new is not None:
        new.owner_type = ContentType.objects.get_for_model(Organisation)
        new.owner_id = organisation.pk
        new.group = Organisation.LOGO
        new.caption = organisation.name
        new.save()
    for picture in old:
        forget_picture(picture)


def forget_picture(picture: Picture) -> None:
    """The row now, the file once that is certain."""
    name, storage = str(picture.file.name), picture.file.storage
    picture.delete()
    transaction.on_commit(lambda: storage.delete(name))
