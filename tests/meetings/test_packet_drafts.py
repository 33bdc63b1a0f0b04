"""The draft file: made by a job, downloaded, tried again; and the page before publication."""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from alliance.findings import Severity
from alliance.models import AccessRecord, Job, Place
from alliance.rendering import RenderingError
from meetings import jobs as packet_jobs
from meetings.models import PacketEntry
from meetings.services import drafts
from members.models import User
from tests.meetings.desk import (
    button,
    make_place,
    stored_files,
    told,
    workbench_url,
)
from tests.pages import form_values, text

pytestmark = pytest.mark.django_db

# --- The draft file ------------------------------------------------------------------------------


def test_draft_job_makes_a_pdf_that_officers_download(officer_client, draft, officer, at_once):
    with at_once():
        response = officer_client.post(button("make_draft", draft), follow=True)

    job = Job.objects.get(kind="packet.draft")
    assert (job.state, job.error, job.requested_by) == ("done", "", officer)
    assert told(response) == ["초안을 만들고 있습니다."]
    download = officer_client.get(button("file", draft))
    content = download.getvalue()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == job.result["pages"] > 1
    assert hashlib.sha256(content).hexdigest() == job.result["sha256"]
    assert (download["Content-Type"], download["Cache-Control"]) == (
        "application/pdf",
        "no-store, private",
    )
    record = AccessRecord.objects.get()
    assert (record.user, record.action, record.subject_id) == (officer, "download", draft.pk)
    assert (record.detail["draft"], record.detail["sha256"]) == (True, job.result["sha256"])


def test_next_draft_file_takes_the_place_of_the_last(officer_client, draft, at_once):
    before = stored_files()
    for name in ("다라홀", "마바홀"):
        make_place(name)
        drafts.assemble_draft(version=draft)
        with at_once():
            officer_client.post(button("make_draft", draft))

    assert len(stored_files() - before) == 1
    assert Job.objects.order_by("pk").first().result == {}
    assert officer_client.get(button("file", draft)).status_code == 200


def test_draft_asked_for_twice_is_made_once(officer_client, draft):
    for _number in range(3):
        officer_client.post(button("make_draft", draft))

    assert Job.objects.filter(kind="packet.draft").count() == 1


def test_draft_without_a_file_has_nothing_to_download(officer_client, draft):
    assert officer_client.get(button("file", draft)).status_code == 404


def test_draft_whose_file_storage_lost_has_nothing_to_download(officer_client, draft, at_once):
    with at_once():
        officer_client.post(button("make_draft", draft))
    default_storage.delete(Job.objects.get().result["file"])

    assert officer_client.get(button("file", draft)).status_code == 404
    assert AccessRecord.objects.count() == 0


def test_failing_draft_job_tells_why_and_leaves_no_file(
    officer_client, draft, at_once, monkeypatch
):
    def fail(*_arguments, **_more):
        message = "그림을 읽을 수 없습니다."
        raise RenderingError(message)

    monkeypatch.setattr(packet_jobs, "run_limited", fail)
    before = stored_files()

    with at_once():
        officer_client.post(button("make_draft", draft))

    job = Job.objects.get()
    assert (job.state, job.result) == ("failed", {})
    page = officer_client.get(workbench_url(draft))
    assert "그림을 읽을 수 없습니다." in text(page)
    assert stored_files() == before


def test_failed_job_is_tried_again_from_the_workbench(
    officer_client, draft, at_once, monkeypatch, outsider
):
    job = Job.objects.create(
        kind="packet.draft",
        subject_type="meetings.packetversion",
        subject_id=draft.pk,
        state=Job.State.FAILED,
        finished_at=timezone.now(),
        error="작업 프로세스가 없습니다.",
    )
    address = reverse("job-retry", args=[job.key])
    form = form_values(officer_client.get(workbench_url(draft)), f"//form[@action='{address}']")

    with at_once():
        response = officer_client.post(address, form)

    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    assert response["Location"] == workbench_url(draft)
    # Where the form names another site, the way leads home.
    away = officer_client.post(address, {"next": "https://elsewhere.example/"})
    assert away["Location"] == reverse("admin:index")
    assert officer_client.get(address).status_code == 405
    officer_client.force_login(outsider)
    assert officer_client.post(address).status_code == 404


# --- Before publication --------------------------------------------------------------------------


def test_page_before_publication_tells_which_figures_would_change(officer_client, draft):
    assert not officer_client.get(button("publish", draft)).context["review"].changes
    make_place("다라홀")

    page = officer_client.get(button("publish", draft))

    changes = page.context["review"].changes
    assert [(c.entry.title, c.label, c.before, c.after) for c in changes.figures] == [
        ("장소", "장소", "1", "2"),
        ("둘째 장소", "장소", "1", "2"),
    ]
    assert "장소: 장소 1 → 2곳" in text(page)
    assert "그대로 공개" in text(page)
    fragment = officer_client.get(button("changes", draft))
    assert "장소: 장소 1 → 2곳" in text(fragment)


def test_figures_computed_anew_before_publication(officer_client, draft):
    make_place("다라홀")
    form = form_values(
        officer_client.get(button("publish", draft)), "//form[contains(@action, '/assemble/')]"
    )

    response = officer_client.post(button("assemble", draft), form, follow=True)

    assert response.redirect_chain == [(button("publish", draft), 302)]
    assert not response.context["review"].changes
    assert draft.entries.get(position=1).figure("places")["value"] == 2


def test_words_that_changed_under_the_same_figure_are_told(officer_client, draft, meeting):
    Place.objects.filter(name="가나홀").update(name="새 이름")
    draft.packet.meeting.agenda_items.filter(number=2).update(title="다른 안건")

    changes = officer_client.get(button("publish", draft)).context["review"].changes

    assert [entry.title for entry in changes.contents] == ["장소", "둘째 장소"]
    assert (changes.figures, changes.frame) == ((), True)


def test_checks_are_listed_with_links_errors_first(officer_client, draft, places_entry):
    PacketEntry.objects.create(packet_version=draft, position=9, part="annex", annex_number=7)
    drafts.set_figure(
        entry=places_entry,
        figure_key="places",
        value=9,
        reason="협의",
        by=User.objects.get(is_officer=True),
    )

    page = officer_client.get(button("publish", draft))

    findings = page.context["review"].findings
    severities = [finding.severity for finding in findings]
    assert severities == sorted(severities, key=lambda each: each != Severity.ERROR)
    own = {
        finding.code: finding.link for finding in findings if finding.link in page.content.decode()
    }
    assert {"annex_not_printed", "entry_empty", "set_by_hand", "no_timetable"} <= set(own)
    assert own["set_by_hand"] == reverse(
        "admin:meetings_packetentry_figure", args=[places_entry.pk, "places"]
    )


def test_page_before_publication_names_who_is_told(officer_client, draft, readers):
    page = officer_client.get(button("publish", draft))

    assert {reader.pk for reader in page.context["readers"]} == {each.pk for each in readers}
    assert sorted(person.name for person in page.context["unreached"]) == [
        "가정부",
        "다학회",
        "사기업",
        "하협회",
    ]
