"""Publication: exactly what was looked at, all or nothing, and the committee is told once."""

from __future__ import annotations

import hashlib
import io
import smtplib
import threading
from contextlib import suppress
from datetime import timedelta

import pikepdf
import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from alliance import jobs
from alliance.models import Job
from alliance.rendering import MissingLibraries, RenderedDocument, RenderingError
from meetings import notices
from meetings.models import PacketNotice
from meetings.services import drafts, packets, publication
from meetings.services.links import find_draft_link, make_draft_link
from meetings.services.publication import publish_packet, request_publication
from members.models import Seat
from tests.meetings.desk import (
    button,
    make_place,
    publish_from_page,
    stored_files,
    told,
)
from tests.pages import form_values

pytestmark = pytest.mark.django_db


def test_publish_job_publishes_and_mails_the_committee_in_korean(
    officer_client, draft, officer, at_once, readers, mailoutbox
):
    link = make_draft_link(version=draft, reader="의장", days=3, by=officer)

    publish_from_page(officer_client, draft, at_once)

    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == ("published", officer)
    assert hashlib.sha256(draft.file.read()).hexdigest() == draft.sha256
    with pikepdf.open(io.BytesIO(draft.print_file.open().read())) as pdf:
        assert len(pdf.pages) >= draft.pages
    assert find_draft_link(link.token) is None
    assert [mail.to for mail in mailoutbox] == [[reader.email] for reader in readers]
    letter = mailoutbox[0]
    assert letter.subject == "[자료집 공개] '25년도 메타버스 얼라이언스 제4차 운영위원회 v1"
    assert letter.body == (
        "나의장 님께\n\n"
        "'25년도 메타버스 얼라이언스 제4차 운영위원회 자료집(v1)을 공개했습니다.\n\n"
        "아래 주소에서 보고 내려받을 수 있습니다.\n"
        "http://localhost:8000/committee/2025-4/\n"
    )
    assert [(job.kind, job.state) for job in Job.objects.order_by("pk")] == [
        ("packet.publish", "done"),
        ("packet.notice", "done"),
    ]


def test_progress_of_publication_never_goes_back(draft, officer):
    told = []

    publish_packet(
        version=draft,
        by=officer,
        progress=lambda done, total, step: told.append((done / total, step.split(":")[0])),
    )

    shares = [share for share, _step in told]
    assert shares == sorted(shares)
    assert (shares[-1], {step for _share, step in told}) == (1, {"열람용 파일", "인쇄용 파일"})


def test_publishing_knowingly_keeps_the_figures_as_computed(officer_client, draft, at_once, quick):
    make_place("다라홀")

    publish_from_page(officer_client, draft, at_once)

    draft.refresh_from_db()
    assert draft.state == "published"
    assert draft.entries.get(position=1).figure("places")["value"] == 1


def test_what_was_not_looked_at_is_not_published(officer_client, draft, at_once, quick):
    page = officer_client.get(button("publish", draft))
    seen = form_values(page, "//form[.//input[@name='looked_at']]")
    make_place("다라홀")
    drafts.assemble_draft(version=draft)

    with at_once():
        response = officer_client.post(button("publish", draft), seen, follow=True)

    assert told(response) == ["이 화면을 연 뒤 초안이 바뀌었습니다. 다시 확인하세요."]
    draft.refresh_from_db()
    assert (draft.state, Job.objects.count()) == ("draft", 0)


def test_draft_that_changed_while_the_job_waited_is_not_published(draft, officer, quick):
    job = request_publication(version=draft, by=officer)
    make_place("다라홀")
    drafts.assemble_draft(version=draft)

    jobs.run(job.pk)

    job.refresh_from_db()
    draft.refresh_from_db()
    assert (job.state, draft.state) == ("failed", "draft")
    assert job.error == "공개를 요청한 뒤 초안이 바뀌었습니다. 다시 확인하세요."


def test_publication_is_asked_for_once(officer_client, draft, quick):
    officer_client.post(button("publish", draft))

    response = officer_client.post(button("publish", draft), follow=True)

    assert told(response)[-1] == "이미 공개하고 있습니다."
    assert Job.objects.count() == 1


def test_failing_publication_leaves_draft_and_no_file(officer_client, draft, at_once, monkeypatch):
    def fail(document, progress, what):
        if document.print_ready:
            message = "쪽을 나눌 수 없습니다."
            raise RenderingError(message)
        return RenderedDocument(pdf=b"%PDF", pages=1)

    monkeypatch.setattr(publication, "_render", fail)
    before = stored_files()

    publish_from_page(officer_client, draft, at_once)

    draft.refresh_from_db()
    assert (draft.state, draft.file.name, stored_files()) == ("draft", "", before)
    assert Job.objects.get().state == "failed"


def test_files_go_when_the_database_refuses_in_the_end(draft, officer, quick):
    before = stored_files()

    def refuse(_published):
        message = "no"
        raise ZeroDivisionError(message)

    with pytest.raises(ZeroDivisionError):
        publish_packet(version=draft, by=officer, then=refuse)

    draft.refresh_from_db()
    assert (draft.state, stored_files()) == ("draft", before)


def test_worker_thought_dead_publishes_nothing(draft, officer, quick):
    job = request_publication(version=draft, by=officer)
    late = jobs.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(token=None, state=Job.State.QUEUED)

    with pytest.raises(jobs.JobLostError):
        jobs._kinds["packet.publish"](late)

    draft.refresh_from_db()
    assert draft.state == "draft"
    assert Job.objects.filter(kind="packet.notice").count() == 0


