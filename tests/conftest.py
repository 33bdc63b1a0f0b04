"""Personas and the clock."""

from __future__ import annotations

import gc
from datetime import date

import pytest
from django.test import Client
from xdist.scheduler import LoadFileScheduling

from members.models import Body, Person, Seat, User
from tests.browsing import chromium, open_page  # noqa: F401 -- fixtures
from tests.racing import race  # noqa: F401 -- a fixture

DAY = date(2025, 11, 26)

# Folders whose files share what takes long to make: one worker runs them all.
TOGETHER = ("tests/access/", "tests/demo/", "tests/deployment/")


class ByFile(LoadFileScheduling):
    """Each file's tests on one worker, as they share fixtures."""

    def _split_scope(self, nodeid):
        together = (folder for folder in TOGETHER if nodeid.startswith(folder))
        return next(together, None) or super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


# What a test asks for if it may reach the database; pytest-django refuses it to all others.
DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out tests that may not reach the database: another one changes nothing in them",
    )


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--database-only"):
        return
    kept, left_out = [], []
    for item in items:
        (kept if reaches_the_database(item) else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def reaches_the_database(item):
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgresql"))
    return marked or not DATABASE.isdisjoint(item.fixturenames)


def pytest_collection_finish(session):
    """What is loaded by now stays: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


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
