"""What the second saver is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models


@dataclass(frozen=True)
class Difference:
    """One field three times: as it was shown, as it is stored now, as this person sent it."""

    label: str
    shown: str
    theirs: str
    mine: str
    clashes: bool


@dataclass(frozen=True)
class Conflict:
    """A record that somebody else changed while this person edited it."""

    record: str
    kind: str
    changed_by: str = ""
    changed_at: datetime | None = None
    # What the audit says of their change.
    change: str = ""
    differences: tuple[Difference, ...] = ()
    is_deleted: bool = False
    # This person wanted to delete what somebody else changed.
    deletes: bool = False
    # Deleted by somebody else, and the page has no room to make it again.
    is_lost: bool = False


@dataclass(frozen=True)
class LastChange:
    by: str = ""
    at: datetime | None = None
    record: str = ""
    message: str = ""


def last_change(model: type[models.Model], key: Any) -> LastChange:
    """From the audit; empty where something other than a form changed the record."""
    entry = (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id=str(key)
        )
        .select_related("user")
        .order_by("-action_time", "-pk")
        .first()
    )
    if entry is None:
        return LastChange()
    message = "" if entry.action_flag == DELETION else entry.get_change_message()
    return LastChange(str(entry.user), entry.action_time, entry.object_repr, message)
