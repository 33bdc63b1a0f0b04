"""Jobs: claimed once, swept when silent, never overwritten by a worker thought dead."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from alliance import jobs
from alliance.errors import RuleViolation
from alliance.jobs import MAX_ATTEMPTS, SILENCE, UNCLAIMED, JobLostError
from alliance.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def woken(monkeypatch):
    """The numbers of the jobs for which a worker was called."""
    numbers = []
    monkeypatch.setattr(jobs, "wake", numbers.append)
    return numbers


def make_job(**values):
    return Job.objects.create(**{"kind": "test", **values})


def running(*, silent_for=timedelta(0), **values):
    heard = timezone.now() - silent_for
    return make_job(
        state=Job.State.RUNNING,
        token=uuid4(),
        attempts=values.pop("attempts", 1),
        started_at=heard,
        heartbeat_at=heard,
        **values,
    )


def stored(job):
    return Job.objects.get(pk=job.pk)


# --- Claiming ------------------------------------------------------------------------------------


def test_second_claim_gets_nothing(work):
    job = make_job()

    first, second = jobs.claim(job.pk), jobs.claim(job.pk)

    assert (first.pk, second) == (job.pk, None)
    assert (stored(job).state, stored(job).attempts, stored(job).token) == (
        "running",
        1,
        first.token,
    )


@pytest.mark.parametrize("state", ["running", "done", "failed"])
def test_only_queued_jobs_are_claimed(state):
    job = make_job(state=state, finished_at=timezone.now())

    assert jobs.claim(job.pk) is None


def test_two_workers_at_once_claim_a_job_once(race):
    for _round in range(5):
        job = make_job()
        answers = race(lambda: jobs.claim(job.pk), lambda: jobs.claim(job.pk))  # noqa: B023
        assert sorted(answer is None for answer in answers) == [False, True]


def test_looking_before_claiming_would_give_a_job_to_two_workers(race):
    """The race above is real: without the conditional UPDATE both workers win it."""
    job, looked = make_job(), threading.Barrier(2)

    def look_then_claim():
        found = Job.objects.get(pk=job.pk)
        looked.wait(timeout=10)
        if found.state != Job.State.QUEUED:
            return None
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, token=uuid4())
        return found

    assert race(look_then_claim, look_then_claim) == [job, job]


# --- Running -------------------------------------------------------------------------------------


def test_job_ends_done_with_its_result(work):
    job = make_job()

    jobs.run(job.pk)

    done = stored(job)
    assert (done.state, done.result, done.error, done.percent) == ("done", {"done": True}, "", 100)
    assert done.finished_at >= done.started_at


def test_progress_moves_and_is_a_sign_of_life(work):
    seen = []

    def steps(job):
        Job.objects.filter(pk=job.pk).update(heartbeat_at=None)
        for number in (1, 2, 4):
            job.progress(number, 4, f"step {number}")
            now = Job.objects.get(pk=job.pk)
            seen.append((now.percent, now.step, now.heartbeat_at is not None))

    work(steps)
    jobs.run(make_job().pk)

    # A running job never claims to be complete.
    assert seen == [(25, "step 1", True), (50, "step 2", True), (99, "step 4", True)]


def test_broken_rule_is_told_as_it_is(work):
    def refuse(job):
        msg = "기준일이 없습니다."
        raise RuleViolation(msg)

    work(refuse)
    job = make_job()
    jobs.run(job.pk)

    assert (stored(job).state, stored(job).error) == ("failed", "기준일이 없습니다.")


def test_failing_job_ends_failed_with_reason_and_leaves_no_half_file(work):
    def break_down(job):
        job.progress(1, 2)
        with transaction.atomic():
            make_job(kind="left over")
            msg = "by nought"
            raise ZeroDivisionError(msg)

    work(break_down)
    job = make_job()
    jobs.run(job.pk)

    failed = stored(job)
    assert (failed.state, failed.result) == ("failed", {})
    assert "ZeroDivisionError" in failed.error
    assert "by nought" in failed.error
    assert failed.finished_at is not None
    assert not Job.objects.filter(kind="left over").exists()


def test_job_of_unknown_kind_fails(db):
    job = make_job(kind="nobody.knows")

    jobs.run(job.pk)

    assert stored(job).state == "failed"
    assert "nobody.knows" in stored(job).error


# --- The worker thought dead ---------------------------------------------------------------------


def test_late_worker_changes_nothing(work, woken):
    job = make_job()
    late = jobs.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - SILENCE * 2)
    jobs.sweep()
    successor = jobs.claim(job.pk)
    successor.progress(1, 10, "successor")
    before = Job.objects.filter(pk=job.pk).values().get()

    with pytest.raises(JobLostError):
        late.progress(9, 10, "late")
    with pytest.raises(JobLostError):
        late.remember(file="late.pdf")
    jobs._finish(late, Job.State.FAILED, error="late")
    jobs._finish(late, Job.State.DONE, result={"late": True})

    assert Job.objects.filter(pk=job.pk).values().get() == before


def test_worker_that_lost_its_job_stops_without_a_trace(work, woken):
    def overtaken(job):
        Job.objects.filter(pk=job.pk).update(token=uuid4(), step="successor")
        job.progress(1, 2, "late")

    work(overtaken)
    job = make_job()
    jobs.run(job.pk)

    assert (stored(job).state, stored(job).step, stored(job).error) == ("running", "successor", "")


def test_successor_knows_what_was_remembered(work, woken):
    job = make_job()
    first = jobs.claim(job.pk)
    first.remember(told=[1, 2])
    first.remember(file="a.pdf")
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - SILENCE * 2)
    Job.objects.update(created_at=timezone.now() - SILENCE * 2)
    jobs.sweep()

    assert jobs.claim(job.pk).remembered == {"told": [1, 2], "file": "a.pdf"}


def test_kept_files_survive_a_failing_job(work):
    name = default_storage.save("drafts/kept.pdf", ContentFile(b"%PDF"))

    def fail(job):
        msg = "no space left"
        raise OSError(msg)

    work(fail)
    jobs.run(make_job().pk)

    assert default_storage.open(name).read() == b"%PDF"


# --- The sweeper ---------------------------------------------------------------------------------


def test_sweeper_queues_a_silent_job_again_and_calls_a_worker(woken):
    silent = running(silent_for=SILENCE + timedelta(seconds=1))
    alive = running(silent_for=SILENCE - timedelta(seconds=5))

    assert jobs.sweep() == 0  # created a moment ago: somebody may still be on the way
    Job.objects.update(created_at=timezone.now() - UNCLAIMED * 2)
    assert jobs.sweep() == 1

    assert woken == [silent.pk]
    assert (stored(silent).state, stored(silent).token) == ("queued", None)
    assert (stored(alive).state, stored(alive).token) == ("running", alive.token)


def test_sweeper_gives_up_after_the_last_attempt_with_a_reason(woken):
    job = running(silent_for=SILENCE * 2, attempts=MAX_ATTEMPTS)

    jobs.sweep()

    given_up = stored(job)
    assert (given_up.state, woken) == ("failed", [])
    assert str(MAX_ATTEMPTS) in given_up.error
    assert given_up.finished_at is not None


def test_job_whose_workers_keep_dying_is_tried_so_often_and_no_more(woken):
    job = make_job(created_at=timezone.now())
    attempts = 0
    while attempts < 10 and jobs.claim(job.pk):
        attempts += 1
        Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - SILENCE * 2)
        jobs.sweep()

    assert (attempts, stored(job).state) == (MAX_ATTEMPTS, "failed")


def test_sweeper_calls_for_an_unheard_job_once_a_while(woken):
    job = make_job()
    Job.objects.update(created_at=timezone.now() - UNCLAIMED * 2)

    assert [jobs.sweep(), jobs.sweep()] == [1, 0]
    Job.objects.update(heartbeat_at=timezone.now() - UNCLAIMED * 2)
    assert jobs.sweep() == 1
    assert woken == [job.pk, job.pk]


# --- Asking for work -----------------------------------------------------------------------------


def test_worker_is_called_once_the_row_is_committed(
    work, woken, officer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        job = jobs.enqueue("test", by=officer, subject=officer, arguments={"a": 1})
        assert woken == []

    assert (len(callbacks), woken) == (1, [job.pk])
    assert (job.subject_type, job.subject_id, job.arguments) == (
        "members.user",
        officer.pk,
        {"a": 1},
    )


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "filesystem://"])
def test_broker_away_loses_no_job(
    work, broker, monkeypatch, tmp_path, caplog, django_capture_on_commit_callbacks
):
    from alliance.celery import app

    folders = {}
    if broker == "filesystem://":
        gone = tmp_path / "a file where the folder should be"
        gone.touch()
        names = ("data_folder_in", "data_folder_out", "control_folder")
        folders = dict.fromkeys(names, str(gone))
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    away = {"task_always_eager": False, "broker_url": broker, "broker_transport_options": folders}
    there = {name: app.conf[name] for name in away}
    app.conf.update(away)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            job = jobs.enqueue("test")
    finally:
        app.conf.update(there)

    assert stored(job).state == "queued"
    assert "waits for the sweeper" in caplog.text
    Job.objects.update(created_at=timezone.now() - UNCLAIMED * 2)
    assert jobs.sweep() == 1
    assert stored(job).state == "done"


def test_failed_job_is_tried_again_on_request(work, officer, django_capture_on_commit_callbacks):
    job = make_job(
        state="failed", attempts=3, error="away", finished_at=timezone.now(), result={"told": [1]}
    )

    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.retry(job.pk, by=officer) is True
    assert jobs.retry(job.pk, by=officer) is False

    again = stored(job)
    assert (again.state, again.error, again.requested_by) == ("done", "", officer)
