"""Jobs as people see them: the moving bar, the dashboard, the list."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alliance.models import AccessRecord, Job

pytestmark = pytest.mark.django_db


def make_job(**values):
    return Job.objects.create(**{"kind": "test", **values})


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_progress_is_for_the_requester_and_officers_only(outsider, officer, committee_member):
    job = make_job(state="running", steps_done=1, steps_total=4, step="표지", requested_by=outsider)
    address = reverse("job-progress", args=[job.key])

    told = signed_in(outsider).get(address)

    assert told.json() == {
        "state": "running",
        "state_label": "진행 중",
        "percent": 25,
        "step": "표지",
        "error": "",
        "over": False,
    }
    assert told["Cache-Control"] == "no-store, private"
    assert signed_in(officer).get(address).json() == told.json()
    assert signed_in(committee_member).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert signed_in(officer).post(address).status_code == 405


def test_nobody_elses_job_looks_like_no_job(outsider):
    job = make_job()
    client = signed_in(outsider)

    there = client.get(reverse("job-progress", args=[job.key]))
    missing = client.get(reverse("job-progress", args=[uuid4()]))

    assert (there.status_code, there.content) == (404, missing.content)


def test_dashboard_shows_what_runs_and_what_failed_this_week(officer_client):
    now = timezone.now()
    kinds = {"queued": {}, "running": {}, "failed": {"error": "왜냐하면", "finished_at": now}}
    shown = [make_job(state=state, **more) for state, more in kinds.items()]
    make_job(state="failed", finished_at=now - timedelta(days=8))
    make_job(state="done", finished_at=now)

    page = officer_client.get(reverse("admin:index"))

    (content,) = [
        content for panel, content in page.context["panels"] if panel.key == "alliance.jobs"
    ]
    assert sorted(job.pk for job in content["jobs"]) == [job.pk for job in shown]
    assert "왜냐하면" in page.content.decode()


def test_officers_try_failed_jobs_again_from_the_list(
    work, officer_client, django_capture_on_commit_callbacks
):
    failed = make_job(state="failed", finished_at=timezone.now())
    done = make_job(state="done", finished_at=timezone.now(), result={"kept": 1})

    with django_capture_on_commit_callbacks(execute=True):
        officer_client.post(
            reverse("admin:alliance_job_changelist"),
            {"action": "try_again", "_selected_action": [failed.pk, done.pk]},
        )

    for job in (failed, done):
        job.refresh_from_db()
    assert (failed.state, failed.result) == ("done", {"done": True})
    assert done.result == {"kept": 1}


def queries_of(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_lists_with_people_ask_no_more_for_more_rows(officer_client, committee_member):
    addresses = [reverse("admin:alliance_accessrecord_changelist"), reverse("admin:index")]
    AccessRecord.objects.create(user=committee_member, action="download", subject="자료집")
    make_job(requested_by=committee_member)
    few = [queries_of(officer_client, address) for address in addresses]

    for _number in range(4):
        AccessRecord.objects.create(user=committee_member, action="download", subject="자료집")
        make_job(requested_by=committee_member)

    assert [queries_of(officer_client, address) for address in addresses] == few
