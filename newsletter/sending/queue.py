"""The queue: who does which delivery, and what became of it.

Every step is an UPDATE whose WHERE names the state that it leaves and the lane that holds the
row; what another has taken meanwhile stays as it is. PostgreSQL skips rows that others are just
claiming; on SQLite one transaction writes at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from newsletter.models import Delivery, DomainLimit, SenderProcess
from newsletter.sending import statements
from newsletter.sending.connection import Fate, Outcome

State = Delivery.State

# A process that gives no sign of life for this long is taken for dead.
SILENCE = timedelta(seconds=20)
BACK_OFF_MINUTES = (1, 5, 15, 30, 60)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Work:
    """One delivery, with all that is needed to write the mail."""

    pk: int
    email: str
    domain: str
    mailing_id: int
    subscriber_key: UUID
    attempts: int


@dataclass(frozen=True)
class Result:
    work: Work
    outcome: Outcome


@dataclass(frozen=True)
class Lane:
    """Who claims: one connection of one process."""

    token: UUID
    process: UUID


@transaction.atomic(savepoint=False)
def claim(lane: Lane, *, size: int, at: datetime) -> list[Work]:
    """Take up to so many deliveries that are due, as far as their domains allow."""
    taken = statements.claim(lane.token, lane.process, size=size, at=at)
    if taken or not DomainLimit.objects.exists():
        return [Work(*row) for row in taken]
    return _claim_within_limits(lane, size=size, at=at)


def _claim_within_limits(lane: Lane, *, size: int, at: datetime) -> list[Work]:
    allowed = _allowances(lock=True)
    room = min(size, allowed.get(DomainLimit.EVERYTHING, size))
    if room <= 0:
        return []
    due = _takeable(allowed, at).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    fields = ("pk", "email", "domain", "mailing_id", "subscriber__key", "attempts")
    taken = _within(allowed, [Work(*row) for row in due.values_list(*fields)[:room]])
    if taken:
        _count(allowed, taken)
        pks = [work.pk for work in taken]
        Delivery.objects.filter(pk__in=pks, state=State.QUEUED).update(
            state=State.CLAIMED, token=lane.token, claimed_by=lane.process, changed_at=at
        )
    return taken


def something_is_due(*, at: datetime) -> bool:
    """Whether a claim would find something: what its domain does not take yet, can wait."""
    allowed = _allowances(lock=False)
    if allowed.get(DomainLimit.EVERYTHING, 1) <= 0:
        return False
    return bool(_takeable(allowed, at).exists())


def _takeable(allowed: dict[str, int], at: datetime) -> Any:
    exhausted = [domain for domain, left in allowed.items() if left <= 0]
    due = Delivery.objects.due(at)
    return due.exclude(domain__in=exhausted) if exhausted else due


def begin(lane: Lane, works: Sequence[Work], *, at: datetime) -> list[Work]:
    """Commit that these are about to be handed over; only those returned may be."""
    if not works:
        return []
    pks = [work.pk for work in works]
    with transaction.atomic(savepoint=False):
        held = Delivery.objects.filter(pk__in=pks, token=lane.token, state=State.CLAIMED)
        if statements.begin(lane.token, pks, at=at) == len(pks):
            return list(works)
        # Readers left since the mailing started, ...
        held.unwanted().update(state=State.SUPPRESSED, token=None, claimed_by=None, changed_at=at)
        # ... it was paused or cancelled, or the rest was given to somebody else.
        held.update(state=State.QUEUED, token=None, claimed_by=None)
        rows = Delivery.objects.filter(pk__in=pks, token=lane.token, state=State.DATA)
        mine = set(rows.values_list("pk", flat=True))
    return [work for work in works if work.pk in mine]


def record(lane: Lane, results: Iterable[Result], *, at: datetime) -> None:
    """What became of them; a row that was given up as doubtful meanwhile is settled by this."""
    by_fate: dict[Fate, list[Result]] = {}
    for result in results:
        by_fate.setdefault(result.outcome.fate, []).append(result)
    for fate, several in by_fate.items():
        _RECORDERS[fate](lane, several, at)


def give_back(lane: Lane, pks: Collection[int], *, at: datetime) -> None:
    """Deliveries of the lane that were surely not tried wait again."""
    Delivery.objects.filter(
        pk__in=pks, token=lane.token, state__in=[State.CLAIMED, State.DATA]
    ).update(state=State.QUEUED, token=None, claimed_by=None, due_at=at)


def give_back_claims(lane: Lane, pks: Collection[int], *, at: datetime) -> None:
    """As `give_back`, of what the lane may be about to begin; the row decides who has it."""
    Delivery.objects.filter(pk__in=pks, token=lane.token, state=State.CLAIMED).update(
        state=State.QUEUED, token=None, claimed_by=None, due_at=at
    )


def recover(lane: Lane, started: Collection[int], *, at: datetime) -> None:
    """After the database was away: nobody knows what of the last turn it kept.

    What the lane holds beside the started ones it has not touched.
    """
    held = Delivery.objects.filter(token=lane.token, state__in=[State.CLAIMED, State.DATA]).exclude(
        pk__in=started
    )
    held.update(state=State.QUEUED, token=None, claimed_by=None, due_at=at)


def take_back(*, silence: timedelta = SILENCE) -> int:
    """Free what dead processes held; what they were just handing over is in doubt."""
    with transaction.atomic():
        SenderProcess.objects.filter(seen_at__lt=Now() - silence).delete()
        alive = SenderProcess.objects.values("token")
        lost = Delivery.objects.exclude(claimed_by__in=alive)
        freed = lost.filter(state=State.CLAIMED).update(
            state=State.QUEUED, token=None, claimed_by=None
        )
        doubtful = lost.filter(state=State.DATA).update(
            state=State.IN_DOUBT, changed_at=Now(), attempts=F("attempts") + 1
        )
    return freed + doubtful


def _allowances(*, lock: bool) -> dict[str, int]:
    """How many mails each limited domain takes yet in this minute.

    The minute is the database's: the clocks of machines differ.
    """
    limits = DomainLimit.objects.annotate(now=Now()).order_by("pk")
    left = {}
    for limit in limits.select_for_update() if lock else limits:
        # Whoever waited for the lock asked for the time before the other noted it.
        if limit.minute_from is None or abs(limit.now - limit.minute_from) >= MINUTE:
            limit.taken = 0
            if lock:
                # Counting is no edit: the version stays.
                DomainLimit.objects.filter(pk=limit.pk).update(
                    minute_from=limit.now, taken=0, version=F("version")
                )
        left[limit.domain] = limit.per_minute - limit.taken
    return left


def _within(allowed: dict[str, int], found: list[Work]) -> list[Work]:
    if not allowed:
        return found
    taken = []
    used: Counter[str] = Counter()
    for work in found:
        if used[work.domain] < allowed.get(work.domain, len(found)):
            used[work.domain] += 1
            taken.append(work)
    return taken


def _count(allowed: dict[str, int], taken: list[Work]) -> None:
    if not allowed:
        return
    used = Counter(work.domain for work in taken)
    used[DomainLimit.EVERYTHING] = len(taken)
    for domain, number in used.items():
        if domain in allowed:
            DomainLimit.objects.filter(domain=domain).update(
                taken=F("taken") + number, version=F("version")
            )


def _record_final(lane: Lane, results: list[Result], at: datetime, state: State) -> None:
    replies = [(result.work.pk, result.outcome.reply) for result in results]
    statements.end(lane.token, replies, state=state, at=at)


def _record_sent(lane: Lane, results: list[Result], at: datetime) -> None:
    _record_final(lane, results, at, State.SENT)


def _record_failed(lane: Lane, results: list[Result], at: datetime) -> None:
    from newsletter.sending.bounces import note_refusal  # it imports the services

    _record_final(lane, results, at, State.FAILED)
    for result in results:
        if result.outcome.at_recipient:
            note_refusal(
                delivery_id=result.work.pk,
                attempt=result.work.attempts,
                reply=result.outcome.reply,
                at=at,
            )


def _record_in_doubt(lane: Lane, results: list[Result], at: datetime) -> None:
    _record_final(lane, results, at, State.IN_DOUBT)


def _record_later(lane: Lane, results: list[Result], at: datetime) -> None:
    for result in results:
        Delivery.objects.filter(
            Q(state=State.CLAIMED) | Q(state=State.DATA),
            pk=result.work.pk,
            token=lane.token,
        ).update(
            state=State.QUEUED,
            token=None,
            claimed_by=None,
            due_at=at + back_off(result.work.attempts),
            attempts=F("attempts") + 1,
            reply=result.outcome.reply,
            changed_at=at,
        )


def _record_not_tried(lane: Lane, results: list[Result], at: datetime) -> None:
    refused = [result.work.pk for result in results if result.outcome.of_us]
    others = [result.work.pk for result in results if not result.outcome.of_us]
    give_back(lane, others, at=at)
    # Behind those that are given back with them, so that nobody waits for ever behind these.
    give_back(lane, refused, at=at + timedelta(microseconds=1))


_RECORDERS = {
    Fate.SENT: _record_sent,
    Fate.FAILED: _record_failed,
    Fate.LATER: _record_later,
    Fate.IN_DOUBT: _record_in_doubt,
    Fate.NOT_TRIED: _record_not_tried,
}


def back_off(attempts: int) -> timedelta:
    return timedelta(minutes=BACK_OFF_MINUTES[min(attempts, len(BACK_OFF_MINUTES) - 1)])