def test_second_attempt_after_publication_mails_nobody_twice(
    draft, officer, quick, at_once, readers, mailoutbox
):
    job = request_publication(version=draft, by=officer)
    with at_once():
        jobs._kinds["packet.publish"](jobs.claim(job.pk))
    # The worker died before it could say that it was done.
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - jobs.SILENCE * 2)
    Job.objects.update(created_at=timezone.now() - timedelta(hours=1))

    with at_once():
        jobs.sweep()

    job.refresh_from_db()
    assert (job.state, job.result["number"]) == ("done", 1)
    assert len(mailoutbox) == len(readers)


def test_withdrawal_before_the_word_of_the_publication_is_told_once(
    draft, officer, quick, at_once, readers, mailoutbox
):
    published = publish_packet(
        version=draft, by=officer, then=lambda v: notices.have_committee_told(v, by=officer)
    )
    packets.withdraw(version=published, reason="오류", by=officer)

    for job in Job.objects.filter(kind="packet.notice"):
        jobs.run(job.pk)

    assert [letter.to for letter in mailoutbox] == [[reader.email] for reader in readers]
    assert {letter.subject[:8] for letter in mailoutbox} == {"[자료집 철회]"[:8]}
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_withdrawal_is_told_once_however_many_jobs_tell_it(
    draft, officer, quick, at_once, readers, mailoutbox
):
    withdrawn = packets.withdraw(
        version=publish_packet(version=draft, by=officer), reason="오류", by=officer
    )
    notices.have_committee_told(withdrawn, by=officer)

    for job in Job.objects.filter(kind="packet.notice"):
        jobs.run(job.pk)

    assert [letter.to for letter in mailoutbox] == [[reader.email] for reader in readers]


class Slow(EmailBackend):
    """Takes its time, so that another worker comes to the same reader meanwhile."""

    sending, counted = threading.Barrier(2), []

    def send_messages(self, messages):
        self.counted.append(messages[0].to[0])
        with suppress(threading.BrokenBarrierError):
            self.sending.wait(timeout=1)
        return 1


def test_two_workers_tell_no_reader_twice(race, day, draft, readers, settings):
    """About a draft, since nothing that is published can be cleared away after the test."""
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    Slow.sending.reset()
    Slow.counted.clear()

    def tell():
        return notices.tell_committee(draft, PacketNotice.Kind.WITHDRAWN)

    race(tell, tell)

    assert sorted(Slow.counted) == [reader.email for reader in readers]


def test_reader_whose_mail_may_have_left_is_named_and_not_told_again(
    draft, officer, quick, at_once, readers, mailoutbox
):
    withdrawn = packets.withdraw(
        version=publish_packet(version=draft, by=officer), reason="오류", by=officer
    )
    # The worker died while it sent.
    PacketNotice.objects.create(packet_version=withdrawn, kind="withdrawn", reader=readers[0])

    job = Job.objects.get(kind="packet.notice")
    jobs.run(job.pk)

    job.refresh_from_db()
    assert [letter.to for letter in mailoutbox] == [[readers[1].email]]
    assert job.state == "failed"
    assert "나의장" in job.error


class Unwilling(EmailBackend):
    """Refuses one address."""

    def send_messages(self, messages):
        if messages[0].to == ["0@committee.example"]:
            raise smtplib.SMTPRecipientsRefused({"0@committee.example": (550, b"unknown")})
        return super().send_messages(messages)


def test_address_that_mail_cannot_reach_stops_nobody_elses(
    draft, officer, quick, at_once, readers, settings, mailoutbox
):
    settings.EMAIL_BACKEND = f"{__name__}.Unwilling"
    with at_once():
        job = request_publication(version=draft, by=officer)

    notice = Job.objects.get(kind="packet.notice")
    assert [letter.to for letter in mailoutbox] == [["1@committee.example"]]
    assert (notice.state, notice.error) == ("failed", "메일을 보내지 못한 사람: 나의장")
    assert Job.objects.get(pk=job.pk).state == "done"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with at_once():
        jobs.retry(notice.pk, by=officer)
    assert [letter.to for letter in mail.outbox] == [
        ["1@committee.example"],
        ["0@committee.example"],
    ]


def test_member_whose_term_is_over_is_not_told(draft, officer, quick, at_once, readers, mailoutbox):
    Seat.objects.filter(person=readers[0].person).update(valid_to="2025-11-25")

    with at_once():
        request_publication(version=draft, by=officer)

    assert [letter.to for letter in mailoutbox] == [["1@committee.example"]]


# --- The command ---------------------------------------------------------------------------------


def test_command_publishes_and_has_the_committee_told_in_one_step(draft, officer, quick, capsys):
    call_command("publish_packet", "2025-4", by=officer.email)

    draft.refresh_from_db()
    assert capsys.readouterr().out.split() == ["1", draft.sha256]
    assert Job.objects.get(kind="packet.notice").subject_id == draft.pk


def test_command_tells_a_missing_system_part_by_its_exit_code(draft, officer, monkeypatch):
    def lay_out(*_arguments, **_more):
        raise MissingLibraries

    monkeypatch.setattr(publication, "run_limited", lay_out)

    with pytest.raises(CommandError) as refusal:
        call_command("publish_packet", "2025-4", by=officer.email)

    assert refusal.value.returncode == 2
    draft.refresh_from_db()
    assert draft.is_draft
