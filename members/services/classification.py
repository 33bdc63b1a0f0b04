"""Kind and sub-kind of a member, from a day on."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from members.models import Classification, Organisation, RegisterChange, User
from members.services.checked import save_checked
from members.services.dated import put_in_force
from members.services.trace import leave_trace


def check_class(kind: str, sub_kind: str) -> None:
    """Raise RuleViolation where the sub-kind does not belong to the kind."""
    try:
        allowed = Classification.SUB_KINDS[Classification.Kind(kind)]
    except ValueError:
        raise RuleViolation(_("There is no kind %(kind)s.") % {"kind": kind}) from None
    if sub_kind not in (allowed or ("",)):
        raise RuleViolation(_("The sub-kind does not belong to this kind."))


@transaction.atomic
def reclassify(
    *,
    organisation: Organisation,
    kind: str,
    sub_kind: str = "",
    on: date,
    by: User | None,
    reason: str = "",
) -> Classification:
    """The organisation is of this class from the day on; nothing happens if it is already."""
    check_class(kind, sub_kind)
    before = Classification.objects.in_force(organisation.pk, on)
    if before is not None and (before.kind, before.sub_kind) == (kind, sub_kind):
        return before
    label = str(before or "")
    now = put_in_force(
        Classification.objects.filter(organisation=organisation),
        Classification(organisation=organisation, kind=kind, sub_kind=sub_kind),
        on=on,
        values=("kind", "sub_kind"),
    )
    leave_trace(
        organisation,
        RegisterChange.Kind.RECLASSIFIED,
        on=on,
        by=by,
        reason=reason,
        before=label,
        after=now,
    )
    return now  # type: ignore[return-value]


def extend_class_back(organisation: Organisation, *, to: date) -> None:
    """The earliest class is taken to have held since the day, if nothing earlier is recorded."""
    earliest = (
        Classification.objects.filter(organisation=organisation).order_by("valid_from").first()
    )
    if earliest is not None and earliest.valid_from > to:
        earliest.valid_from = to
        save_checked(earliest)
