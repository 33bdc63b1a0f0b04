"""What a request wrote: the tables of its INSERTs, UPDATEs and DELETEs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

_WRITES = re.compile(r'^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(?P<table>\w+)', re.I)
# Reading and being refused may leave these: who read what, what the admin did, who is signed in.
TRACES = frozenset({"alliance_accessrecord", "django_admin_log", "django_session"})


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def recorded() -> Iterator[set[str]]:
    """Changes are taken back at the end."""
    written: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (found := _WRITES.match(sql)) is not None:
            written.add(found["table"])
        return execute(sql, params, many, context)

    with taken_back(), connection.execute_wrapper(note):
        yield written
