"""The two statements that every batch waits for, in plain SQL.

Writing them anew through the ORM, ten mails at a time, took more of a processor than the mails
themselves. Both databases understand them; `DeliveryQuerySet.wanted` says the same as `begin`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from newsletter.models import Delivery

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


def _value(field: str, value: Any) -> Any:
    """As the database writes a value of the column."""
    return Delivery._meta.get_field(field).get_db_prep_value(value, connection)  # type: ignore[union-attr]
