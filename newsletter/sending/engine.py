"""The process that sends: some lanes, each a thread with a mail connection of its own.

The main thread gives the sign of life, watches for lanes that hang, and says how far it is. It
ends when nothing is due, or when its time is over, so that a worker is never long from its other
work; whoever wakes it next goes on.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
    connection,
    transaction,
)
from django.db.models.functions import Now
from django.utils import timezone

from newsletter.models import SenderProcess
from newsletter.sending import letters, mailings, queue
from newsletter.sending.connection import Fate, Outcome
from newsletter.sending.message import UnusableText
from newsletter.sending.queue import Lane, Result, Work
from newsletter.sending.transports import NoServer, Transport, new_transport

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

PULSE_SECONDS = 2.0
# A lane that waits for an answer for so long gives the rest of its batch to the others.
HANGS_AFTER_SECONDS = 5.0
# For how long results are kept for a database that is away.
DATABASE_PATIENCE_SECONDS = 600.0
LIFE = timedelta(seconds=45)
# Without a sign of life for so long, others may soon take this process for dead (queue.SILENCE)
# and people decide about what it holds: it hands nothing over before it has shown itself again.
UNSEEN_SECONDS = 10.0
# So many readers in a row refused with words about us, and we believe them. About one reader,
# that reader's own mail server may say whatever it likes.
REFUSALS_IN_A_ROW = 3
# What waiting any longer does not mend.
_REFUSALS_OF_DATABASE = (DataError, IntegrityError, ProgrammingError)


class SignOfLife:
    """When the process was last seen; written by the main thread, read by the lanes."""

    def __init__(self) -> None:
        self.given()

    def given(self) -> None:
        # One clock stands still while a machine sleeps, the other may be set.
        self._at = (time.monotonic(), time.time())

    @property
    def age(self) -> float:
        steady, wall = self._at
        return max(time.monotonic() - steady, time.time() - wall)


@dataclass
class _Progress:
    """What the main thread may know of a lane; each field is written by one thread."""

    busy_since: float | None = None
    todo: deque[Work] = field(default_factory=deque)
    ahead: list[int] = field(default_factory=list)


class LaneThread(threading.Thread):
    def __init__(self, process: UUID, *, batch: int, ends_at: datetime, seen: SignOfLife) -> None:
        super().__init__(name=f"mail-lane-{process}", daemon=True)
        self.lane = Lane(uuid4(), process)
        self.seen = seen
        self.batch = batch
        self.ends_at = ends_at
        self.progress = _Progress()
        self.trouble = ""
        # The mailing at whose mail the server refused us for good.
        self.refused: int | None = None
        self.stopping = threading.Event()
        self._transport: Transport = new_transport()
        self._ahead: list[Work] = []
        self._results: list[Result] = []
        # Of whom the server said no with words about us; what it says next tells whom it meant.
        self._unclear: list[Result] = []

    def run(self) -> None:
        try:
            self._persist(_keep_marks_through_power_cuts)
            self._work()
        except NoServer as problem:
            self.trouble = str(problem)[:300]
        except Exception:
            logger.exception("A mail connection ended")
        finally:
            self._finish()

    def _work(self) -> None:
        while True:
            over = self.stopping.is_set() or timezone.now() >= self.ends_at
            begun = self._persist(partial(self._turn, claims=not over))
            if not begun and not self._ahead:
                return
            self._hand_over(begun)

    def _turn(self, *, claims: bool) -> list[Work]:
        """Results of the last batch, marks of this one, claims of the next: one commit."""
        now = timezone.now()
        with transaction.atomic():
            queue.record(self.lane, self._results, at=now)
            batch = self._ahead
            begun = batch if self._one_by_one else queue.begin(self.lane, batch, at=now)
            ahead = queue.claim(self.lane, size=self.batch, at=now) if claims else []
        self._results = []
        self._ahead = ahead
        self.progress.ahead = [work.pk for work in ahead]
        return begun

    @property
    def _one_by_one(self) -> bool:
        return self.batch == 1

    def _hand_over(self, begun: list[Work]) -> None:
        todo = deque(begun)
        self.progress.todo = todo
        try:
            while True:
                if self.seen.age > UNSEEN_SECONDS:
                    self._put_back(todo)
                    self.stopping.wait(0.2)
                    break
                try:
                    work = todo.popleft()
                except IndexError:
                    break
                self.progress.busy_since = time.monotonic()
                outcome = self._one(work)
                self.progress.busy_since = None
                self._note(Result(work, outcome))
                if outcome.fate is Fate.NOT_TRIED and outcome.reply:
                    raise NoServer(outcome.reply, refused=True)
        except NoServer as problem:
            self.progress.busy_since = None
            self._put_back(todo)
            if problem.refused:
                self.refused = work.mailing_id
            raise

    def _note(self, result: Result) -> None:
        outcome = result.outcome
        if outcome.of_us:
            self._unclear.append(result)
            if len(self._unclear) < REFUSALS_IN_A_ROW:
                return
            meant_us, self._unclear = self._unclear, []
            self._results += [
                Result(each.work, Outcome(Fate.NOT_TRIED, of_us=True)) for each in meant_us
            ]
            raise NoServer(outcome.reply, refused=True)
        if outcome.fate in (Fate.SENT, Fate.IN_DOUBT) or outcome.at_recipient:
            # It takes our mails for others, so it meant those readers.
            self._results += self._unclear
            self._unclear = []
        self._results.append(result)

    def _end_unclear(self) -> None:
        """Too few to tell: tried again, behind others; who stays alone with it is refused."""
        for work, outcome in ((each.work, each.outcome) for each in self._unclear):
            fate = Fate.LATER if work.attempts < REFUSALS_IN_A_ROW - 1 else outcome.fate
            self._results.append(Result(work, replace(outcome, fate=fate)))
        self._unclear = []

    def _put_back(self, todo: deque[Work]) -> None:
        while todo:
            with suppress(IndexError):
                self._results.append(Result(todo.popleft(), Outcome(Fate.NOT_TRIED)))

    def abort(self) -> None:
        """Called by the main thread."""
        self._transport.abort()

    def _one(self, work: Work) -> Outcome:
        try:
            envelope, text = letters.letter(work)
        except UnusableText as problem:
            return Outcome(Fate.FAILED, str(problem)[:300])
        except Exception as problem:
            logger.exception("No mail could be written")
            return Outcome(Fate.LATER, _words(problem))
        before = partial(self._begin_one, work) if self._one_by_one else None
        try:
            return self._transport.hand_over(envelope, text, before)
        except NoServer:
            self._results.append(Result(work, Outcome(Fate.NOT_TRIED)))
            raise
        except Exception as problem:
            # Whatever it was: how far the mail came is not known.
            logger.exception("Handing over a mail ended unexpectedly")
            self._transport.close()
            return Outcome(Fate.IN_DOUBT, _words(problem))

    def _begin_one(self, work: Work) -> bool:
        now = timezone.now()
        return bool(self._persist(partial(queue.begin, self.lane, [work], at=now)))

    def _persist(self, step: Callable[[], Answer]) -> Answer:
        """Until the database has it: a result that is lost would be a doubt more."""
        gives_up = time.monotonic() + DATABASE_PATIENCE_SECONDS
        failures = 0
        while True:
            try:
                if failures:
                    _keep_marks_through_power_cuts()
                    self._recover()
                return step()
            except _REFUSALS_OF_DATABASE:
                raise
            except (DatabaseError, InterfaceError) as problem:
                logger.warning("The database is away: %s", problem)
                connection.close()
                if time.monotonic() > gives_up:
                    raise
                failures += 1
                time.sleep(min(0.5, 0.02 * 2**failures))

    def _recover(self) -> None:
        started = [result.work.pk for result in (*self._results, *self._unclear)]
        queue.recover(self.lane, started, at=timezone.now())
        self._ahead = []
        self.progress.ahead = []

    def _finish(self) -> None:
        self._end_unclear()
        try:
            self._persist(self._last_turn)
        except Exception:
            logger.exception("What a mail connection did last is not recorded")
        finally:
            self._transport.close()
            connection.close()

    def _last_turn(self) -> None:
        now = timezone.now()
        queue.record(self.lane, self._results, at=now)
        queue.recover(self.lane, [], at=now)


def _keep_marks_through_power_cuts() -> None:
    """A mark that the database could take back would be none."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=FULL")
        else:
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', false)"
                " WHERE current_setting('synchronous_commit') = 'off'"
            )


