"""What came back: whose it is, what it means, and who gets no more mail because of it."""

from __future__ import annotations

import hmac
import io
import json
import mailbox
import sys
import time
from email import message_from_bytes, policy
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from newsletter.models import Bounce, Delivery, Suppression
from newsletter.sending import bounces, verp
from newsletter.sending.classification import classify
from newsletter.sending.mailbox import read
from tests.newsletter.sending.returned_mails import (
    AUTOMATIC,
    COMPLAINTS,
    GONE,
    NOT_NOW,
    NOTHING_CAME_BACK,
    READER,
    SAMPLES,
    complaint,
    report,
)

pytestmark = pytest.mark.django_db

NO_SUCH_USER = report("postfix", "5.1.1", "550 5.1.1 no such user")


@pytest.fixture
def delivery(readers, start):
    readers("reader")
    start()
    Delivery.objects.update(state="sent")
    found = Delivery.objects.get()
    assert found.email == READER
    return found


def addressed(raw, delivery):
    return f"To: <{verp.return_path(delivery.pk)}>\r\n".encode() + raw


def suppressed():
    return list(Suppression.objects.in_force().values_list("email", "reason"))


def test_there_are_many_samples_and_no_two_alike():
    assert len({raw for _name, _kind, raw in SAMPLES}) == len(SAMPLES) >= 60
    assert len(GONE) + len(NOT_NOW) + len(NOTHING_CAME_BACK) >= 40


@pytest.mark.parametrize(("name", "kind", "raw"), SAMPLES, ids=lambda value: str(value)[:40])
def test_what_a_report_means(name, kind, raw):
    message = message_from_bytes(raw, policy=policy.default)

    assert classify(message, address=READER).kind == kind


def test_only_what_is_gone_or_complained_of_gets_no_more_mail(delivery):
    """And no automatic answer, delay or full mailbox ever does that."""
    harmless = [*NOT_NOW, *NOTHING_CAME_BACK, *AUTOMATIC, COMPLAINTS[-1]]
    for _name, _kind, raw in harmless:
        bounces.receive(raw=addressed(raw, delivery), at=timezone.now())
    assert (suppressed(), Bounce.objects.count()) == ([], len(harmless))

    for _name, _kind, raw in GONE:
        Suppression.objects.all().delete()
        bounces.receive(raw=addressed(raw, delivery), at=timezone.now())
        assert suppressed() == [(READER, "bounced")]


def test_complaint_ends_mail_to_the_address(delivery):
    bounces.receive(raw=addressed(complaint("abuse"), delivery), at=timezone.now())

    assert suppressed() == [(READER, "complained")]


def test_address_that_never_takes_a_mail_is_given_up(readers, start, delivery, approved):
    full = report("full", "5.2.2", "552 5.2.2 Mailbox full")
    now = timezone.now()
    for correction in range(1, bounces.SOFT_IN_A_ROW):
        mailing = type(delivery.mailing)(
            issue=approved,
            correction=correction,
            subject="x",
            template=b"[]",
            started_at=now,
            deadline_at=now,
            touched_at=now,
        )
        mailing.save()
        Delivery.objects.create(
            mailing=mailing, email=READER, state="sent", due_at=now, changed_at=now
        )
    for each in Delivery.objects.order_by("pk"):
        assert suppressed() == []
        # Twice about one mail is once.
        bounces.receive(raw=addressed(full, each), at=now)
        bounces.receive(raw=addressed(full + b"\r\n", each), at=now)

    assert suppressed() == [(READER, "bounced")]


def test_report_is_counted_once(delivery):
    raw = addressed(NO_SUCH_USER, delivery)

    assert bounces.receive(raw=raw, at=timezone.now()) is not None
    assert bounces.receive(raw=raw, at=timezone.now()) is None
    assert Bounce.objects.count() == 1


