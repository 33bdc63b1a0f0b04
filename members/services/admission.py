"""Joining and leaving the alliance."""

from __future__ import annotations

import re
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.models import (
    Classification,
    Membership,
    Organisation,
    RegisterChange,
    User,
)
from members.services.classification import extend_class_back, reclassify
from members.services.dated import ONE_DAY
from members.services.naming import ensure_dated_name
from members.services.trace import leave_trace

NUMBER_PREFIX = "MA-"
_ATTEMPTS = 5


@transaction.atomic
def admit(
    *,
    organisation: Organisation,
    on: date,
    kind: str,
    sub_kind: str = "",
    by: User | None,
    note: str = "",
) -> Membership:
    """The organisation is a member from the day on, in the given class, with a member number."""
    _check_may_join(organisation, on)
    ensure_dated_name(organisation)
    membership = Membership.objects.create(organisation=organisation, valid_from=on, note=note)
    reclassify(organisation=organisation, kind=kind, sub_kind=sub_kind, on=on, by=by)
    if not organisation.member_number:
        assign_member_number(organisation)
    leave_trace(organisation, RegisterChange.Kind.ADMITTED, on=on, by=by, reason=note)
    return membership


@transaction.atomic
def re_enter(
    *,
    organisation: Organisation,
    on: date,
    by: User | None,
    kind: str = "",
    sub_kind: str = "",
    note: str = "",
) -> Membership:
    """A former member comes back, under its old number and, if no other is given, its old class."""
    if not organisation.memberships.exists():
        raise RuleViolation(_("%(name)s has never been a member.") % {"name": organisation.name})
    if not kind:
        last = Classification.objects.filter(organisation=organisation).latest("valid_from")
        kind, sub_kind = last.kind, last.sub_kind
    return admit(organisation=organisation, on=on, kind=kind, sub_kind=sub_kind, by=by, note=note)


@transaction.atomic
def leave(
    *,
    organisation: Organisation,
    on: date,
    reason: str = Membership.LeavingReason.WITHDRAWN,
    by: User | None,
    note: str = "",
) -> Membership:
    """The day is the last one as a member."""
    membership = organisation.memberships.on(on).first()
    if membership is None:
        raise RuleViolation(
            _("%(name)s is no member on %(day)s.") % {"name": organisation.name, "day": on}
        )
    if membership.valid_to is not None:
        raise RuleViolation(
            _("%(name)s leaves on %(day)s already.")
            % {"name": organisation.name, "day": membership.valid_to}
        )
    membership.valid_to = on
    membership.leaving_reason = reason
    if note:
        membership.note = note
    membership.save()
    leave_trace(
        organisation,
        RegisterChange.Kind.LEFT,
        on=on,
        by=by,
        reason=note or str(membership.get_leaving_reason_display()),
    )
    return membership


@transaction.atomic
def merge(
    *, organisation: Organisation, into: Organisation, on: date, by: User | None, reason: str = ""
) -> Organisation:
    """From the day on the organisation is part of the other; its membership ends the day before."""
    if organisation.successor_id:
        raise RuleViolation(_("%(name)s was merged already.") % {"name": organisation.name})
    heir: Organisation | None = into
    while heir is not None:
        if heir.pk == organisation.pk:
            raise RuleViolation(_("An organisation cannot merge into itself."))
        heir = heir.successor
    begins = organisation.memberships.filter(valid_from__gte=on).order_by("valid_from").first()
    if begins is not None:
        raise RuleViolation(
            _("%(name)s is a member from %(day)s only; correct that first.")
            % {"name": organisation.name, "day": begins.valid_from}
        )
    if organisation.memberships.on(on).exists():
        leave(
            organisation=organisation,
            on=on - ONE_DAY,
            reason=Membership.LeavingReason.MERGED,
            by=by,
            note=reason,
        )
    organisation.successor = into
    organisation.merged_on = on
    organisation.save()
    leave_trace(
        organisation,
        RegisterChange.Kind.MERGED,
        on=on,
        by=by,
        reason=reason,
        before=organisation.name,
        after=into.name,
    )
    return into


