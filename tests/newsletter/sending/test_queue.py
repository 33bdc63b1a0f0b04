"""Who gets which delivery: what is due, each once, however many ask at a time."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from newsletter.models import Delivery, DomainLimit, Mailing
from newsletter.sending import queue
from newsletter.sending.queue import Lane

pytestmark = pytest.mark.django_db


def numbers(works):
    return [work.pk for work in works]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"state": "paused"},
        {"state": "held"},
        {"state": "cancelled"},
        {"deadline_at": timedelta(seconds=-1)},
    ],
    ids=["sending", "paused", "held", "cancelled", "too late"],
)
@pytest.mark.parametrize("limited", [False, True], ids=["no limit", "limit"])
def test_what_is_due_is_claimed_oldest_first_and_nothing_else(change, limited, readers, start):
    readers(*[f"reader{number}" for number in range(6)])
    mailing = start()
    now = timezone.now()
    first, second, later, sent, taken, doubt = mailing.deliveries.order_by("pk")
    Delivery.objects.filter(pk=second.pk).update(due_at=now - timedelta(hours=1))
    Delivery.objects.filter(pk=later.pk).update(due_at=now + timedelta(minutes=1))
    Delivery.objects.filter(pk=sent.pk).update(state="sent")
    Delivery.objects.filter(pk=doubt.pk).update(state="in_doubt")
    other = {"state": "claimed", "token": uuid4(), "claimed_by": uuid4()}
    Delivery.objects.filter(pk=taken.pk).update(**other)
    if change:
        moved = {name: now + by for name, by in change.items() if isinstance(by, timedelta)}
        Mailing.objects.update(**(change | moved))
    if limited:
        DomainLimit.objects.create(domain="readers.example", per_minute=100)
    lane = Lane(uuid4(), uuid4())
    due = sorted(Delivery.objects.due(now).values_list("pk", flat=True))

    (one,) = queue.claim(lane, size=1, at=now) or [None]
    rest = queue.claim(lane, size=10, at=now)

    assert due == ([] if change else [first.pk, second.pk])
    assert (one and one.pk, numbers(rest)) == ((None, []) if change else (second.pk, [first.pk]))
    for work in [one, *rest] if one else []:
        row = Delivery.objects.select_related("subscriber").get(pk=work.pk)
        assert (row.state, row.token, row.claimed_by) == ("claimed", lane.token, lane.process)
        assert (work.email, work.domain, work.mailing_id, work.subscriber_key, work.attempts) == (
            row.email,
            "readers.example",
            mailing.pk,
            row.subscriber.key,
            0,
        )


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_at_once_each_gets_others(race, readers, start):
    readers(*[f"reader{number}" for number in range(50)])
    start()

    def claim():
        return queue.claim(Lane(uuid4(), uuid4()), size=10, at=timezone.now())

    answers = race(*[claim] * 8)

    got = [pk for works in answers for pk in numbers(works)]
    assert len(got) == len(set(got))
    left = race.look(lambda: Delivery.objects.filter(state="queued").count())
    assert len(got) + left == 50