def send(*, process: UUID | None = None, life: timedelta = LIFE) -> str:
    """Send what is due, until nothing is or the time is over; what troubles, if something does."""
    process = process or uuid4()
    _register(process)
    seen = SignOfLife()
    ends_at = timezone.now() + life
    lanes = [_start_lane(process, ends_at, seen) for _number in range(settings.MAIL_CONNECTIONS)]
    try:
        _watch(process, lanes, ends_at, seen)
    finally:
        for lane in lanes:
            lane.stopping.set()
    trouble = next((lane.trouble for lane in lanes if lane.trouble), "")
    for lane in lanes:
        if lane.refused is not None:
            mailings.hold_refused(mailing_id=lane.refused, reason=lane.trouble, at=timezone.now())
    mailings.tend(trouble=trouble)
    SenderProcess.objects.filter(token=process).delete()
    return trouble


def take_part() -> str:
    """As `send`, where not enough processes send already; called in workers."""
    mailings.hold_what_may_be_old(at=timezone.now())
    queue.take_back()
    if not something_is_due():
        return ""
    process = uuid4()
    _register(process)
    first = SenderProcess.objects.order_by("started_at", "token")[: settings.MAIL_SENDERS]
    if process not in {sender.token for sender in first}:
        SenderProcess.objects.filter(token=process).delete()
        return ""
    return send(process=process)


