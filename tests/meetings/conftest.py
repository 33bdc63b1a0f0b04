from __future__ import annotations

import pytest

from meetings.services.rosters import open_roster
from tests.meetings import committee
from tests.meetings.desk import (  # noqa: F401 -- fixtures of the packet's tests
    at_once,
    draft,
    place_section,
    places_entry,
    published,
    quick,
    readers,
    second_client,
    written_entry,
)


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
