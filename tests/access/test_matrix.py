"""Who gets what, by whichever method, at every address of the portal."""

from __future__ import annotations

import pytest

from tests.access.asking import SITE, every_row
from tests.access.expectations import Answer, answer, answers
from tests.access.identities import Who
from tests.access.resolver import addresses
from tests.access.tables import admin
from tests.access.writing import recorded

pytestmark = pytest.mark.django_db


def test_every_address_is_in_a_table():
    """A new address names its readers in a table of this folder, or it is not done."""
    known = {row.route for row in every_row()}

    assert {each.route for each in addresses()} == known


@pytest.mark.parametrize("row", SITE, ids=str)
def test_rows_name_everybody(row):
    assert (set(row.get), set(row.post)) == (set(Who), set(Who))


@pytest.mark.parametrize("row", SITE, ids=str)
def test_reading(world, row):
    assert answers(world, row, "get") == row.get


@pytest.mark.parametrize("row", SITE, ids=str)
def test_sending(world, row):
    assert answers(world, row, "post") == row.post


@pytest.mark.once("nobody gets as far as a record")
@pytest.mark.parametrize("who", [who for who in Who if who is not Who.OFFICER])
def test_admin_is_closed_to_all_but_officers(world, who):
    """The same answer, whether the record is there or not: nobody looks before the door."""
    client, let_in = world.client(who), []
    with recorded() as written:
        for row in admin.rows():
            path = world.path(row.path)
            found = (answer(client.get(path)), answer(client.post(path)))
            if found != (row.get[who], row.post[who]):
                let_in.append((path, *found))

    assert (let_in, written) == ([], set())
    assert answer(client.get("/admin/meetings/packet/0/workbench/")) == Answer.SIGN_IN


def test_officers_read_every_page_of_the_admin(world, fingerprint):
    """And change nothing by it, except that some reading is written down."""
    client, before = world.client(Who.OFFICER), fingerprint()

    found = {row.path: answer(client.get(world.path(row.path))) for row in admin.rows()}

    assert found == {row.path: row.get[Who.OFFICER] for row in admin.rows()}
    assert fingerprint() == before


def test_there_is_a_record_of_every_kind(world):
    """Else the admin's pages would be asked about records that are not there."""
    assert set(admin.registered()) - set(world.records) == set()
