"""What may happen between the steps of a mailing: deaths, clocks that differ, changes of mind."""

from __future__ import annotations

import random
import re
import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from newsletter.delivery_querysets import DeliveryQuerySet
from newsletter.models import Bounce, Delivery, DomainLimit, SenderProcess, Subscriber
from newsletter.sending import engine, mailings, queue
from newsletter.sending.connection import Fate, Outcome
from newsletter.sending.home import database_identity
from newsletter.sending.queue import Lane, Result
from newsletter.tasks import send_due
from tests.newsletter.sending.smtp_server import DRIP, DROP

pytestmark = pytest.mark.django_db(transaction=True)


def states(mailing):
    rows = mailing.deliveries.values_list("email", "state")
    return {email.partition("@")[0]: state for email, state in rows}


def lane(*, alive=True):
    process = uuid4()
    if alive:
        SenderProcess.objects.create(
            token=process, host="m", pid=1, started_at=timezone.now(), seen_at=Now()
        )
    return Lane(uuid4(), process)


def claimed(holder, size=10):
    return queue.claim(holder, size=size, at=timezone.now())


def begun(holder, size=10):
    return queue.begin(holder, claimed(holder, size), at=timezone.now())


def patiently(step):
    """SQLite's database in memory refuses at once what a file would let wait."""
    while True:
        try:
            return step()
        except OperationalError:
            time.sleep(0.01)


def result(work, fate, reply="250 ok", *, at_recipient=False):
    return Result(work, Outcome(fate, reply, at_recipient))


def test_what_a_dead_process_held_waits_again_or_is_in_doubt(readers, start):
    readers("one", "two", "three", "four")
    mailing = start()
    dead = lane()
    begun(dead, 2)
    claimed(dead, 1)
    assert queue.take_back() == 0
    SenderProcess.objects.update(seen_at=timezone.now() - 2 * queue.SILENCE)

    queue.take_back()

    assert sorted(states(mailing).values()) == ["in_doubt", "in_doubt", "queued", "queued"]
    assert len(claimed(lane())) == 2


def test_who_was_thought_dead_changes_nothing_of_what_others_hold(readers, start):
    readers("one", "two")
    mailing = start()
    dead, living = lane(alive=False), lane()
    works = claimed(dead)
    queue.take_back()
    theirs = claimed(living)
    assert [work.pk for work in works] == [work.pk for work in theirs]

    assert queue.begin(dead, works, at=timezone.now()) == []
    now = timezone.now()
    for fate in Fate:
        queue.record(dead, [result(work, fate) for work in works], at=now)
    queue.give_back(dead, [work.pk for work in works], at=now)
    queue.recover(dead, [], at=now)

    assert set(states(mailing).values()) == {"claimed"}
    assert len(queue.begin(living, theirs, at=now)) == 2


def test_late_answer_settles_a_doubt_that_nobody_decided_yet(readers, start, officer):
    readers("delivered", "again", "counted", "refused")
    mailing = start()
    slow = lane(alive=False)
    works = begun(slow)
    queue.take_back()
    rows = {row.email.partition("@")[0]: row for row in mailing.deliveries.in_doubt()}
    assert len(rows) == 4
    now = timezone.now()
    mailings.send_again(deliveries=[rows["again"]], by=officer, at=now)
    mailings.count_as_sent(deliveries=[rows["counted"]], by=officer, at=now)

    queue.record(
        slow,
        [
            result(work, Fate.FAILED if work.email.startswith(("refused", "counted")) else "sent")
            for work in works
        ],
        at=now,
    )

    assert states(mailing) == {
        "delivered": "sent",
        "again": "queued",
        "counted": "sent",
        "refused": "failed",
    }


def test_refused_for_now_after_a_cancellation_waits_for_nothing(readers, start):
    readers("one", "two")
    mailing = start()
    sender = lane()
    (work,) = begun(sender, 1)
    mailings.cancel(mailing=mailing, at=timezone.now())

    queue.record(sender, [result(work, Fate.LATER, "451 later")], at=timezone.now())
    mailings.settle()

    assert set(states(mailing).values()) == {"suppressed"}


