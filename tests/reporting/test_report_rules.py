"""유관기관 활동 보고: filing and handing in."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from alliance.errors import RuleViolation
from alliance.periods import SEOUL, Quarter
from members.services.naming import record_organisation
from reporting.models import Partner, PartnerReport
from reporting.services.activities import ActivityEntry, file_activity
from reporting.services.reports import (
    accept_report,
    give_back_report,
    open_report,
    submit_report,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 11, 21, 15, tzinfo=SEOUL)
FOURTH = Quarter(2025, 4)


def test_a_report_needs_an_activity_or_the_word_that_there_is_nothing(rapa):
    report = open_report(partner=rapa, quarter=FOURTH)

    with pytest.raises(RuleViolation):
        submit_report(report=report, at=NOW, by=None)
    submit_report(report=report, at=NOW, by=None, nothing_to_report=True)

    report.refresh_from_db()
    assert (report.state, report.nothing_to_report, report.submitted_at) == (
        "submitted",
        True,
        NOW,
    )


def test_a_report_with_activities_cannot_say_that_there_is_nothing(rapa):
    report = open_report(partner=rapa, quarter=FOURTH)
    file_activity(report=report, entry=ActivityEntry("info", "소식"))

    with pytest.raises(RuleViolation):
        submit_report(report=report, at=NOW, by=None, nothing_to_report=True)


def test_report_handed_in_meanwhile_is_closed_to_whoever_read_it_before(rapa):
    report = open_report(partner=rapa, quarter=FOURTH)
    file_activity(report=report, entry=ActivityEntry("info", "소식"))
    first, second, third = (PartnerReport.objects.get(pk=report.pk) for _each in range(3))
    submit_report(report=first, at=NOW, by=None)

    with pytest.raises(RuleViolation):
        submit_report(report=second, at=NOW, by=None)
    with pytest.raises(RuleViolation):
        file_activity(report=third, entry=ActivityEntry("info", "늦은 소식"))
    accept_report(report=report)  # read before it was handed in, too

    assert report.activities.count() == 1
    assert report.state == "accepted"


def test_what_was_handed_in_is_closed_until_it_is_given_back(rapa):
    report = open_report(partner=rapa, quarter=FOURTH)
    entry = ActivityEntry("info", "소식")
    file_activity(report=report, entry=entry)
    submit_report(report=report, at=NOW, by=None)

    with pytest.raises(RuleViolation):
        file_activity(report=report, entry=entry)
    with pytest.raises(RuleViolation):
        submit_report(report=report, at=NOW, by=None)
    give_back_report(report=report)
    file_activity(report=report, entry=ActivityEntry("info", "소식", headline="고친 말"))

    assert list(report.activities.values_list("label", "headline")) == [("소식", "고친 말")]


def test_only_what_was_handed_in_is_accepted(rapa):
    report = open_report(partner=rapa, quarter=FOURTH)

    with pytest.raises(RuleViolation):
        accept_report(report=report)


def test_a_partner_has_one_report_a_quarter(rapa):
    open_report(partner=rapa, quarter=FOURTH)

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerReport.objects.create(partner=rapa, year=2025, quarter_number=4)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerReport.objects.create(partner=rapa, year=2025, quarter_number=5)


def test_one_code_is_one_partner_at_a_time(rapa):
    other = record_organisation(name="다른 기관")

    with pytest.raises(IntegrityError), transaction.atomic():
        Partner.objects.create(code="rapa", organisation=other, valid_from=date(2025, 1, 1))
