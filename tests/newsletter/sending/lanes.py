"""Lanes of senders as tests hold them, without a thread."""

from __future__ import annotations

import time
from uuid import uuid4

from django.db import OperationalError
from django.db.models.functions import Now
from django.utils import timezone

from newsletter.models import SenderProcess
from newsletter.sending import queue
from newsletter.sending.connection import Outcome
from newsletter.sending.queue import Lane, Result


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
