"""A whole programme at once: from a sheet, from the demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from events.models import Event, EventSession, ProgrammeRow

Kind = ProgrammeRow.Kind


@dataclass(frozen=True)
class SessionEntry:
    number: int
    title: str
    room: str = ""
    parallel: bool = False


@dataclass(frozen=True)
class ProgrammeEntry:
    """A row as it is handed in; `session` is the session's number."""

    start: time
    end: time
    content: str
    presenter: str = ""
    sub_items: tuple[str, ...] = ()
    group: str = ""
    session: int | None = None
    parallel: bool = False
    is_break: bool = False
    shows_awards: bool = False


@transaction.atomic
def replace_programme(
    *, event: Event, rows: Sequence[ProgrammeEntry], sessions: Sequence[SessionEntry] = ()
) -> list[ProgrammeRow]:
    """Put the rows and sessions in the place of the old ones, in the order given."""
    event.programme.all().delete()
    event.sessions.all().delete()
    by_number = {
        entry.number: EventSession.objects.create(event=event, **vars(entry)) for entry in sessions
    }
    if unknown := sorted({row.session for row in rows if row.session} - set(by_number)):
        raise RuleViolation(
            _("There is no session %(numbers)s.") % {"numbers": ", ".join(map(str, unknown))}
        )
    made = [
        ProgrammeRow(
            event=event,
            session=by_number[row.session] if row.session else None,
            position=position,
            start=row.start,
            end=row.end,
            kind=Kind.BREAK if row.is_break else Kind.ITEM,
            content=row.content,
            sub_items="\n".join(row.sub_items),
            presenter=row.presenter,
            parallel=row.parallel,
            group=row.group,
            shows_awards=row.shows_awards,
        )
        for position, row in enumerate(rows, start=1)
    ]
    for each in made:
        try:
            each.full_clean()
        except ValidationError as error:
            message = f"{each}: {'; '.join(error.messages)}"
            raise RuleViolation(message) from error
        each.save()
    return made
