"""Readers who leave and officers who pause, in the middle of a mailing."""

from __future__ import annotations

import random
from uuid import uuid4

import pytest
from django.utils import timezone

from newsletter.models import Subscriber
from newsletter.sending import engine, mailings
from tests.newsletter.sending.lanes import patiently

pytestmark = pytest.mark.django_db(transaction=True)


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
