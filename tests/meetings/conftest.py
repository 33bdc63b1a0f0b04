from __future__ import annotations

import pytest

from meetings.services.rosters import open_roster
from tests.meetings import committee


@pytest.fixture
def seats(steering_committee):
    return committee.fill(steering_committee)


@pytest.fixture
def meeting(steering_committee, seats):
    return committee.make_meeting(steering_committee)


@pytest.fixture
def roster(meeting):
    """Entries by the person's name."""
    return {entry.person.name: entry for entry in open_roster(meeting=meeting)}