@pytest.mark.postgresql
def test_mailing_is_not_over_while_somebody_sends_again(readers, start, officer, monkeypatch):
    """Just between the look for what waits and the word that nothing does."""
    readers("one")
    mailing = start()
    mailing.deliveries.update(state="in_doubt")
    row = mailing.deliveries.get()

    def send_again():
        try:
            mailings.send_again(deliveries=[row], by=officer, at=timezone.now())
        finally:
            connection.close()

    other = threading.Thread(target=send_again)
    look = DeliveryQuerySet.open

    def look_and_dawdle(self):
        nothing = not look(self).exists()
        if nothing and not other.ident:
            other.start()
            other.join(1)
        return self.none() if nothing else look(self)

    monkeypatch.setattr(DeliveryQuerySet, "open", look_and_dawdle)
    mailings.settle()
    other.join(10)

    mailing.refresh_from_db()
    assert (mailing.state, states(mailing)) == ("sending", {"one": "queued"})


@pytest.fixture
def meanwhile():
    """Another connection does a step, but commits it only while the test waits for its rows."""
    threads = []

    def do(step):
        done = threading.Event()

        def run():
            try:
                with transaction.atomic():
                    step()
                    done.set()
                    time.sleep(0.5)
            finally:
                connection.close()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        assert done.wait(10)

    yield do
    for thread in threads:
        thread.join(10)


@pytest.mark.postgresql
def test_who_leaves_while_the_mail_goes_out_is_not_said_to_have_got_none(readers, start, meanwhile):
    (reader,) = readers("leaving")
    mailing = start()
    sender = lane()
    works = claimed(sender)
    meanwhile(lambda: queue.begin(sender, works, at=timezone.now()))
    type(reader).objects.filter(pk=reader.pk).update(state="unsubscribed")

    assert mailings.take_out(subscriber=reader, at=timezone.now()) == 0
    queue.record(sender, [result(work, Fate.SENT) for work in works], at=timezone.now())

    assert states(mailing) == {"leaving": "sent"}


@pytest.mark.postgresql
def test_doubt_that_is_settled_this_very_moment_is_not_sent_again(
    readers, start, officer, meanwhile
):
    readers("delivered")
    mailing = start()
    slow = lane(alive=False)
    works = begun(slow)
    queue.take_back()
    row = mailing.deliveries.in_doubt().get()
    sent = [result(work, Fate.SENT) for work in works]
    meanwhile(lambda: queue.record(slow, sent, at=timezone.now()))

    assert mailings.send_again(deliveries=[row], by=officer, at=timezone.now()) == 0
    assert states(mailing) == {"delivered": "sent"}


def test_paused_mailing_that_has_nothing_left_is_over(readers, start):
    readers("one")
    mailing = start()
    sender = lane()
    works = begun(sender)
    mailings.pause(mailing=mailing)
    queue.record(sender, [result(work, Fate.SENT) for work in works], at=timezone.now())

    mailings.settle()

    mailing.refresh_from_db()
    assert mailing.state == "done"


def test_readers_who_left_do_not_end_a_connection_that_still_has_work(
    smtp, settings, readers, start
):
    settings.MAIL_BATCH = 3
    everybody = readers(*[f"reader{number}" for number in range(25)])
    mailing = start()
    leaving = [reader.pk for reader in everybody[:20]]
    Subscriber.objects.filter(pk__in=leaving).update(state="unsubscribed")

    holder = engine.LaneThread(
        uuid4(), batch=3, ends_at=timezone.now() + engine.LIFE, seen=engine.SignOfLife()
    )
    holder._work()

    counts = mailing.deliveries.counts()
    assert (counts.suppressed, counts.sent) == (20, 5)


def test_machines_whose_clocks_differ_share_one_limit(readers, start):
    DomainLimit.objects.create(domain="readers.example", per_minute=3)
    readers(*[f"reader{number}" for number in range(9)])
    start()
    Delivery.objects.update(due_at=timezone.now() - timedelta(hours=1))
    now = timezone.now()

    taken = [
        len(queue.claim(lane(), size=2, at=now + timedelta(seconds=differs)))
        for differs in (0, -2, 40, -40, 90, -90)
    ]

    assert taken == [2, 1, 0, 0, 0, 0]


