"""How many mails a minute a domain takes, all machines together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from newsletter.models import Delivery, DomainLimit
from newsletter.sending import engine, mailings, queue
from newsletter.tasks import send_due
from tests.newsletter.sending.lanes import claimed, lane

pytestmark = pytest.mark.django_db(transaction=True)


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
