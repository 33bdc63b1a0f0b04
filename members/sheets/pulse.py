"""A sign of life from within one long transaction, on a connection of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from alliance.jobs import JobLostError, RunningJob
from members.sheets.checking import Progress

logger = logging.getLogger(__name__)

_EVERY = 2.0


@contextmanager
def pulse(job: RunningJob) -> Iterator[Progress]:
    """What is said inside a transaction nobody hears before its end.

    PostgreSQL is told by a second connection. SQLite has one writer at a time, so there the bar
    stands still while the rows are written.
    """
    if connection.vendor != "postgresql":
        yield job.progress
        return
    beat = _Pulse(job)
    beat.start()
    try:
        yield beat.progress
    finally:
        beat.stop()


class _Pulse(threading.Thread):
    def __init__(self, job: RunningJob) -> None:
        super().__init__(daemon=True)
        self._job = job
        self._latest = (0, 0, "")
        self._over = threading.Event()
        self._lost = False

    def progress(self, done: int, total: int, step: str) -> None:
        if self._lost:
            raise JobLostError(self._job.pk)
        self._latest = (done, total, step)

    def run(self) -> None:
        while not self._over.wait(_EVERY):
            try:
                self._job.progress(*self._latest)
            except JobLostError:
                self._lost = True
            except DatabaseError:
                logger.warning("Job %s could not tell how far it is", self._job.pk)
        # This thread's own.
        connection.close()

    def stop(self) -> None:
        self._over.set()
        self.join()
