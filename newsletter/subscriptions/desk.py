"""Lists of readers in the admin: handed in, looked at, taken over as they were looked at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from newsletter.models import SubscriberImport
from newsletter.subscriptions import imports
from newsletter.subscriptions.sheets import MOST_BYTES

State = SubscriberImport.State
KEPT_FOR = timedelta(days=7)


def hand_in(*, file: Any, name: str, by: Any, at: datetime) -> SubscriberImport:
    """ListRefused where a look at the file is enough."""
    content: bytes = file.read(MOST_BYTES + 1)
    made = imports.plan(content, at=at)
    handed_in: SubscriberImport = SubscriberImport.objects.create(
        name=name[-255:],
        state=State.FAULTY if made.faults else State.READY,
        content=b"" if made.faults else content,
        report=_shown(made),
        by=by,
    )
    return handed_in


def confirm(handed_in: SubscriberImport, *, by: Any, at: datetime) -> None:
    """Take over what was shown; where it would do something else by now, it is shown again."""
    waiting = SubscriberImport.objects.filter(pk=handed_in.pk, state=State.READY)
    stored = waiting.first()
    if stored is None:
        raise RuleViolation(_("This list does not wait for a confirmation any more."))
    made = imports.plan(bytes(stored.content), at=at)
    if _shown(made) != stored.report:
        waiting.update(report=_shown(made))
        raise RuleViolation(
            _("What the list would do has changed meanwhile. Please look at it again.")
        )
    with transaction.atomic():
        # Of two officers who confirm, one does.
        if not waiting.update(state=State.DONE, content=b"", finished_at=at):
            raise RuleViolation(_("This list does not wait for a confirmation any more."))
        imports.carry_out(made, by=by)
    handed_in.refresh_from_db()


def discard(handed_in: SubscriberImport, *, at: datetime) -> None:
    waiting = SubscriberImport.objects.filter(
        pk=handed_in.pk, state__in=[State.READY, State.FAULTY]
    )
    waiting.update(state=State.DISCARDED, content=b"", report={}, finished_at=at)
    handed_in.refresh_from_db()


def discard_forgotten(*, at: datetime) -> int:
    """Lists hold people's data: what nobody confirmed within a week is thrown away."""
    forgotten = SubscriberImport.objects.filter(
        state__in=[State.READY, State.FAULTY], created_at__lt=at - KEPT_FOR
    )
    return forgotten.update(state=State.DISCARDED, content=b"", report={}, finished_at=at)


def _shown(made: imports.Plan) -> dict[str, Any]:
    rows = [
        {
            "row": entry.row.number,
            "email": entry.row.email,
            "name": entry.row.name,
            "organisation": entry.organisation.name
            if entry.organisation
            else entry.row.organisation,
            "is_member": entry.organisation is not None,
            "consented_at": entry.row.consented_at.isoformat(),
            "effect": str(entry.effect),
        }
        for entry in made.entries
        if entry.effect in (imports.Effect.CREATED, imports.Effect.UPDATED)
    ]
    return {**made.as_json(), "shown": rows}
