"""The directory's index in memory follows the listings, whoever changes them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from members.directory import Directory, DirectorySearch, index_of
from members.directory.index import GAP, ListingIndex
from members.models import Listing
from members.services.admission import admit
from members.services.listings import bring_up_to_date
from members.services.naming import record_organisation
from tests.directory import names_found

pytestmark = pytest.mark.django_db

DAY = date(2025, 11, 26)


@pytest.fixture
def join(officer, day):
    def make(name):
        organisation = record_organisation(name=name)
        admit(
            organisation=organisation,
            on=date(2024, 3, 2),
            kind="company",
            sub_kind="small",
            by=officer,
        )
        return organisation

    return make


def test_many_find_room_between_two_neighbours(join):
    join("가")
    join("나")
    for number in range(GAP + 4, 0, -1):
        join(f"가{number:02d}")
        names = names_found("", DAY)
        assert names == sorted(names)


def test_another_process_changed_it_meanwhile(join):
    """Whoever still asks for an earlier state gets that one or a later one, never an older one."""
    join("가온")
    before = bring_up_to_date(DAY)
    index_of(before)
    join("나래")
    after = bring_up_to_date(DAY)

    totals = [
        Directory(DirectorySearch(), index_of(version)).total for version in (before, after, before)
    ]

    assert totals == [1, 2, 2]


def test_what_did_not_change_is_not_read_again(join, django_assert_num_queries):
    join("가온")
    index = ListingIndex().brought_to(bring_up_to_date(DAY))

    # Which ones changed, and the fields' names.
    with django_assert_num_queries(2):
        assert index.brought_to(1).entries == index.entries


def test_a_listing_that_is_deleted_meanwhile_has_no_card(client, join):
    join("가온")
    client.get("/member_companies/")
    join("나래")
    bring_up_to_date(DAY)
    index_of(bring_up_to_date(DAY))
    Listing.objects.filter(name="나래").delete()

    assert client.get("/member_companies/").status_code == 200


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_is_made_anew():
    version = bring_up_to_date(DAY)
    died = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [died])
    other.close()

    assert bring_up_to_date(DAY) == version
