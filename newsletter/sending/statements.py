"""The three statements that every batch waits for, in plain SQL.

Writing them anew through the ORM, ten mails at a time, took more of a processor than the mails
themselves. Both databases understand them; `DeliveryQuerySet.due` says the same as `claim`, and
`DeliveryQuerySet.wanted` as `begin`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from newsletter.models import Delivery

# Chosen once, whatever plan the database makes of it: it would skip locked rows a second time.
_CLAIM = """
    WITH chosen AS MATERIALIZED (
        SELECT due.id
        FROM newsletter_delivery AS due
        INNER JOIN newsletter_mailing AS mailing ON mailing.id = due.mailing_id
        WHERE due.state = 'queued' AND due.due_at <= %s
        AND mailing.state = 'sending' AND mailing.deadline_at > %s
        AND NOT EXISTS (SELECT 1 FROM newsletter_domainlimit)
        ORDER BY due.due_at, due.id
        LIMIT %s
        {lock}
    )
    UPDATE newsletter_delivery AS delivery
    SET state = 'claimed', token = %s, claimed_by = %s, changed_at = %s
    WHERE delivery.id IN (SELECT chosen.id FROM chosen) AND delivery.state = 'queued'
    RETURNING id, email, domain, mailing_id, (
        SELECT reader.key FROM newsletter_subscriber AS reader
        WHERE reader.id = subscriber_id
    ), attempts, due_at
"""
_BEGIN = """
    UPDATE newsletter_delivery AS delivery
    SET state = 'data', changed_at = %s
    WHERE delivery.token = %s AND delivery.state = 'claimed' AND delivery.id IN ({places})
    AND EXISTS (
        SELECT 1
        FROM newsletter_mailing AS mailing, newsletter_subscriber AS reader
        WHERE mailing.id = delivery.mailing_id
        AND mailing.state = 'sending'
        AND mailing.deadline_at > %s
        AND reader.id = delivery.subscriber_id
        AND reader.state = 'active'
        AND CASE WHEN mailing.notice_id IS NULL
            THEN reader.wants_newsletter ELSE reader.wants_notices END
    )
    AND NOT EXISTS (
        SELECT 1 FROM newsletter_suppression AS suppression
        WHERE suppression.email = delivery.email AND suppression.lifted_at IS NULL
    )
"""
_END = """
    UPDATE newsletter_delivery AS delivery
    SET state = %s, changed_at = %s, attempts = attempts + 1, reply = answers.column2
    FROM (VALUES {places}) AS answers
    WHERE delivery.id = answers.column1 AND delivery.token = %s
    AND delivery.state IN ('claimed', 'data', 'in_doubt')
"""


def claim(token: UUID, process: UUID, *, size: int, at: datetime) -> list[Any]:
    """Take up to so many that are due, those due longest first; none where a domain has a limit.

    Rows of number, address, domain, mailing, the reader's key, attempts.
    """
    skips = connection.features.has_select_for_update_skip_locked
    sql = _CLAIM.format(lock="FOR UPDATE OF due SKIP LOCKED" if skips else "")
    moment = _value("changed_at", at)
    tokens = [_value("token", token), _value("claimed_by", process)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [moment, moment, size, *tokens, moment])
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (row[6], row[0]))
    return [(*row[:4], _uuid(row[4]), row[5]) for row in rows]


def begin(token: UUID, pks: Sequence[int], *, at: datetime) -> int:
    """Mark what is about to be handed over, as far as it is held and wanted; how many that are."""
    sql = _BEGIN.format(places=", ".join(["%s"] * len(pks)))
    moment = _value("changed_at", at)
    return _run(sql, [moment, _value("token", token), *pks, moment])


def end(
    token: UUID, replies: Sequence[tuple[int, str]], *, state: Delivery.State, at: datetime
) -> int:
    """What became of them, with the words of the server."""
    sql = _END.format(places=", ".join(["(%s, %s)"] * len(replies)))
    answers = [value for pair in replies for value in pair]
    return _run(sql, [state.value, _value("changed_at", at), *answers, _value("token", token)])


def _run(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _uuid(kept: Any) -> Any:
    """SQLite has no type of its own for it."""
    return UUID(kept) if isinstance(kept, str) else kept


def _value(field: str, value: Any) -> Any:
    """As the database writes a value of the column."""
    return Delivery._meta.get_field(field).get_db_prep_value(value, connection)  # type: ignore[union-attr]
