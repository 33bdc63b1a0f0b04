"""What an officer says about names that nobody could match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.models import Organisation
from members.services.matching import match_names
from members.services.naming import check_name, record_organisation, remember_alias

NEW = "new"


@dataclass(frozen=True)
class NameDecision:
    """One of the two is given, or neither: then the name stays open."""

    organisation: Organisation | None = None
    is_new: bool = False
    # From now on the writing is known.
    remember: bool = False


@dataclass
class Settled:
    organisations: dict[str, Organisation] = field(default_factory=dict)
    # What could not be remembered, or made, by the name.
    problems: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def settle_names(decisions: Mapping[str, NameDecision], *, on: date | None = None) -> Settled:
    """Carry the decisions out; a name that cannot be remembered is settled all the same."""
    settled = Settled()
    for name, decision in decisions.items():
        if decision.is_new:
            # Somebody may have recorded it meanwhile, or it stands here twice in two writings.
            known = match_names([name], on=on)[0].organisation
            try:
                check_name(name)
            except RuleViolation as refusal:
                settled.problems[name] = str(refusal)
                continue
            settled.organisations[name] = known or record_organisation(name=name)
        elif decision.organisation is not None:
            settled.organisations[name] = decision.organisation
            if decision.remember and (problem := _remember(name, decision.organisation, on)):
                settled.problems[name] = problem
    return settled


def _remember(name: str, organisation: Organisation, on: date | None) -> str:
    try:
        with transaction.atomic():
            remember_alias(organisation=organisation, name=name)
            if match_names([name], on=on)[0].organisation != organisation.heir_on(on or date.max):
                raise RuleViolation(
                    _("“%(name)s” is borne by another one too, so it cannot be remembered.")
                    % {"name": name}
                )
    except RuleViolation as refusal:
        return str(refusal)
    return ""
