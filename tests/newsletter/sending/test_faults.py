"""Servers that hang or hang up, databases that come and go, processes that freeze."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError
from django.utils import timezone

from newsletter.models import Delivery
from newsletter.sending import engine, queue
from tests.newsletter.sending.lanes import states
from tests.newsletter.sending.smtp_server import DRIP, DROP

pytestmark = pytest.mark.django_db(transaction=True)


def test_process_that_was_frozen_hands_nothing_over_before_it_showed_itself(
    smtp, settings, readers, start, send_all, monkeypatch
):
    """Its rows were given up meanwhile, and a person may have decided about them."""
    monkeypatch.setattr(engine, "UNSEEN_SECONDS", 0.3)
    monkeypatch.setattr(engine, "PULSE_SECONDS", 30)
    settings.MAIL_ANSWER_TIMEOUT = 3
    smtp.script = lambda at, to: time.sleep(0.5) if at == "text" and "reader0" in to else None
    readers(*[f"reader{number}" for number in range(4)])
    mailing = start()
    engine.send(life=timedelta(seconds=1))

    assert smtp.recipients == ["reader0@readers.example"]
    counts = mailing.deliveries.counts()
    assert (counts.sent, counts.queued, counts.in_doubt) == (1, 3, 0)


def test_one_answer_that_does_not_come_keeps_the_queue_of_nobody(
    smtp, settings, readers, start, monkeypatch
):
    """The process stays as long as it waits, and the only place of a sender with it."""
    settings.MAIL_CONNECTIONS = 2
    settings.MAIL_ANSWER_TIMEOUT = 60
    monkeypatch.setattr(engine, "PULSE_SECONDS", 0.05)
    monkeypatch.setattr(engine, "HANGS_AFTER_SECONDS", 0.1)
    readers("slow", "late")
    mailing = start()
    over = timezone.now() + timedelta(seconds=0.5)
    # Due only when the life of the process is over, while one mail still hangs.
    late = Delivery.objects.filter(email__startswith="late")
    late.update(due_at=over + timedelta(seconds=0.5))

    def hang(at, to):
        if at == "text" and to.startswith("slow"):
            patience = time.monotonic() + 15
            while not smtp.recipients and time.monotonic() < patience:
                time.sleep(0.02)
            return DROP
        return None

    smtp.script = hang

    engine.send(life=timedelta(seconds=0.5))

    assert states(mailing) == {"slow": "in_doubt", "late": "sent"}
    assert smtp.recipients == ["late@readers.example"]


def test_answer_that_never_ends_is_no_answer(smtp, settings, readers, start, monkeypatch):
    settings.MAIL_ANSWER_TIMEOUT = settings.MAIL_TIMEOUT = 0.3
    monkeypatch.setattr(engine, "PULSE_SECONDS", 0.05)
    monkeypatch.setattr(engine, "HANGS_AFTER_SECONDS", 0.1)
    smtp.script = lambda at, _to: DRIP if at == "text" else None
    readers("one")
    mailing = start()

    engine.send()

    assert states(mailing) == {"one": "in_doubt"}


@pytest.mark.parametrize("ends", ["421 4.7.0 enough for one connection", DROP])
def test_server_that_ends_a_used_connection_delays_nobody(ends, smtp, readers, start, send_all):
    """Many take only so many mails over one connection."""
    smtp.script = lambda at, _to: ends if at == "mail" and smtp.steps["mail"] % 4 == 0 else None
    readers(*[f"reader{number}" for number in range(9)])
    mailing = start()

    send_all()

    assert mailing.deliveries.counts().sent == 9
    assert smtp.steps["banner"] == 3


def test_fresh_connection_that_is_ended_at_once_is_not_tried_for_ever(
    smtp, readers, start, send_all
):
    smtp.script = lambda at, _to: "421 4.7.0 go away" if at == "mail" else None
    readers("one", "two")
    mailing = start()

    send_all()

    assert states(mailing) == {"one": "queued", "two": "queued"}
    assert smtp.steps["banner"] == 2
    assert set(mailing.deliveries.values_list("attempts", flat=True)) == {1}


def test_result_that_the_database_refuses_is_not_tried_for_minutes(
    smtp, readers, start, send_all, monkeypatch
):
    readers("one")
    mailing = start()
    write_down = queue.record

    def refuse(holder, results, **named):
        if results:
            raise IntegrityError
        write_down(holder, results, **named)

    monkeypatch.setattr(queue, "record", refuse)
    began = time.monotonic()

    send_all()

    assert time.monotonic() - began < 20
    assert states(mailing) == {"one": "data"}


@pytest.mark.parametrize("batch", [1, 10])
def test_nothing_is_sent_twice_over_a_database_that_comes_and_goes(
    batch, smtp, settings, readers, start, send_all, monkeypatch
):
    """Every third commit fails before, every fifth after the database kept it."""
    settings.MAIL_BATCH = batch
    settings.MAIL_CONNECTIONS = 2
    readers(*[f"reader{number}" for number in range(40)])
    mailing = start()
    steps = {name: getattr(queue, name) for name in ("record", "begin", "claim")}
    calls = []

    def unsteady(name):
        def step(*args, **named):
            calls.append(name)
            if len(calls) % 7 == 3:
                raise OperationalError
            return steps[name](*args, **named)

        return step

    for name in steps:
        monkeypatch.setattr(queue, name, unsteady(name))
    whole_turn = engine.LaneThread._turn
    turns = []

    def turn(self, **named):
        found = whole_turn(self, **named)
        turns.append(1)
        if len(turns) % 5 == 0:
            # Kept, and nobody was told.
            raise OperationalError
        return found

    monkeypatch.setattr(engine.LaneThread, "_turn", turn)
    monkeypatch.setattr(engine.time, "sleep", lambda _seconds: None)

    send_all()
    send_all()

    assert sorted(smtp.recipients) == sorted(f"reader{n}@readers.example" for n in range(40))
    assert mailing.deliveries.counts().sent == 40
