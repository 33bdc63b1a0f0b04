"""대표자: who represents an organisation today stands in its record; before, in the trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from members.models import Organisation, RegisterChange, User
from members.services.trace import leave_trace


@dataclass(frozen=True)
class Represented:
    name: str
    # Otherwise it is today's, since nobody recorded a change.
    is_of_that_day: bool


def represented_on(organisation: Organisation, day: date) -> Represented:
    """As far as the changes tell; a day beyond the last one is represented as today."""
    changes = RegisterChange.objects.filter(
        organisation=organisation, kind=RegisterChange.Kind.REPRESENTED
    )
    last = changes.filter(effective_on__lte=day).order_by("-effective_on", "-pk").first()
    following = changes.filter(effective_on__gt=day).order_by("effective_on", "pk").first()
    if following is None:
        return Represented(organisation.representative, is_of_that_day=last is not None)
    return Represented(last.after if last is not None else following.before, is_of_that_day=True)


@transaction.atomic
def change_representative(
    *, organisation: Organisation, name: str, on: date, by: User | None, reason: str = ""
) -> None:
    """The day has come, or lies behind: what took effect later stands."""
    before = represented_on(organisation, on).name
    is_latest = not RegisterChange.objects.filter(
        organisation=organisation, kind=RegisterChange.Kind.REPRESENTED, effective_on__gt=on
    ).exists()
    if is_latest:
        organisation.representative = name
        organisation.save()
    leave_trace(
        organisation,
        RegisterChange.Kind.REPRESENTED,
        on=on,
        by=by,
        reason=reason,
        before=before,
        after=name,
    )
