"""The demo's newsletters, promotions and mailings count as the packets print them."""

from __future__ import annotations

from datetime import date

import pytest

from alliance.packets import get_section
from alliance.periods import Quarter, ReportingPeriod
from members.demo.loader import load_organisations
from newsletter.demo.loader import load as load_newsletter
from newsletter.models import (
    EmailNotice,
    NewsletterIssue,
    Promotion,
    Subscriber,
    Suppression,
)
from newsletter.subscriptions import letters

pytestmark = pytest.mark.django_db


def test_demo_counts_what_the_packets_print(mailoutbox):
    load_organisations()
    load_newsletter()
    load_newsletter()

    told = {}
    for as_of in (date(2025, 11, 26), date(2025, 9, 30), date(2025, 9, 17)):
        period = ReportingPeriod(Quarter.of(as_of), as_of, date(2025, 1, 1))
        for key in ("issues", "promotions", "notices"):
            snapshot = get_section(f"newsletter.{key}").collect(period, as_of, {}).to_json()
            counts = [figure["value"] for figure in snapshot["figures"]]
            told[as_of.isoformat(), key] = counts
    assert told == {
        ("2025-11-26", "issues"): [36],
        ("2025-11-26", "promotions"): [64, 11],
        ("2025-11-26", "notices"): [27, 2],
        ("2025-09-30", "issues"): [65],
        ("2025-09-30", "promotions"): [53, 20],
        ("2025-09-30", "notices"): [25, 9],
        ("2025-09-17", "issues"): [56],
        ("2025-09-17", "promotions"): [49, 16],
        ("2025-09-17", "notices"): [24, 8],
    }
    assert Promotion.objects.count() == 64
    assert EmailNotice.objects.count() == 27
    unsent = NewsletterIssue.objects.exclude(state="sent")
    assert [(each.date, each.state) for each in unsent] == [(date(2025, 11, 27), "draft")]
    assert all(issue.date.weekday() < 5 for issue in NewsletterIssue.objects.all())
    _readers_consented_and_nobody_was_mailed(mailoutbox)


def _readers_consented_and_nobody_was_mailed(mailoutbox):
    readers = Subscriber.objects.all()
    assert readers.count() == 99
    assert Subscriber.objects.for_newsletter().count() == 93
    assert [each for each in readers if not each.email.endswith(".example")] == []
    assert [each for each in readers if each.confirm_by is None] == []
    assert Suppression.objects.count() == 2
    letters.send_waiting()
    assert mailoutbox == []
