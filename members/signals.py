"""Whatever is saved of an organisation's public face makes its listing stale.

Bulk changes send no signals: the services that make them say so themselves.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from members.models import (
    Alias,
    BusinessField,
    Classification,
    Membership,
    Organisation,
    OrganisationName,
    Tag,
)
from members.services.listings import mark_all_stale, mark_stale

OF_AN_ORGANISATION = (OrganisationName, Alias, Membership, Classification)


@receiver(post_save, sender=Organisation, dispatch_uid="listing of an organisation")
def organisation_saved(instance: Organisation, **kwargs: Any) -> None:
    mark_stale([instance.pk])


def part_saved(instance: Any, **kwargs: Any) -> None:
    mark_stale([instance.organisation_id])


def word_saved(instance: BusinessField | Tag, **kwargs: Any) -> None:
    """A new one is nobody's yet."""
    if not kwargs.get("created"):
        mark_all_stale()


def words_of_organisation_changed(
    instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    if action.startswith("post_"):
        mark_stale((pk_set or set()) if reverse else [instance.pk])


for signal in (post_save, post_delete):
    for part in OF_AN_ORGANISATION:
        signal.connect(part_saved, sender=part, dispatch_uid=f"listing by {part.__name__}")
    for word in (BusinessField, Tag):
        signal.connect(word_saved, sender=word, dispatch_uid=f"listing by {word.__name__}")
for through in (Organisation.business_fields.through, Organisation.tags.through):
    m2m_changed.connect(
        words_of_organisation_changed, sender=through, dispatch_uid=f"listing by {through.__name__}"
    )