def test_all_domains_together_are_limited_too(readers, start):
    DomainLimit.objects.create(domain=DomainLimit.EVERYTHING, per_minute=4)
    readers(*[f"reader{number}" for number in range(9)])
    start()

    assert [len(claimed(lane(), 3)) for _turn in range(3)] == [3, 1, 0]


def test_nobody_is_woken_for_what_its_domain_does_not_take_yet(
    smtp, readers, start, send_all, monkeypatch
):
    woken = []
    DomainLimit.objects.create(domain="readers.example", per_minute=1)
    readers("one", "two")
    start()
    monkeypatch.setattr(mailings, "wake_one", lambda: woken.append(1))

    send_due()
    engine.look_after()

    assert len(smtp.taken) == 1
    assert woken == []
    DomainLimit.objects.update(minute_from=timezone.now() - timedelta(seconds=61))
    engine.look_after()
    assert woken == [1]


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


def test_refusal_that_is_written_down_twice_counts_once(readers, start):
    readers("gone")
    start()
    sender = lane()
    (work,) = begun(sender)
    refused = [result(work, Fate.FAILED, "550 5.1.1 no such user", at_recipient=True)]

    queue.record(sender, refused, at=timezone.now())
    queue.record(sender, refused, at=timezone.now() + timedelta(seconds=1))

    assert Bounce.objects.count() == 1


def test_copy_of_the_database_sends_nothing_by_itself(smtp, readers, start, monkeypatch):
    """Restored from a backup: what was sent after it was made waits again in the copy."""
    readers("one")
    monkeypatch.setattr(mailings, "database_identity", lambda: "where the backup was made")
    mailing = start()
    monkeypatch.setattr(mailings, "database_identity", lambda: "where it was restored")

    engine.take_part()
    engine.look_after()

    mailing.refresh_from_db()
    assert (mailing.state, smtp.taken) == ("held", [])
    mailings.resume(mailing=mailing, at=timezone.now())
    engine.take_part()
    assert len(smtp.taken) == 1


@pytest.mark.postgresql
def test_database_of_postgresql_knows_itself():
    here = database_identity()

    assert re.fullmatch(r"\d+:[0-9A-F]{8}:\d+", here)
    assert database_identity() == here


@pytest.mark.sqlite
def test_database_of_sqlite_knows_its_file(tmp_path, monkeypatch):
    file, copy = tmp_path / "portal.sqlite3", tmp_path / "copy.sqlite3"
    file.touch()
    copy.touch()
    found = []
    for each in (file, copy, file, tmp_path / "none"):
        monkeypatch.setitem(connection.settings_dict, "NAME", str(each))
        found.append(database_identity())

    assert found[0] == found[2] != found[1] != ""
    assert found[3] == ""


def test_thirty_pauses_at_random_moments(smtp, settings, readers, start, send_all):
    settings.MAIL_CONNECTIONS = settings.MAIL_BATCH = 2
    everybody = readers(*[f"reader{number}" for number in range(300)])
    mailing = start()
    chance = random.Random()  # noqa: S311 -- moments, not secrets
    pauses, texts = 0, 0
    pause_at = chance.randint(1, 6)

    def script(at, _to):
        nonlocal texts
        if at == "text":
            texts += 1
            if texts == pause_at and pauses < 30:
                patiently(lambda: mailings.pause(mailing=mailing))

    smtp.script = script
    while True:
        send_all()
        mailing.refresh_from_db()
        if mailing.is_over:
            break
        pauses += 1
        assert mailing.deliveries.counts().claimed == 0
        pause_at = texts + chance.randint(1, 6)
        mailings.resume(mailing=mailing, at=timezone.now())

    assert pauses == 30
    assert smtp.recipients == sorted(reader.email for reader in everybody)
    assert mailing.deliveries.counts().sent == 300
