"""A day's newsletter by hand: what the commands do, print, and how they end."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from newsletter.management.commands import send_newsletter
from newsletter.models import Delivery, Mailing, SenderProcess
from newsletter.sending import engine, mailings
from newsletter.services import open_issue
from tests.newsletter.sending.conftest import DAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """No worker sends beside the command."""
    monkeypatch.setattr(mailings, "wake_one", lambda: None)
    monkeypatch.setattr(engine, "PULSE_SECONDS", 0.05)


def run(capsys, name, *options):
    """Exit code, standard output, standard error."""
    try:
        call_command(name, "--date", DAY.isoformat(), *options)
    except CommandError as refusal:
        return refusal.returncode, *capsys.readouterr(), str(refusal)
    return 0, *capsys.readouterr(), ""


def status(capsys):
    code, out, err, _refusal = run(capsys, "newsletter_status", "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


COUNTS = dict.fromkeys(["queued", "claimed", "sent", "failed", "in_doubt", "suppressed"], 0)


def test_newsletter_is_sent_until_nothing_waits(capsys, readers, approved):
    readers("one", "two", "three")
    assert status(capsys) == {"date": "2025-11-26", "state": "approved", "counts": COUNTS}

    code, _out, err, _refusal = run(capsys, "send_newsletter")

    assert (code, err) == (0, "")
    assert status(capsys) == {
        "date": "2025-11-26",
        "state": "sent",
        "counts": COUNTS | {"sent": 3},
    }
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        f"{name}@readers.example" for name in ("one", "three", "two")
    ]


def test_newsletter_is_sent_once(capsys, readers, approved):
    readers("one")
    run(capsys, "send_newsletter")

    code, out, _err, refusal = run(capsys, "send_newsletter")

    assert (code, out) == (1, "")
    assert DAY.isoformat() in refusal
    assert (len(mail.outbox), Mailing.objects.count()) == (1, 1)


def test_what_is_not_approved_is_not_sent(capsys, readers):
    readers("one")
    open_issue(on=DAY, title="초안")

    assert run(capsys, "send_newsletter")[0] == 1
    assert (mail.outbox, Mailing.objects.count()) == ([], 0)


def test_there_is_no_newsletter_of_the_day(capsys, db):
    assert run(capsys, "send_newsletter")[0] == 1
    code, out, _err, refusal = run(capsys, "newsletter_status", "--format", "json")
    assert (code, out) == (1, "")
    assert DAY.isoformat() in refusal


@pytest.mark.parametrize(
    ("reply", "state"), [("550 5.1.1 no such user", "failed"), ("gibberish", "in_doubt")]
)
def test_whoever_was_not_reached_is_told_by_the_exit_code(
    reply, state, capsys, smtp, readers, approved
):
    smtp.script = lambda at, to: reply if at == "text" and to.startswith("bad") else None
    readers("good", "bad")

    assert run(capsys, "send_newsletter")[0] == 1

    assert status(capsys)["counts"] == COUNTS | {"sent": 1, state: 1}


def test_paused_newsletter_is_left_alone(capsys, readers, start):
    readers("one")
    mailings.pause(mailing=start())

    assert run(capsys, "send_newsletter")[0] == 1
    found = status(capsys)
    assert (found["state"], found["counts"]["queued"]) == ("paused", 1)
    assert mail.outbox == []


def test_command_leaves_the_sending_to_workers_where_enough_send(
    capsys, readers, approved, settings, monkeypatch
):
    settings.MAIL_SENDERS = 1
    readers("one")
    worker = SenderProcess.objects.create(
        host="worker", pid=1, started_at=timezone.now(), seen_at=timezone.now()
    )
    waits = []

    def wait(_seconds):
        """Meanwhile the worker has done its part and ended."""
        waits.append(Delivery.objects.get().state)
        worker.delete()

    monkeypatch.setattr(send_newsletter, "time", SimpleNamespace(sleep=wait))

    assert run(capsys, "send_newsletter")[0] == 0

    assert (waits, status(capsys)["counts"]["sent"]) == (["queued"], 1)


def test_twenty_at_once_send_one_newsletter(race, readers, approved):
    readers("one", "two")

    def queue():
        call_command("send_newsletter", "--date", DAY.isoformat(), "--queue-only")

    race(*[queue] * 20)

    assert race.look(lambda: [each.deliveries.count() for each in Mailing.objects.all()]) == [2]
