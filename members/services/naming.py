"""The names of organisations: new ones, and the columns that lists, search and order read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import today
from members.models import Alias, Organisation, OrganisationName, RegisterChange, User
from members.names import fold_name, has_own_letters, slug_of
from members.services.dated import put_in_force
from members.services.trace import leave_trace

_LONGEST_NAME, _LONGEST_SHORT_NAME = 150, 60


def free_slug(name: str, taken: set[str] | None = None) -> str:
    """An address for the name that no other organisation has."""
    wanted = slug_of(name)
    slug, number = wanted, 1
    while slug in taken if taken is not None else Organisation.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    if taken is not None:
        taken.add(slug)
    return slug


@transaction.atomic
def record_organisation(
    *, name: str, short_name: str = "", slug: str = "", aliases: Iterable[str] = ()
) -> Organisation:
    """An organisation that is nobody's member yet: a ministry, a publisher, an applicant."""
    organisation = Organisation.objects.create(
        name=name, short_name=short_name, slug=slug or free_slug(name)
    )
    OrganisationName.objects.create(organisation=organisation, name=name, short_name=short_name)
    for alias in aliases:
        Alias.objects.create(organisation=organisation, name=alias)
    refresh_names([organisation])
    return organisation


@transaction.atomic
def rename_organisation(
    *,
    organisation: Organisation,
    name: str,
    on: date,
    by: User | None,
    short_name: str = "",
    reason: str = "",
) -> OrganisationName:
    """사명변경: the organisation bears the new name from the day on."""
    name, short_name = " ".join(name.split()), " ".join(short_name.split())
    check_name(name)
    if len(short_name) > _LONGEST_SHORT_NAME:
        raise RuleViolation(
            _("A short name has at most %(most)s letters.") % {"most": _LONGEST_SHORT_NAME}
        )
    ensure_dated_name(organisation)
    before = organisation.name_on(on)
    dated = put_in_force(
        OrganisationName.objects.filter(organisation=organisation),
        OrganisationName(organisation=organisation, name=name, short_name=short_name),
        on=on,
        values=("name", "short_name"),
    )
    leave_trace(
        organisation,
        RegisterChange.Kind.RENAMED,
        on=on,
        by=by,
        reason=reason,
        before=before,
        after=name,
    )
    refresh_names([organisation])
    return dated  # type: ignore[return-value]


def check_alias(*, organisation: Organisation, name: str) -> Alias | None:
    """The alias, if the organisation has it already. Raises RuleViolation."""
    check_name(name)
    taken = Alias.objects.filter(folded=fold_name(name)).select_related("organisation").first()
    if taken is not None and taken.organisation_id != organisation.pk:
        raise RuleViolation(
            _("“%(name)s” is an alias of %(other)s already.")
            % {"name": name, "other": taken.organisation.name}
        )
    return taken


def check_name(name: str) -> None:
    if not has_own_letters(name):
        raise RuleViolation(_("A name needs letters of its own, beside the legal form."))
    if len(name) > _LONGEST_NAME:
        raise RuleViolation(_("A name has at most %(most)s letters.") % {"most": _LONGEST_NAME})


@transaction.atomic
def remember_alias(*, organisation: Organisation, name: str) -> Alias:
    """Another writing of the organisation's name, which folding cannot know."""
    written = " ".join(name.split())
    if (known := check_alias(organisation=organisation, name=written)) is not None:
        return known
    alias = Alias.objects.create(organisation=organisation, name=written)
    refresh_names([organisation])
    return alias


@transaction.atomic
def forget_alias(alias: Alias) -> None:
    organisation = alias.organisation
    alias.delete()
    refresh_names([organisation])


def ensure_dated_name(organisation: Organisation) -> None:
    """Whoever was entered with a plain name bore it as long as we know."""
    if not organisation.names.exists():
        OrganisationName.objects.create(
            organisation=organisation,
            name=organisation.name,
            short_name=organisation.short_name,
        )


def refresh_names(
    organisations: Iterable[Organisation] | None = None, *, on: date | None = None
) -> int:
    """Bring names and search columns up to the day; None means every organisation.

    Returns how many changed. Runs after each change, and daily, because a name may be recorded
    before it is in force.
    """
    day = on or today()
    chosen = list(Organisation.objects.all() if organisations is None else organisations)
    ids = [organisation.pk for organisation in chosen]
    known: dict[int, list[str]] = defaultdict(list)
    current: dict[int, OrganisationName] = {}
    dated_names = OrganisationName.objects.order_by("pk")
    aliases = Alias.objects.order_by("pk")
    if organisations is not None:
        dated_names = dated_names.filter(organisation__in=ids)
        aliases = aliases.filter(organisation__in=ids)
    for dated in dated_names:
        known[dated.organisation_id] += [dated.name, dated.short_name]
        if dated.holds_on(day):
            current[dated.organisation_id] = dated
    for alias in aliases:
        known[alias.organisation_id].append(alias.name)

    changed = 0
    fields = ("name", "short_name", *Organisation.INDEX_FIELDS)
    for organisation in chosen:
        before = [getattr(organisation, field) for field in fields]
        if dated := current.get(organisation.pk):
            organisation.name, organisation.short_name = dated.name, dated.short_name
        organisation.index_names(
            [organisation.name, organisation.short_name, *known[organisation.pk]]
        )
        if before != [getattr(organisation, field) for field in fields]:
            organisation.save(update_fields=fields)
            changed += 1
    return changed
