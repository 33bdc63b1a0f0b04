"""The trace that every verb of the register leaves."""

from datetime import date
from typing import Any

from members.models import Organisation, RegisterChange, User

_LONGEST_REASON = 200


def leave_trace(
    organisation: Organisation,
    kind: RegisterChange.Kind,
    *,
    on: date,
    by: User | None,
    reason: str = "",
    before: Any = "",
    after: Any = "",
) -> None:
    RegisterChange.objects.create(
        organisation=organisation,
        kind=kind,
        effective_on=on,
        by=by,
        reason=reason[:_LONGEST_REASON],
        before=str(before),
        after=str(after),
    )