@pytest.mark.parametrize("header", ["To", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_return_path_is_found_where_servers_put_it(delivery, header):
    raw = f"{header}: {verp.return_path(delivery.pk)}\r\n".encode() + NO_SUCH_USER

    assert bounces.receive(raw=raw, at=timezone.now()).delivery == delivery


def test_forged_return_paths_change_nothing(delivery):
    mine = verp.return_path(delivery.pk)
    local, _at, domain = mine.partition("@")
    forged = [
        f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{domain}",
        mine.replace(f"+{delivery.pk}-", f"+{delivery.pk + 1}-"),
        f"bounces+{delivery.pk}@{domain}",
        f"bounces+{delivery.pk}-@{domain}",
        f"{local}@evil.example",
        READER,
        verp.return_path(delivery.pk + 999),
        "",
    ]
    for address in forged:
        raw = f"To: <{address}>\r\n".encode() + NO_SUCH_USER
        with pytest.raises(verp.ForgedReturnPath):
            bounces.receive(raw=raw, at=timezone.now())

    assert (suppressed(), Bounce.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n",
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n" + b"--B\r\n" * 2000,
        b"Content-Type: text/plain; charset=nonsense\r\nFrom: postmaster@x\r\n\r\n\xb0\xa1",
        b"Subject: =?utf-8?b?//8=?=\r\nFrom: =?x?q?=ff?=\r\n\r\nwords",
        b"From: postmaster@x\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\x00",
    ],
)
def test_rubbish_is_kept_as_what_nobody_understands(delivery, raw):
    found = bounces.receive(raw=raw, at=timezone.now(), recipient=verp.return_path(delivery.pk))

    assert found.kind in ("unknown", "auto_reply", "soft")
    assert suppressed() == []


def test_refusal_while_sending_counts_like_a_report(delivery):
    """Only a code that says so means that nobody is there."""
    for number, reply in enumerate(["550 no", "550 5.7.1 spam", "550 5.1.1 no such user"]):
        assert suppressed() == []
        bounces.note_refusal(
            delivery_id=delivery.pk, attempt=number, reply=reply, at=timezone.now()
        )

    assert suppressed() == [(READER, "bounced")]


def test_folder_of_returned_mail_is_read_and_emptied(delivery, tmp_path, settings, capsys):
    folder = mailbox.Maildir(tmp_path / "mail", create=True)
    folder.add(addressed(NO_SUCH_USER, delivery))
    folder.add(b"To: somebody@else.example\r\n\r\nspam")
    settings.BOUNCE_MAILBOX = f"maildir://{tmp_path}/mail"

    call_command("receive_bounces")

    assert suppressed() == [(READER, "bounced")]
    assert len(mailbox.Maildir(tmp_path / "mail")) == 0
    assert " 2" in capsys.readouterr().out


def test_mail_that_cannot_be_taken_in_stays_in_the_folder(tmp_path):
    folder = mailbox.Maildir(tmp_path / "mail", create=True)
    for number in range(3):
        folder.add(f"Subject: {number}\n\n")

    def take(raw):
        if b"Subject: 1" in raw:
            raise OSError

    assert read(f"maildir://{tmp_path}/mail", take) == 2
    assert [each["Subject"] for each in mailbox.Maildir(tmp_path / "mail")] == ["1"]


def test_mails_that_cannot_be_taken_in_do_not_hold_up_those_behind_them(tmp_path, monkeypatch):
    monkeypatch.setattr("newsletter.sending.mailbox.MOST_AT_ONCE", 2)
    folder = mailbox.Maildir(tmp_path / "mail", create=True)
    for number in range(3):
        folder.add(f"Subject: bad {number}\n\n")
    folder.add("Subject: good\n\n")

    def take(raw):
        if b"bad" in raw:
            raise OSError

    found = [read(f"maildir://{tmp_path}/mail", take) for _turn in range(3)]

    left = [(each["Subject"], each.get_flags()) for each in mailbox.Maildir(tmp_path / "mail")]
    assert (sum(found), sorted(left)) == (1, [(f"bad {number}", "S") for number in range(3)])


def test_folder_that_is_not_there_is_told(tmp_path, settings):
    settings.BOUNCE_MAILBOX = f"maildir://{tmp_path}/none"

    with pytest.raises(CommandError, match="none"):
        call_command("receive_bounces")


@pytest.mark.parametrize("address", ["ftp://x/y", "/no/scheme", ""])
def test_other_mailboxes_are_refused(address):
    with pytest.raises(ValueError, match="maildir"):
        read(address, lambda raw: None)


def test_mail_server_pipes_a_report_in(delivery, monkeypatch, capsys):
    class Input:
        buffer = io.BytesIO(NO_SUCH_USER)

    monkeypatch.setattr(sys, "stdin", Input)

    call_command("receive_bounces", "--stdin", recipient=verp.return_path(delivery.pk))

    assert suppressed() == [(READER, "bounced")]
    Input.buffer = io.BytesIO(NO_SUCH_USER)
    call_command("receive_bounces", "--stdin", recipient="stranger@evil.example")
    assert capsys.readouterr().err != ""
    assert Bounce.objects.count() == 1


@pytest.fixture
def report_events(client, settings):
    settings.BOUNCE_WEBHOOK_KEY = "key of the provider"

    def send(body, *, key="key of the provider", at=None, signature=None):
        at = str(int(at or time.time()))
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = hmac.new(key.encode(), f"{at}.".encode() + raw, sha256).hexdigest()
        return client.post(
            "/newsletter/bounces/",
            raw,
            content_type="application/json",
            headers={"X-Timestamp": at, "X-Signature": signed if signature is None else signature},
        )

    return send


def event(delivery, **other):
    return {
        "return_path": verp.return_path(delivery.pk),
        "kind": "hard",
        "status": "5.1.1",
        "detail": "no such user",
    } | other


def test_provider_reports_what_came_back(delivery, report_events):
    body = {"events": [event(delivery), event(delivery, return_path="x@evil.example")]}

    answer = report_events(body)
    again = report_events(body)

    assert (answer.status_code, answer.json()) == (200, {"taken": 1, "refused": 1})
    assert again.status_code == 200
    assert suppressed() == [(READER, "bounced")]
    assert Bounce.objects.count() == 1


def test_replayed_report_does_not_suppress_again_what_an_officer_freed(delivery, report_events):
    report_events({"events": [event(delivery)]})
    Suppression.objects.update(lifted_at=timezone.now())

    report_events({"events": [event(delivery)]})

    assert suppressed() == []


def test_report_of_more_than_a_stranger_may_send_is_not_read(report_events):
    assert report_events(b"[" * (2 * 1024 * 1024 + 1)).status_code == 413


def test_unsigned_reports_are_refused(delivery, report_events, client):
    body = {"events": [event(delivery)]}
    answers = [
        report_events(body, key="another"),
        report_events(body, at=time.time() - 3600),
        report_events(body, at=time.time() + 3600),
        report_events(body, signature=""),
        report_events(body, signature="é"),
        client.post("/newsletter/bounces/", body, content_type="application/json"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 6
    assert (suppressed(), Bounce.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nonsense",
        b'{"events": "x"}',
        b'{"events": {"a": 1}}',
        b'{"events": [1]}',
        b"[" * 100_000,
    ],
)
def test_reports_that_make_no_sense_are_refused(report_events, body):
    assert report_events(body).status_code == 400


def test_events_that_make_no_sense_are_left_out(delivery, report_events):
    strange = [
        event(delivery, kind="whatever"),
        event(delivery, return_path="\ud800@x"),
        event(delivery, kind="soft", detail="\ud800"),
        event(delivery, kind="soft", detail="\x00" + "x" * 9999, status="y" * 999),
    ]

    answer = report_events({"events": strange})

    assert answer.status_code == 200
    assert answer.json()["taken"] + answer.json()["refused"] == 4
    assert suppressed() == []


def test_without_a_key_nobody_reports(client, settings):
    settings.BOUNCE_WEBHOOK_KEY = ""

    assert client.post("/newsletter/bounces/").status_code == 404
    assert client.get("/newsletter/bounces/").status_code == 405
