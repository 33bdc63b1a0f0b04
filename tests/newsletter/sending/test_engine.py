"""A mailing from its start to its end, over a real connection to a scripted server."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletter.models import Delivery, DomainLimit, Mailing, SenderProcess
from newsletter.sending import engine, mailings
from newsletter.subscriptions import letters
from newsletter.tokens import Purpose, subscriber_token
from tests.newsletter.sending.smtp_server import DROP, HANG

pytestmark = pytest.mark.django_db(transaction=True)


def patiently(step):
    """SQLite's database in memory refuses at once what a file would let wait."""
    while True:
        try:
            return step()
        except OperationalError:
            time.sleep(0.01)


def states(mailing):
    rows = mailing.deliveries.values_list("email", "state")
    return {email.partition("@")[0]: state for email, state in rows}


def test_issue_reaches_every_reader_once(smtp, settings, readers, start, send_all, approved):
    settings.MAIL_CONNECTIONS = 3
    names = [f"reader{number}" for number in range(45)]
    readers(*names)
    mailing = start()

    send_all()

    mailing.refresh_from_db()
    approved.refresh_from_db()
    assert smtp.recipients == sorted(f"{name}@readers.example" for name in names)
    assert mailing.state == "done"
    assert mailing.deliveries.counts().sent == 45
    assert approved.sent_at == mailing.first_sent_at
    assert len({each.message["Message-ID"] for each in smtp.taken}) == 45
    assert smtp.steps["banner"] <= 3
    assert not SenderProcess.objects.exists()


FAULTS = [
    ("rcpt", "550 5.1.1 no such user", "failed"),
    ("rcpt", "450 4.2.0 greylisted", "queued"),
    ("text", "554 5.7.1 spam", "failed"),
    ("text", "451 4.3.0 not now", "queued"),
    ("text", "gibberish", "in_doubt"),
    ("text", DROP, "in_doubt"),
    ("text", HANG, "in_doubt"),
    ("rcpt", DROP, "queued"),
    ("rcpt", HANG, "queued"),
    ("data", "421 4.3.2 closing", "queued"),
]


@pytest.mark.parametrize("batch", [1, 10])
@pytest.mark.parametrize(("step", "reply", "state"), FAULTS)
def test_one_bad_mail_keeps_nobody_else(
    step, reply, state, batch, smtp, settings, readers, start, send_all
):
    settings.MAIL_BATCH = batch
    smtp.script = lambda at, to: reply if at == step and to.startswith("bad") else None
    readers("one", "bad", "three", "four")
    mailing = start()

    send_all()

    assert states(mailing) == {"one": "sent", "bad": state, "three": "sent", "four": "sent"}


def test_what_hangs_gives_the_rest_of_its_batch_to_others(
    smtp, settings, readers, start, send_all, monkeypatch
):
    settings.MAIL_CONNECTIONS = 2
    settings.MAIL_ANSWER_TIMEOUT = 60
    monkeypatch.setattr(engine, "HANGS_AFTER_SECONDS", 0.1)
    seen = {}

    def hang(at, to):
        """Until the others are seen to have been sent."""
        if at == "text" and to.startswith("slow"):
            patience = time.monotonic() + 30
            while 19 not in seen and time.monotonic() < patience:
                time.sleep(0.02)
            return DROP
        return None

    smtp.script = hang
    readers("slow", *[f"reader{number}" for number in range(19)])
    mailing = start()
    # Called with every sign of life: what is sent so far, and where the slow one is.
    monkeypatch.setattr(
        mailings, "touch", lambda **_k: seen.setdefault(len(smtp.taken), states(mailing)["slow"])
    )

    send_all()

    assert seen[19] == "data"
    assert states(mailing)["slow"] == "in_doubt"
    assert mailing.deliveries.counts().sent == 19


def test_mail_refused_for_now_is_tried_again_later(smtp, readers, start, send_all):
    smtp.script = lambda at, _to: "451 4.3.0 not now" if at == "rcpt" else None
    readers("patient")
    mailing = start()
    before = timezone.now()
    send_all()
    waiting = mailing.deliveries.get()
    assert (waiting.state, waiting.attempts) == ("queued", 1)
    assert timedelta(seconds=55) < waiting.due_at - before < timedelta(seconds=70)

    smtp.script = lambda _at, _to: None
    send_all()
    assert states(mailing) == {"patient": "queued"}
    Delivery.objects.update(due_at=before)
    send_all()

    assert states(mailing) == {"patient": "sent"}


