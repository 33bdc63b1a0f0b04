"""Where people work, and for whom they act in the portal."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.models import Affiliation, Organisation, Person
from members.services.checked import save_checked


@transaction.atomic
def take_post(
    *,
    person: Person,
    organisation: Organisation,
    title: str,
    on: date,
    department: str = "",
    position: int = 0,
    acts_for: bool = False,
    acting_role: str = Affiliation.ActingRole.REPRESENTATIVE,
) -> Affiliation:
    """A new title at the same organisation ends the old one the day before."""
    held = person.affiliations.on(on).filter(organisation=organisation).first()
    if held is not None and held.valid_from == on:
        raise RuleViolation(_("The person has a post there already in this period."))
    if held is not None:
        end_post(affiliation=held, on=date.fromordinal(on.toordinal() - 1))
    post = Affiliation(
        person=person,
        organisation=organisation,
        title=title,
        department=department,
        position=position,
        acts_for=acts_for,
        acting_role=acting_role,
        valid_from=on,
    )
    save_checked(post)
    return post


@transaction.atomic
def end_post(*, affiliation: Affiliation, on: date) -> Affiliation:
    """The day is the last one; what the person might do for the organisation ends with it."""
    if on < affiliation.valid_from:
        raise RuleViolation(_("The last day lies before the first."))
    affiliation.valid_to = on
    affiliation.save()
    return affiliation
