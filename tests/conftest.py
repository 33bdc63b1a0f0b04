"""Personas and the clock."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from members.models import Body, Person, Seat, User
from tests.racing import race  # noqa: F401 -- a fixture

DAY = date(2025, 11, 26)


@pytest.fixture
def day(settings):
    """The sample's day, so that dated rights hold in tests."""
    settings.PORTAL_TODAY = DAY.isoformat()
    return DAY


@pytest.fixture
def officer(db):
    person = Person.objects.create(name="한사무")
    return User.objects.create_user(
        "officer@alliance.example", "officer-password", is_officer=True, person=person
    )


@pytest.fixture
def second_officer(db):
    person = Person.objects.create(name="두사무")
    return User.objects.create_user(
        "second@alliance.example", "officer-password", is_officer=True, person=person
    )


@pytest.fixture
def outsider(db):
    return User.objects.create_user("outsider@company.example", "outsider-password")


@pytest.fixture
def steering_committee(db):
    return Body.objects.create(
        kind=Body.Kind.STEERING, code="steering", name="운영위원회", valid_from=date(2022, 1, 1)
    )


@pytest.fixture
def committee_member(steering_committee):
    person = Person.objects.create(name="김위원")
    Seat.objects.create(
        body=steering_committee,
        person=person,
        sector=Seat.Sector.INDUSTRY,
        valid_from=date(2025, 1, 1),
        valid_to=date(2025, 12, 31),
    )
    return User.objects.create_user("member@industry.example", "member-password", person=person)


@pytest.fixture
def officer_client(officer, day):
    client = Client()
    client.force_login(officer)
    return client


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A skipped test is a failed test: it proves nothing, and nobody looks."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _, _, reason = report.longrepr
        report.outcome, report.longrepr = "failed", f"{item.nodeid} did not run: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.skipped:
        report.outcome, report.longrepr = "failed", f"{collector.nodeid} was skipped"
    return report
