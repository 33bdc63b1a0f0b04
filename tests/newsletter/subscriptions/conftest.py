from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsletter.models import Consent
from newsletter.subscriptions import letters, verbs
from newsletter.subscriptions.verbs import Choice, Trace
from tests.newsletter.sending.conftest import approved, readers, start  # noqa: F401 -- fixtures

AT = datetime(2025, 11, 3, 0, 30, tzinfo=UTC)


@pytest.fixture
def reader(db):
    """Subscribes an address by a consent on paper."""

    def subscribe(email="kim@readers.example", *, at=AT, choice=None, **fields):
        subscriber, _consent = verbs.grant(
            email=email,
            name=fields.get("name", "김독자"),
            organisation_name=fields.get("organisation_name", ""),
            organisation=fields.get("organisation"),
            choice=choice or Choice(),
            trace=Trace(at=at, method=Consent.Method.OFFICER, source="신청서"),
            tells=False,
        )
        return subscriber

    return subscribe


@pytest.fixture
def post(mailoutbox):
    """Sends what waits; the mails that went out by it."""

    def send():
        before = len(mailoutbox)
        letters.send_waiting()
        return mailoutbox[before:]

    return send


def history(subscriber):
    rows = Consent.objects.filter(subscriber__email=subscriber.email).order_by("pk")
    return [(row.kind, row.method) for row in rows]
