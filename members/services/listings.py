"""The directory's listings are made anew where the register, or the day, has changed.

Whoever changes what a listing shows says so (`mark_stale`) in the same transaction; whoever reads
the directory first lets `bring_up_to_date` make those listings anew. So no change is lost, a bulk
change costs one mark, and what is dated comes into force on its day without anybody's doing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from members.models import (
    Classification,
    DirectoryState,
    Listing,
    Membership,
    Organisation,
    OrganisationName,
    StaleListing,
)
from members.names import fold_name, heading_of, sort_key, without_legal_form
from members.public_entry import released_parts

BATCH = 500
TEASER_LETTERS = 120
LABELS = 6


def mark_stale(organisation_ids: Iterable[int]) -> None:
    StaleListing.objects.bulk_create(
        (StaleListing(organisation_id=pk) for pk in dict.fromkeys(organisation_ids)),
        batch_size=BATCH,
    )


def mark_all_stale() -> None:
    StaleListing.objects.create(organisation_id=None)


def bring_up_to_date(day: date) -> int:
    """Let the listings show the day; returns the version, which tells one state from another."""
    if (known := _version_if_up_to_date(day)) is not None:
        return known
    with transaction.atomic():
        DirectoryState.objects.get_or_create(pk=DirectoryState.THE_ONE)
        # One at a time: what was read first must not be written last.
        state = DirectoryState.objects.select_for_update().get(pk=DirectoryState.THE_ONE)
        marks = dict(StaleListing.objects.values_list("pk", "organisation_id"))
        stale = set(marks.values())
        # Never a number that was there before, not even in a database put back from a backup.
        version = max(state.version + 1, time.time_ns())
        if state.day is None or state.day > day or None in stale:
            changed = _all(day)
        else:
            changed = {pk for pk in stale if pk is not None} | _changed_between(state.day, day)
        make_listings(changed, day, version)
        for batch in _batches(marks):
            StaleListing.objects.filter(pk__in=batch).delete()
        state.day, state.version = day, version
        state.save()
    return state.version


def _version_if_up_to_date(day: date) -> int | None:
    """Asked for each page: so this is the check of the connection's health, too."""
    connection.health_check_done = True  # type: ignore[attr-defined]  # Django's own
    try:
        return _ask_for_version(day)
    except (InterfaceError, OperationalError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _ask_for_version(day)


def _ask_for_version(day: date) -> int | None:
    """In plain SQL: the ORM takes longer to put the question than the database to answer."""
    state, stale = DirectoryState._meta.db_table, StaleListing._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT version FROM {state} WHERE id = %s AND day = %s"  # noqa: S608 -- our tables
            f" AND NOT EXISTS (SELECT 1 FROM {stale})",
            [DirectoryState.THE_ONE, connection.ops.adapt_datefield_value(day)],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def make_listings(organisation_ids: Iterable[int], day: date, version: int) -> None:
    for batch in _batches(sorted(organisation_ids)):
        _make_batch(batch, day, version)


def _all(day: date) -> set[int]:
    known = Listing.objects.order_by("pk").values_list("pk", flat=True)
    visible = Organisation.objects.visible_on(day).order_by("pk").values_list("pk", flat=True)
    return {*known, *visible}


def _changed_between(before: date, day: date) -> set[int]:
    """Whose membership, class or name begins or ended after the one day and up to the other."""
    begins = Q(valid_from__gt=before, valid_from__lte=day)
    ended = Q(valid_to__gte=before, valid_to__lt=day)
    return {
        pk
        for model in (Membership, Classification, OrganisationName)
        for pk in model.objects.filter(begins | ended).values_list("organisation_id", flat=True)
    }


def _make_batch(organisation_ids: list[int], day: date, version: int) -> None:
    organisations = list(
        Organisation.objects.visible_on(day)
        .filter(pk__in=organisation_ids)
        .classified_on(day)
        .with_membership_on(day)
        .prefetch_related("names", "aliases", "business_fields", "tags")
    )
    shown = [each.pk for each in organisations]
    Listing.objects.filter(pk__in=set(organisation_ids) - set(shown)).delete()
    Listing.objects.bulk_create(
        [_listing(each, day, version) for each in organisations],
        update_conflicts=True,
        unique_fields=["organisation"],
        update_fields=[
            field.name for field in Listing._meta.concrete_fields if not field.primary_key
        ],
    )
    through: Any = Listing.business_fields.through
    through.objects.filter(listing_id__in=shown).delete()
    through.objects.bulk_create(
        through(listing_id=each.pk, businessfield_id=field.pk)
        for each in organisations
        for field in released_parts(each).business_fields
    )


def _listing(organisation: Organisation, day: date, version: int) -> Listing:
    added = vars(organisation)  # by the queryset
    parts = released_parts(organisation)
    # The organisation's own columns are those of the portal's today.
    in_force = [dated.name for dated in organisation.names.all() if dated.holds_on(day)]
    name = in_force[0] if in_force else organisation.name
    names = [name, organisation.short_name]
    for dated in organisation.names.all():
        names += [dated.name, dated.short_name]
    names += [alias.name for alias in organisation.aliases.all()]
    folded = dict.fromkeys(fold_name(name) for name in names if name)
    fields = [field.name for field in parts.business_fields]
    said = " ".join(
        fold_name(word)
        for text in (parts.introduction, *parts.products, *fields, *parts.tags)
        for word in without_legal_form(text).split()
    )
    return Listing(
        organisation=organisation,
        name=name,
        slug=organisation.slug,
        sort_key=sort_key(name),
        initial=heading_of(name),
        kind=added["kind"],
        sub_kind=added["sub_kind"],
        region=organisation.region,
        joined_year=added["member_since"].year,
        seeks_partners=organisation.seeks_partners,
        teaser=_teaser(parts.introduction),
        labels=[*fields, *parts.tags][:LABELS],
        names="\n".join(folded),
        words=said,
        made_in=version,
    )


def _teaser(introduction: str) -> str:
    text = " ".join(introduction.split())
    return text if len(text) <= TEASER_LETTERS else f"{text[: TEASER_LETTERS - 1].rstrip()}…"


def _batches(items: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