def test_what_no_server_takes_in_a_day_has_failed(smtp, readers, start, send_all):
    readers("late")
    mailing = start()
    Mailing.objects.update(deadline_at=timezone.now())

    send_all()

    mailing.refresh_from_db()
    assert (states(mailing), mailing.state, smtp.taken) == ({"late": "failed"}, "done", [])


def test_nobody_is_lost_while_no_server_answers(smtp, settings, readers, start, send_all):
    readers("one", "two")
    mailing = start()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1

    trouble = send_all()

    mailing.refresh_from_db()
    assert "127.0.0.1:1" in trouble
    assert "127.0.0.1:1" in mailing.trouble
    assert states(mailing) == {"one": "queued", "two": "queued"}
    settings.EMAIL_PORT = port
    send_all()
    assert states(mailing) == {"one": "sent", "two": "sent"}


def test_readers_who_leave_in_the_middle_get_nothing(
    smtp, settings, readers, start, send_all, monkeypatch
):
    """By one click in the mail program, while the first mails of the issue go out."""
    monkeypatch.setattr(letters, "wake", lambda: None)
    settings.MAIL_BATCH = 2
    everybody = readers(*[f"reader{number}" for number in range(6)])
    leaving, answers = everybody[4], []

    def leave(at, to):
        if at == "text" and to.startswith("reader0"):
            token = subscriber_token(leaving, Purpose.UNSUBSCRIBE)
            page = reverse("newsletter:unsubscribe", args=[token])
            one_click = {"List-Unsubscribe": "One-Click"}
            answers.append(patiently(lambda: Client().post(page, one_click)).status_code)

    smtp.script = leave
    mailing = start()

    send_all()

    assert answers == [200]
    assert states(mailing)["reader4"] == "suppressed"
    assert f"{leaving.email}" not in smtp.recipients
    assert len(smtp.taken) == 5


@pytest.mark.parametrize("step", ["pause", "cancel"])
def test_pause_and_cancel_stop_within_a_batch(step, smtp, settings, readers, start, send_all):
    settings.MAIL_BATCH = 2
    readers(*[f"reader{number}" for number in range(10)])
    mailing = start()

    def script(at, to):
        if at == "text" and to.startswith("reader1@"):
            if step == "pause":
                mailings.pause(mailing=mailing)
            else:
                mailings.cancel(mailing=mailing, at=timezone.now())

    smtp.script = script
    send_all()

    assert smtp.recipients == ["reader0@readers.example", "reader1@readers.example"]
    counts = mailing.deliveries.counts()
    if step == "pause":
        assert (counts.queued, counts.claimed) == (8, 0)
        mailings.resume(mailing=mailing, at=timezone.now())
        smtp.script = lambda _at, _to: None
        send_all()
        assert mailing.deliveries.counts().sent == 10
    else:
        assert counts.suppressed == 8


def test_a_domain_gets_no_more_a_minute_than_it_takes(smtp, readers, start, send_all):
    DomainLimit.objects.create(domain="readers.example", per_minute=3)
    readers(*[f"reader{number}" for number in range(5)])
    mailing = start()

    send_all()
    assert len(smtp.taken) == 3
    send_all()
    assert len(smtp.taken) == 3
    DomainLimit.objects.update(minute_from=timezone.now() - timedelta(seconds=61))
    send_all()

    assert mailing.deliveries.counts().sent == 5


def test_forgotten_mailing_waits_for_a_person(smtp, readers, start):
    readers("one")
    mailing = start()
    Mailing.objects.update(touched_at=timezone.now() - timedelta(hours=4))

    engine.take_part()

    mailing.refresh_from_db()
    assert (mailing.state, smtp.taken) == ("held", [])
    mailings.resume(mailing=mailing, at=timezone.now())
    assert engine.take_part() == ""
    assert smtp.recipients == ["one@readers.example"]


def test_no_more_processes_send_than_the_settings_say(smtp, readers, start, settings):
    settings.MAIL_SENDERS = 1
    readers("one")
    start()
    SenderProcess.objects.create(
        host="other", pid=1, started_at=timezone.now(), seen_at=timezone.now()
    )

    engine.take_part()

    assert smtp.taken == []
    assert SenderProcess.objects.count() == 1
