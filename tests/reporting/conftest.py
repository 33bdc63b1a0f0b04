from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from alliance.periods import SEOUL, Quarter
from members.models import Person, User
from members.services.affiliations import take_post
from members.services.naming import record_organisation
from reporting.models import Partner
from reporting.services.activities import ActivityEntry, file_activity
from reporting.services.reports import accept_report, open_report, submit_report

FOURTH = Quarter(2025, 4)


def make_partner(code, name, short_name, position=1):
    return Partner.objects.create(
        code=code,
        organisation=record_organisation(name=name, short_name=short_name),
        position=position,
        valid_from=date(2022, 1, 1),
    )


@pytest.fixture
def rapa(db):
    return make_partner("rapa", "한국전파진흥협회", "RAPA")


@pytest.fixture
def iitp(db):
    return make_partner("iitp", "정보통신기획평가원", "IITP", position=2)


@pytest.fixture
def partner_user(rapa):
    """Acts for RAPA in the portal."""
    person = Person.objects.create(name="이전파")
    take_post(
        person=person,
        organisation=rapa.organisation,
        title="과장",
        on=date(2025, 1, 1),
        acts_for=True,
    )
    return User.objects.create_user("partner@rapa.example", "partner-password", person=person)


@pytest.fixture
def partner_client(partner_user, day):
    client = Client()
    client.force_login(partner_user)
    return client


@pytest.fixture
def hand_in(db):
    """A report of the quarter, accepted, with the activities given as keyword sets."""

    def report_of(partner, *activities, quarter=FOURTH):
        report = open_report(partner=partner, quarter=quarter)
        for told in activities:
            file_activity(report=report, entry=ActivityEntry(**told))
        submit_report(
            report=report,
            at=datetime(2025, 11, 21, 15, tzinfo=SEOUL),
            by=None,
            nothing_to_report=not activities,
        )
        accept_report(report=report)
        return report

    return report_of
