"""What officers see of a mailing, and do about it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from newsletter.models import Bounce, Delivery, Mailing
from newsletter.sending import mailings
from tests.browsing import faults, is_wider_than_the_window

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing(readers, start):
    readers(*[f"reader{number}" for number in range(12)])
    return start()


def page_of(mailing):
    return reverse("admin:newsletter_mailing_change", args=[mailing.pk])


def step(client, mailing, name, **data):
    return client.post(
        reverse(f"admin:newsletter_mailing_{name}", args=[mailing.pk]), data, follow=True
    )


def put(mailing, state, number):
    """So many of the waiting are now in the state."""
    pks = mailing.deliveries.filter(state="queued").values("pk")[:number]
    token = {"token": mailing.key, "claimed_by": mailing.key} if state == "data" else {}
    Delivery.objects.filter(pk__in=list(pks.values_list("pk", flat=True))).update(
        state=state, changed_at=timezone.now(), **token
    )


def shown(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_progress_counts_what_is_where(officer_client, mailing):
    for state, number in [("sent", 5), ("failed", 2), ("in_doubt", 1), ("data", 1)]:
        put(mailing, state, number)
    old = Delivery.objects.filter(state="sent").first()
    Delivery.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(minutes=2))

    answer = officer_client.get(reverse("admin:newsletter_mailing_progress", args=[mailing.pk]))

    found = answer.json()
    assert found["counts"] == {
        "queued": 3,
        "claimed": 1,
        "sent": 5,
        "failed": 2,
        "in_doubt": 1,
        "suppressed": 0,
    }
    assert (found["total"], found["percent"], found["per_minute"]) == (12, 66, 4)
    assert (found["state"], found["over"]) == ("sending", False)


def test_officer_pauses_goes_on_and_cancels(officer_client, mailing):
    for name, state in [
        ("pause", "paused"),
        ("pause", "paused"),
        ("resume", "sending"),
        ("cancel", "cancelled"),
        ("resume", "cancelled"),
    ]:
        assert step(officer_client, mailing, name).status_code == 200
        mailing.refresh_from_db()
        assert mailing.state == state
    assert mailing.deliveries.counts().suppressed == 12


def test_what_is_in_doubt_is_listed_with_what_a_log_knows_it_by(officer_client, mailing):
    put(mailing, "in_doubt", 2)
    put(mailing, "failed", 1)

    page = shown(officer_client.get(page_of(mailing)))

    for row in mailing.deliveries.in_doubt():
        assert row.email in page
        assert f"{row.pk}.{mailing.key.hex}@" in page
    failed = mailing.deliveries.get(state="failed")
    assert failed.email not in page
    assert failed.email in shown(officer_client.get(page_of(mailing), {"show": "failed"}))


def test_officer_decides_about_each_doubt(officer_client, officer, mailing):
    put(mailing, "in_doubt", 3)
    put(mailing, "sent", 9)
    mailings.settle()
    again, counted, left = mailing.deliveries.in_doubt().order_by("pk")

    step(officer_client, mailing, "decide", delivery=[again.pk], send_again="1")
    step(officer_client, mailing, "decide", delivery=[counted.pk], count_as_sent="1")

    for row in (again, counted, left, mailing):
        row.refresh_from_db()
    assert [again.state, counted.state, left.state] == ["queued", "sent", "in_doubt"]
    assert again.decided_by == counted.decided_by == officer
    assert mailing.state == "sending"
    step(officer_client, mailing, "decide", all="1", count_as_sent="1")
    left.refresh_from_db()
    assert left.state == "sent"


@pytest.mark.parametrize("number", ["", "x", "9" * 40, "-1", "١٢"])
def test_numbers_of_nothing_decide_nothing(officer_client, mailing, number):
    put(mailing, "in_doubt", 1)

    answer = step(officer_client, mailing, "decide", delivery=[number], send_again="1")

    assert answer.status_code == 200
    assert mailing.deliveries.counts().in_doubt == 1


def test_doubt_of_another_mailing_is_not_decided_here(officer_client, mailing):
    put(mailing, "in_doubt", 1)
    now = timezone.now()
    other = Mailing.objects.create(
        issue=mailing.issue,
        correction=1,
        subject="x",
        template=b"[]",
        started_at=now,
        touched_at=now,
        deadline_at=now,
    )
    doubt = mailing.deliveries.in_doubt().get()

    step(officer_client, other, "decide", delivery=[doubt.pk], send_again="1")

    doubt.refresh_from_db()
    assert doubt.state == "in_doubt"


@pytest.mark.django_db(transaction=True)
def test_officers_are_told_how_it_ended(officer, mailing):
    put(mailing, "in_doubt", 1)
    put(mailing, "failed", 2)
    put(mailing, "sent", 9)

    mailings.settle()
    mailings.settle()

    (letter,) = mail.outbox
    assert letter.to == [officer.email]
    assert mailing.subject in letter.subject
    assert re.findall(r"\d+$", letter.body, re.MULTILINE) == ["9", "2", "1", "0"]
    assert page_of(mailing) in letter.body


def test_lists_show_mailings_and_returned_mail(officer_client, mailing):
    put(mailing, "in_doubt", 1)
    delivery = mailing.deliveries.in_doubt().get()
    Bounce.objects.create(
        delivery=delivery, kind="hard", source="mail", received_at=timezone.now(), detail="없음"
    )

    listed = shown(officer_client.get(reverse("admin:newsletter_mailing_changelist")))
    returned = shown(officer_client.get(reverse("admin:newsletter_bounce_changelist")))

    assert mailing.subject in listed
    assert delivery.email in returned


def _prepare(mailing, state):
    if state == "sending":
        put(mailing, "sent", 5)
    elif state == "paused":
        put(mailing, "sent", 5)
        put(mailing, "failed", 2)
        mailings.pause(mailing=mailing)
    elif state == "held":
        Mailing.objects.update(state="held")
    elif state == "doubts":
        put(mailing, "in_doubt", 3)
        put(mailing, "failed", 1)
        Delivery.objects.filter(state="failed").update(reply="550 5.1.1 no such user " + "x" * 200)
        Mailing.objects.update(trouble="mail.example:587: TimeoutError: timed out")
    elif state == "done":
        put(mailing, "sent", 12)
        mailings.settle()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
def test_page_of_a_mailing_in_a_browser(open_page, officer_client, mailing, width, tmp_path):
    for state in ("sending", "paused", "held", "doubts", "done"):
        Delivery.objects.update(state="queued")
        Mailing.objects.update(state="sending", trouble="", finished_at=None)
        mailing.refresh_from_db()
        _prepare(mailing, state)

        page = open_page(page_of(mailing), client=officer_client, width=width)

        page.screenshot(path=tmp_path / f"mailing-{state}-{width}.png", full_page=True)
        assert (state, faults(page)) == (state, [])
        assert not is_wider_than_the_window(page)
        assert page.complaints == []
