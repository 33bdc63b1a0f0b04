"""What dead processes, late answers and changes of mind make of a delivery."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from newsletter.delivery_querysets import DeliveryQuerySet
from newsletter.models import Bounce, SenderProcess
from newsletter.sending import mailings, queue
from newsletter.sending.connection import Fate
from tests.newsletter.sending.lanes import begun, claimed, lane, result, states

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_refusal_that_is_written_down_twice_counts_once(readers, start):
    readers("gone")
    start()
    sender = lane()
    (work,) = begun(sender)
    refused = [result(work, Fate.FAILED, "550 5.1.1 no such user", at_recipient=True)]

    queue.record(sender, refused, at=timezone.now())
    queue.record(sender, refused, at=timezone.now() + timedelta(seconds=1))

    assert Bounce.objects.count() == 1
