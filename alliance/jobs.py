"""Jobs: work outside the web process, whose truth is a database row.

Celery carries job numbers and only wakes a worker. A job is claimed by one conditional UPDATE that
writes a token; every later write carries that token, so a worker thought dead cannot overwrite its
successor. What a dead worker left is queued again by the sweeper, at most MAX_ATTEMPTS times.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from alliance.errors import RuleViolation
from alliance.models import Job

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
# A running job that gives no sign of life for this long is taken for dead.
SILENCE = timedelta(seconds=150)
# A queued job whose wake-up call was lost is called again after this long.
UNCLAIMED = timedelta(seconds=60)


class JobLostError(Exception):
    """The job was given to another worker meanwhile; stop without a trace."""


@dataclass(frozen=True)
class RunningJob:
    """What the code of a job may do with its row."""

    pk: int
    token: UUID
    arguments: Mapping[str, Any]
    subject_id: int | None
    requested_by_id: int | None
    # What this attempt, or an earlier one whose worker died, has done already.
    remembered: dict[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> int:
        """The number of the record that the job is about; LookupError for a job about none."""
        if self.subject_id is None:
            message = f"Job {self.pk} is about no record"
            raise LookupError(message)
        return self.subject_id

    def progress(self, done: int, total: int, step: str = "") -> None:
        """Say how far it is; also the sign of life."""
        self._write(
            steps_done=done, steps_total=total, step=step[:200], heartbeat_at=timezone.now()
        )

    def remember(self, **result: Any) -> None:
        """Keep what is done already; should the worker die, its successor need not do it again."""
        self._write(result={**self.remembered, **result}, heartbeat_at=timezone.now())
        self.remembered.update(result)

    def _write(self, **values: Any) -> None:
        rows = Job.objects.filter(pk=self.pk, token=self.token, state=Job.State.RUNNING)
        if not rows.update(**values):
            raise JobLostError(self.pk)


Work = Callable[[RunningJob], Mapping[str, Any] | None]
_kinds: dict[str, Work] = {}
_labels: dict[str, Any] = {}


def job_kind(kind: str, *, label: Any = "") -> Callable[[Work], Work]:
    """Register the function that does jobs of this kind; it returns the job's result (JSON).

    A job may be done again from its beginning after a worker died or an officer asked for it.
    """

    def register(work: Work) -> Work:
        _kinds[kind] = work
        _labels[kind] = label or kind
        return work

    return register


def kind_label(kind: str) -> str:
    """The kind as officers call it."""
    return str(_labels.get(kind, kind))


def enqueue(
    kind: str,
    *,
    by: Any = None,
    subject: models.Model | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> Job:
    """Write the job down and wake a worker once the row is committed."""
    job = Job.objects.create(
        kind=kind,
        arguments=dict(arguments or {}),
        requested_by=by,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject else None,
    )
    transaction.on_commit(partial(wake, job.pk))
    return job


def waiting(kind: str, subject: models.Model) -> models.QuerySet[Job]:
    """Jobs of this kind about the record that are not over."""
    return Job.objects.filter(
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        state__in=[Job.State.QUEUED, Job.State.RUNNING],
    )


def retry(job_id: int, *, by: Any) -> bool:
    """Queue a failed job once more; False where it is none. What it remembered stays known."""
    queued = Job.objects.filter(pk=job_id, state=Job.State.FAILED).update(
        state=Job.State.QUEUED,
        token=None,
        attempts=0,
        error="",
        step="",
        steps_done=0,
        finished_at=None,
        heartbeat_at=timezone.now(),
        requested_by=by,
    )
    if queued:
        transaction.on_commit(partial(wake, job_id))
    return bool(queued)


def wake(job_id: int) -> None:
    """Tell a worker. A broker that is away costs time only: the sweeper calls again."""
    from alliance.tasks import run_job

    try:
        run_job.delay(job_id)
    except (OSError, OperationalError):
        logger.warning("No broker; job %s waits for the sweeper", job_id)


def claim(job_id: int) -> RunningJob | None:
    """Take the job, or None where another worker has it or it is over."""
    token, now = uuid4(), timezone.now()
    taken = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING,
        token=token,
        attempts=F("attempts") + 1,
        started_at=now,
        heartbeat_at=now,
        error="",
    )
    if not taken:
        return None
    job = Job.objects.get(pk=job_id)
    return RunningJob(job.pk, token, job.arguments, job.subject_id, job.requested_by_id, job.result)


def run(job_id: int) -> None:
    """Claim and do a job; it ends as done or as failed with a reason."""
    running = claim(job_id)
    if running is None:
        return
    kind = Job.objects.values_list("kind", flat=True).get(pk=job_id)
    try:
        if kind not in _kinds:
            message = f"No code for jobs of kind {kind}"
            raise LookupError(message)
        result = _kinds[kind](running)
    except JobLostError:
        logger.warning("Job %s was given to another worker", job_id)
    except RuleViolation as violation:
        _finish(running, Job.State.FAILED, error=str(violation))
    except Exception as problem:
        logger.exception("Job %s (%s) failed", job_id, kind)
        _finish(
            running,
            Job.State.FAILED,
            error=_("Unexpected error: %(kind)s: %(message)s")
            % {"kind": type(problem).__name__, "message": str(problem)[:500]},
        )
    else:
        _finish(running, Job.State.DONE, result=dict(result or {}))


def _finish(running: RunningJob, state: Job.State, **values: Any) -> None:
    rows = Job.objects.filter(pk=running.pk, token=running.token, state=Job.State.RUNNING)
    if not rows.update(state=state, finished_at=timezone.now(), **values):
        logger.warning("Job %s ended after it was given away", running.pk)


def sweep() -> int:
    """Queue again what a dead worker left, wake what nobody heard of; the number of jobs woken."""
    now = timezone.now()
    silent = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=now - SILENCE)
    silent.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED,
        finished_at=now,
        error=_("The worker died %(count)s times while it worked on this.")
        % {"count": MAX_ATTEMPTS},
    )
    silent.update(state=Job.State.QUEUED, token=None, heartbeat_at=None)
    # While a job is queued its sign of life is the last call for a worker.
    unheard = now - UNCLAIMED
    waiting = Job.objects.filter(state=Job.State.QUEUED).filter(
        Q(heartbeat_at__lt=unheard) | Q(heartbeat_at__isnull=True, created_at__lt=unheard)
    )
    numbers = list(waiting.values_list("pk", flat=True))
    for number in numbers:
        Job.objects.filter(pk=number, state=Job.State.QUEUED).update(heartbeat_at=now)
        wake(number)
    return len(numbers)
