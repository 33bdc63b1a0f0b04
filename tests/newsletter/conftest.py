from __future__ import annotations

from datetime import datetime, time

import pytest

from alliance.periods import SEOUL
from members.services.naming import record_organisation
from newsletter.sending import letters
from newsletter.services import (
    book_promotion,
    open_issue,
    place_promotion,
    record_issue_sent,
)
from tests.newsletter.issues import approve


@pytest.fixture(autouse=True)
def texts_of_mailings_forgotten():
    """A mailing keeps its number for ever, except where a test's database begins anew."""
    letters._mailing.cache_clear()


@pytest.fixture
def partner(db):
    return record_organisation(name="가상융합진흥원", short_name="가융원")


@pytest.fixture
def send(db):
    """Send the issue of a day, with the promotions named."""

    def send_issue(day, *promotions):
        issue = open_issue(on=day)
        for promotion in promotions:
            place_promotion(promotion=promotion, issue=issue)
        approve(issue)
        record_issue_sent(issue=issue, at=datetime.combine(day, time(9), tzinfo=SEOUL))
        return issue

    return send_issue


@pytest.fixture
def book(partner):
    def book_banner(title, starts_on, ends_on):
        return book_promotion(
            organisation=partner, title=title, starts_on=starts_on, ends_on=ends_on
        )

    return book_banner
