"""What officers see of a mailing, and do about it."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alliance.errors import RuleViolation
from alliance.periods import SEOUL
from newsletter import dispatch
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


def history_of_mailings():
    rows = LogEntry.objects.filter(content_type__model="mailing").order_by("pk")
    return rows.values_list("change_message", flat=True)


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
    put(mailing, "sent", 1)
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
    assert mailing.deliveries.counts().suppressed == 11


@pytest.mark.parametrize("tried", ["queued", "failed"])
def test_a_mailing_that_reached_nobody_leaves_the_day_free(officer_client, mailing, tried):
    issue = mailing.issue
    hour = datetime.combine(issue.date, time(9), tzinfo=SEOUL)
    type(issue).objects.filter(pk=issue.pk).update(scheduled_at=hour)
    put(mailing, tried, 1)

    answer = step(officer_client, mailing, "cancel")

    assert "다시 보낼 수 있습니다" in shown(answer)
    assert answer.redirect_chain[-1][0].endswith(f"/newsletterissue/{issue.pk}/change/")
    issue.refresh_from_db()
    assert (issue.state, Mailing.objects.count()) == ("approved", 0)
    # Nor is it started by beat: an officer says when.
    dispatch.send_due(at=hour)
    assert Mailing.objects.count() == 0
    dispatch.send_issue(issue=issue, at=timezone.now())
    assert Mailing.objects.get().deliveries.counts().queued == 12


@pytest.mark.parametrize("state", ["sent", "in_doubt", "data"])
def test_a_mailing_that_perhaps_reached_somebody_is_not_started_again(
    officer_client, mailing, state
):
    put(mailing, state, 1)

    page = shown(step(officer_client, mailing, "cancel"))

    mailing.refresh_from_db()
    assert ("발송된 메일" in page, mailing.state) == (True, "cancelled")
    with pytest.raises(RuleViolation):
        dispatch.send_issue(issue=mailing.issue, at=timezone.now())


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


@pytest.mark.parametrize("said", [{}, {"send_again": "1", "count_as_sent": "1"}], ids=str)
def test_what_becomes_of_doubts_is_said_not_guessed(officer_client, mailing, said):
    put(mailing, "in_doubt", 2)

    page = shown(step(officer_client, mailing, "decide", all="1", **said))

    assert "선택해 주십시오" in page
    assert mailing.deliveries.counts().in_doubt == 2
    assert list(history_of_mailings()) == []


def test_history_tells_what_was_decided(officer_client, mailing):
    put(mailing, "in_doubt", 3)
    doubts = list(mailing.deliveries.in_doubt())

    step(officer_client, mailing, "decide", delivery=[doubts[0].pk], send_again="1")
    step(officer_client, mailing, "decide", all="1", count_as_sent="1")
    step(officer_client, mailing, "pause")

    told = history_of_mailings()
    assert [re.findall(r"다시 보냅니다|보낸 것으로|일시 중지", each)[:1] for each in told] == [
        ["다시 보냅니다"],
        ["보낸 것으로"],
        ["일시 중지"],
    ]
    assert tuple(re.search(r"\d", each)[0] for each in told[:2]) == ("1", "2")


@pytest.mark.parametrize("number", [1, 6])
def test_list_of_mailings_asks_the_same_however_many(officer_client, mailing, number):
    now = timezone.now()
    for correction in range(1, number):
        Mailing.objects.create(
            issue=mailing.issue,
            correction=correction,
            subject="x",
            template=b"[]",
            started_at=now,
            touched_at=now,
            deadline_at=now,
        )
    page = reverse("admin:newsletter_mailing_changelist")
    officer_client.get(page)

    with CaptureQueriesContext(connection) as asked:
        answer = officer_client.get(page)

    assert answer.context["cl"].result_count == number
    of_mailings = [each["sql"] for each in asked if "newsletter_" in each["sql"]]
    assert len(of_mailings) == 5
    assert not any('"newsletter_mailing"."template"' in each for each in of_mailings)


@pytest.mark.parametrize("of", ["mailing_progress", "mailing_change", "newsletterissue_change"])
def test_pages_about_a_mailing_leave_the_mail_itself_where_it_is(officer_client, mailing, of):
    pk = mailing.issue_id if of.startswith("newsletterissue") else mailing.pk

    with CaptureQueriesContext(connection) as asked:
        answer = officer_client.get(reverse(f"admin:newsletter_{of}", args=[pk]))

    assert answer.status_code == 200
    assert [each["sql"] for each in asked if '"template"' in each["sql"]] == []


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
@pytest.mark.parametrize(
    "reason", ["", "554 5.7.1 you are on a list"], ids=["forgotten", "refused"]
)
def test_officers_are_told_once_that_a_mailing_is_held(officer, mailing, reason):
    put(mailing, "failed", 2)
    later = timezone.now() + 2 * mailings.FORGOTTEN

    for _turn in range(2):
        if reason:
            mailings.hold_refused(mailing_id=mailing.pk, reason=reason, at=later)
        else:
            mailings.hold_what_may_be_old(at=later)

    mailing.refresh_from_db()
    (letter,) = mail.outbox
    assert (mailing.state, letter.to) == ("held", [officer.email])
    assert letter.subject == f"발송 보류: {mailing.subject}"
    assert re.search(r"\b10\b", letter.body)
    assert reason in letter.body
    assert page_of(mailing) in letter.body


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
        # It asks for the progress, which would meet the next state's writing.
        page.wait_for_load_state("networkidle")
        page.goto("about:blank")