@transaction.atomic
def correct_joining_day(
    *, membership: Membership, on: date, by: User | None, reason: str
) -> Membership:
    """The member joined on another day than was recorded; its class moves along."""
    if not reason:
        raise RuleViolation(_("A correction needs a reason."))
    organisation, before = membership.organisation, membership.valid_from
    if membership.valid_to is not None and membership.valid_to < on:
        raise RuleViolation(_("The last day lies before the first."))
    others = organisation.memberships.exclude(pk=membership.pk)
    if on < before and others.during(on, before).exists():
        raise RuleViolation(_("The organisation is a member already in this period."))
    membership.valid_from = on
    membership.save()
    extend_class_back(organisation, to=on)
    leave_trace(
        organisation,
        RegisterChange.Kind.CORRECTED,
        on=on,
        by=by,
        reason=reason,
        before=before,
        after=on,
    )
    return membership


@transaction.atomic
def correct_leaving_day(
    *, membership: Membership, on: date, by: User | None, reason: str
) -> Membership:
    """The member left on another day than was recorded."""
    if not reason:
        raise RuleViolation(_("A correction needs a reason."))
    before = membership.valid_to
    if on < membership.valid_from:
        raise RuleViolation(_("The last day lies before the first."))
    _check_not_merged(membership.organisation, on)
    others = membership.organisation.memberships.exclude(pk=membership.pk)
    if others.during(membership.valid_from, on).exists():
        raise RuleViolation(_("The organisation is a member already in this period."))
    membership.valid_to = on
    membership.save()
    leave_trace(
        membership.organisation,
        RegisterChange.Kind.CORRECTED,
        on=on,
        by=by,
        reason=reason,
        before=before or "",
        after=on,
    )
    return membership


@transaction.atomic
def settle_corrected_memberships(organisation: Organisation) -> None:
    """What follows from memberships that were corrected by hand: a class from the first day on."""
    for membership in organisation.memberships.order_by("valid_from"):
        if organisation.successor_id is None:
            break
        if membership.valid_to is None or organisation.is_merged_on(membership.valid_to):
            _check_not_merged(organisation, membership.valid_to or date.max)
    first = organisation.memberships.order_by("valid_from").first()
    if first is not None:
        extend_class_back(organisation, to=first.valid_from)


def _check_not_merged(organisation: Organisation, on: date) -> None:
    if organisation.is_merged_on(on):
        raise RuleViolation(
            _("%(name)s is part of another organisation since then.") % {"name": organisation.name}
        )


def _check_may_join(organisation: Organisation, on: date) -> None:
    values = {"name": organisation.name, "day": on}
    if organisation.successor_id:
        # Also for a day before: the membership would go on beyond the merger.
        raise RuleViolation(_("%(name)s is part of another organisation since then.") % values)
    if organisation.memberships.on(on).exists():
        raise RuleViolation(_("%(name)s is a member on %(day)s already.") % values)
    later = organisation.memberships.filter(valid_from__gt=on).order_by("valid_from").first()
    if later is not None:
        values["later"] = later.valid_from
        raise RuleViolation(
            _(
                "%(name)s has been a member since %(later)s; "
                "correct that joining day instead of a second one."
            )
            % values
        )


# Five digits, and more from the hundred-thousandth on.
_NUMBER = re.compile(rf"{re.escape(NUMBER_PREFIX)}([0-9]{{5}}|[1-9][0-9]{{5,8}})")


def next_member_number() -> int:
    """One more than the greatest: as a number, since `MA-100000` sorts before `MA-99999`."""
    numbers = (
        Organisation.objects.filter(member_number__startswith=NUMBER_PREFIX)
        .order_by(Length("member_number").desc(), "-member_number")
        .values_list("member_number", flat=True)
    )
    serials = (serial_of(number or "") for number in numbers.iterator(chunk_size=100))
    return next((serial for serial in serials if serial), 0) + 1


def is_member_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def serial_of(member_number: str) -> int:
    """7 of `MA-00007`; nothing of a number of other making."""
    found = _NUMBER.fullmatch(member_number)
    return int(found[1]) if found else 0


def format_member_number(number: int) -> str:
    return f"{NUMBER_PREFIX}{number:05d}"


def assign_member_number(organisation: Organisation) -> None:
    """The next free number; of two officers at once the second waits, and counts anew."""
    for _attempt in range(_ATTEMPTS):
        organisation.member_number = format_member_number(next_member_number())
        try:
            with transaction.atomic():
                organisation.save(update_fields=["member_number"])
        except IntegrityError:
            continue
        return
    raise RuleViolation(_("No member number could be assigned. Please try again."))
