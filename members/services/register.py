"""Many organisations at once, under the same rules as one by one: imports and the demo use it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.models import (
    Alias,
    BusinessField,
    Classification,
    Contact,
    Membership,
    Organisation,
    OrganisationName,
    RegisterChange,
    Tag,
    User,
)
from members.names import fold_name
from members.services.admission import format_member_number, next_member_number, serial_of
from members.services.classification import check_class
from members.services.listings import mark_stale
from members.services.naming import free_slug
from members.validators import validate_registration_number


@dataclass(frozen=True)
class NewContact:
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    is_public: bool = False


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation to register; without a joining day it is no member."""

    name: str
    short_name: str = ""
    slug: str = ""
    aliases: tuple[str, ...] = ()
    # Members without one get the next free number.
    member_number: str = ""
    kind: str = ""
    sub_kind: str = ""
    joined_on: date | None = None
    left_on: date | None = None
    leaving_reason: str = ""
    note: str = ""
    registration_number: str = ""
    representative: str = ""
    region: str = ""
    address: str = ""
    homepage: str = ""
    introduction: str = ""
    fields: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    seeks_partners: bool = False
    contact: NewContact | None = None
    is_listed: bool = True
    is_demo: bool = False


@transaction.atomic
def register_many(
    entries: Sequence[NewOrganisation],
    *,
    by: User | None,
    reason: str = "",
    slugs: set[str] | None = None,
) -> list[Organisation]:
    """All or none. Member numbers follow the joining days, in the order given within a day.

    `slugs` are the addresses in use, for callers who know them; new ones are added.
    """
    for entry in entries:
        _check(entry)
    organisations = _make_organisations(entries, used_slugs() if slugs is None else slugs)
    Organisation.objects.bulk_create(organisations, batch_size=200)
    pairs = list(zip(entries, organisations, strict=True))
    _bulk(OrganisationName, [_dated_name(entry, owner) for entry, owner in pairs])
    _bulk(
        Alias,
        [
            Alias(organisation=owner, name=name, folded=fold_name(name))
            for entry, owner in pairs
            for name in entry.aliases
        ],
    )
    _bulk_memberships(pairs, by, reason)
    _bulk(
        Contact,
        [
            Contact(organisation=owner, **vars(entry.contact))
            for entry, owner in pairs
            if entry.contact is not None
        ],
    )
    _link(pairs, BusinessField, Organisation.business_fields.through, "fields")
    _link(pairs, Tag, Organisation.tags.through, "tags")
    mark_stale(organisation.pk for organisation in organisations)
    return organisations


def _check(entry: NewOrganisation) -> None:
    if entry.joined_on is not None:
        check_class(entry.kind, entry.sub_kind)
        if entry.left_on is not None and entry.left_on < entry.joined_on:
            raise RuleViolation(_("The last day lies before the first."))
    elif entry.kind or entry.left_on:
        raise RuleViolation(
            _("%(name)s has a class or a last day, but no joining day.") % {"name": entry.name}
        )
    if entry.registration_number:
        try:
            validate_registration_number(entry.registration_number)
        except ValidationError as error:
            raise RuleViolation(
                "%s: %s" % (entry.name, "; ".join(error.messages))  # noqa: UP031 -- data, no prose
            ) from error


def used_slugs() -> set[str]:
    return set(Organisation.objects.values_list("slug", flat=True))


def _make_organisations(entries: Sequence[NewOrganisation], taken: set[str]) -> list[Organisation]:
    numbers = _member_numbers(entries)
    organisations = []
    for position, entry in enumerate(entries):
        organisation = Organisation(
            name=entry.name,
            short_name=entry.short_name,
            slug=entry.slug or free_slug(entry.name, taken),
            member_number=entry.member_number or numbers.get(position),
            registration_number=entry.registration_number or None,
            representative=entry.representative,
            region=entry.region,
            address=entry.address,
            homepage=entry.homepage,
            introduction=entry.introduction,
            seeks_partners=entry.seeks_partners,
            is_listed=entry.is_listed,
            is_demo=entry.is_demo,
        )
        organisation.index_names([entry.name, entry.short_name, *entry.aliases])
        organisations.append(organisation)
    return organisations


def _member_numbers(entries: Sequence[NewOrganisation]) -> dict[int, str]:
    joining = [
        (entry.joined_on, position)
        for position, entry in enumerate(entries)
        if entry.joined_on is not None and not entry.member_number
    ]
    given = max((serial_of(entry.member_number) for entry in entries), default=0)
    first = max(next_member_number(), given + 1) if joining else 0
    return {
        position: format_member_number(first + rank)
        for rank, (_day, position) in enumerate(sorted(joining))
    }


def _dated_name(entry: NewOrganisation, owner: Organisation) -> OrganisationName:
    dated = OrganisationName(organisation=owner, name=entry.name, short_name=entry.short_name)
    dated.fold()
    return dated


def _bulk_memberships(
    pairs: Iterable[tuple[NewOrganisation, Organisation]], by: User | None, reason: str
) -> None:
    memberships, classes, changes = [], [], []
    for entry, owner in pairs:
        if entry.joined_on is None:
            continue
        memberships.append(
            Membership(
                organisation=owner,
                valid_from=entry.joined_on,
                valid_to=entry.left_on,
                leaving_reason=entry.leaving_reason if entry.left_on else "",
                note=entry.note,
            )
        )
        classes.append(
            Classification(
                organisation=owner,
                kind=entry.kind,
                sub_kind=entry.sub_kind,
                valid_from=entry.joined_on,
            )
        )
        changes.append(
            RegisterChange(
                organisation=owner,
                kind=RegisterChange.Kind.ADMITTED,
                effective_on=entry.joined_on,
                by=by,
                reason=entry.note or reason,
            )
        )
        if entry.left_on is not None:
            changes.append(
                RegisterChange(
                    organisation=owner,
                    kind=RegisterChange.Kind.LEFT,
                    effective_on=entry.left_on,
                    by=by,
                    reason=entry.leaving_reason,
                )
            )
    _bulk(Membership, memberships)
    _bulk(Classification, classes)
    _bulk(RegisterChange, changes)


def _link(
    pairs: Iterable[tuple[NewOrganisation, Organisation]],
    model: type[Any],
    through: type[Any],
    attribute: str,
) -> None:
    wanted = [
        (owner, name) for entry, owner in pairs for name in dict.fromkeys(getattr(entry, attribute))
    ]
    names = dict.fromkeys(name for _owner, name in wanted)
    by_name = {each.name: each.pk for each in model.objects.filter(name__in=names)}
    missing = [model(name=name) for name in names if name not in by_name]
    by_name |= {each.name: each.pk for each in model.objects.bulk_create(missing)}
    column = f"{model._meta.model_name}_id"
    _bulk(
        through,
        [through(organisation_id=owner.pk, **{column: by_name[name]}) for owner, name in wanted],
    )


def _bulk(model: type[Any], rows: list[Any]) -> None:
    model.objects.bulk_create(rows, batch_size=500)