def something_is_due() -> bool:
    return queue.something_is_due(at=timezone.now())


def look_after() -> None:
    """What beat does every few seconds, so that no death stops a mailing for long."""
    mailings.hold_what_may_be_old(at=timezone.now())
    queue.take_back()
    mailings.settle()
    if something_is_due():
        missing = settings.MAIL_SENDERS - SenderProcess.objects.count()
        for _process in range(missing):
            mailings.wake_one()


def _register(process: UUID) -> None:
    SenderProcess.objects.update_or_create(
        token=process,
        defaults={"seen_at": Now()},
        create_defaults={
            "seen_at": Now(),
            "started_at": timezone.now(),
            "host": socket.gethostname()[:100],
            "pid": os.getpid(),
        },
    )


def _start_lane(process: UUID, ends_at: datetime, seen: SignOfLife) -> LaneThread:
    lane = LaneThread(process, batch=settings.MAIL_BATCH, ends_at=ends_at, seen=seen)
    lane.start()
    return lane


def _watch(process: UUID, lanes: list[LaneThread], ends_at: datetime, seen: SignOfLife) -> None:
    while any(lane.is_alive() for lane in lanes):
        wakes = time.monotonic() + PULSE_SECONDS
        for lane in lanes:
            lane.join(max(0.0, wakes - time.monotonic()))
        if not any(lane.is_alive() for lane in lanes):
            return
        try:
            _register(process)
            seen.given()
            hanging = [lane for lane in lanes if _relieve(lane)]
            if hanging:
                # As long as one waits for its answer, the process holds the place of another.
                ends_at = max(ends_at, timezone.now() + timedelta(seconds=2 * PULSE_SECONDS))
            if _one_has_ended_early(lanes, ends_at) and something_is_due():
                # What a hanging lane gave back, or what became due meanwhile.
                lanes.append(_start_lane(process, ends_at, seen))
            mailings.touch()
        except (DatabaseError, InterfaceError) as problem:
            logger.warning("No sign of life given: %s", problem)
            connection.close()


def _one_has_ended_early(lanes: list[LaneThread], ends_at: datetime) -> bool:
    alive = sum(lane.is_alive() for lane in lanes)
    trouble = any(lane.trouble for lane in lanes)
    return alive < settings.MAIL_CONNECTIONS and not trouble and timezone.now() < ends_at


def _relieve(lane: LaneThread) -> bool:
    """Give what a hanging lane has not touched to the others.

    Taking from the deque decides who has a mail: what we pop, the lane never sees.
    """
    since = lane.progress.busy_since
    if since is None or time.monotonic() - since < HANGS_AFTER_SECONDS:
        return False
    spare = []
    while True:
        try:
            spare.append(lane.progress.todo.pop().pk)
        except IndexError:
            break
    queue.give_back(lane.lane, spare, at=timezone.now())
    queue.give_back_claims(lane.lane, lane.progress.ahead, at=timezone.now())
    if time.monotonic() - since > settings.MAIL_ANSWER_TIMEOUT + 3 * settings.MAIL_TIMEOUT:
        # The limits hold for each bit of an answer; this one for all of it.
        lane.abort()
    return lane.is_alive()


def _words(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"[:300]
