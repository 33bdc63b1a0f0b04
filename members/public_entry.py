"""What of a member is public: one shape for pages, the open interface and downloads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from alliance.models import Picture
from members.models import BusinessField, Classification, Contact, Organisation
from members.querysets import OrganisationQuerySet


@dataclass(frozen=True)
class Coded:
    """A value of a fixed list: the code stays, the label is for people."""

    code: str
    label: str


@dataclass(frozen=True)
class PublicContact:
    name: str
    title: str
    email: str
    phone: str


@dataclass(frozen=True)
class PublicEntry:
    """Nothing else of an organisation leaves through the open interface or a download."""

    slug: str
    name: str
    short_name: str
    former_names: list[str]
    page: str
    kind: Coded | None
    sub_kind: Coded | None
    region: Coded | None
    business_fields: list[str]
    tags: list[str]
    introduction: str
    homepage: str
    member_since: date
    contacts: list[PublicContact]
    # Class and joining date, if not all of it, are made up for a demo.
    is_demo: bool


@dataclass(frozen=True)
class ReleasedParts:
    """What the organisation lets anyone read of its entry; the rest is as if it were empty."""

    introduction: str
    homepage: str
    products: list[str]
    business_fields: list[BusinessField]
    tags: list[str]

    @property
    def words(self) -> list[str]:
        return [*(field.name for field in self.business_fields), *self.tags]


def released_parts(organisation: Organisation) -> ReleasedParts:
    return ReleasedParts(
        introduction=organisation.introduction if organisation.shows_introduction else "",
        homepage=organisation.homepage if organisation.shows_homepage else "",
        products=organisation.product_lines if organisation.shows_products else [],
        business_fields=(
            list(organisation.business_fields.all()) if organisation.shows_business_fields else []
        ),
        tags=[tag.name for tag in organisation.tags.all()] if organisation.shows_tags else [],
    )


def released_logo(organisation: Organisation) -> Picture | None:
    return organisation.logo if organisation.shows_logo else None


def with_public_parts(organisations: OrganisationQuerySet, day: date) -> OrganisationQuerySet:
    """What an entry is made of, in a fixed number of queries; contacts that are not public stay."""
    public_contacts = Prefetch(
        "contacts", Contact.objects.filter(is_public=True), to_attr="public_contacts"
    )
    return (
        organisations.classified_on(day)
        .with_membership_on(day)
        .prefetch_related("business_fields", "tags", "names", public_contacts)
    )


def public_entries(organisations: Iterable[Organisation], day: date) -> Iterator[PublicEntry]:
    """Of organisations loaded by `with_public_parts`."""
    for organisation in organisations:
        yield _entry(organisation, day)


def all_public_entries(organisations: QuerySet[Organisation], day: date) -> Iterator[PublicEntry]:
    """Read piece by piece, however many they are."""
    yield from public_entries(organisations.iterator(chunk_size=500), day)


def _entry(organisation: Organisation, day: date) -> PublicEntry:
    known = vars(organisation)  # what the queryset added
    parts = released_parts(organisation)
    return PublicEntry(
        slug=organisation.slug,
        name=organisation.name,
        short_name=organisation.short_name,
        former_names=[
            dated.name
            for dated in organisation.names.all()
            if dated.valid_to is not None and dated.valid_to < day
        ],
        page=settings.SITE_URL + organisation.get_absolute_url(),
        kind=_coded(Classification.Kind, known["kind"]),
        sub_kind=_coded(Classification.SubKind, known["sub_kind"]),
        region=_coded(Organisation.Region, organisation.region),
        business_fields=[field.name for field in parts.business_fields],
        tags=parts.tags,
        introduction=parts.introduction,
        homepage=parts.homepage,
        member_since=known["member_since"],
        contacts=[
            PublicContact(each.name, each.title, each.email, each.phone)
            for each in known["public_contacts"]
        ],
        is_demo=organisation.is_demo,
    )


def _coded(choices: type, code: str) -> Coded | None:
    return Coded(code, str(choices(code).label)) if code else None
