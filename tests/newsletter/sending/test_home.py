"""A copy of the database is told from the one that it was made of."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.utils import timezone

from newsletter.sending import engine, mailings
from newsletter.sending.home import database_identity

pytestmark = pytest.mark.django_db(transaction=True)


def test_copy_of_the_database_sends_nothing_by_itself(smtp, readers, start, monkeypatch):
    """Restored from a backup: what was sent after it was made waits again in the copy."""
    readers("one")
    monkeypatch.setattr(mailings, "database_identity", lambda: "where the backup was made")
    mailing = start()
    monkeypatch.setattr(mailings, "database_identity", lambda: "where it was restored")

    engine.take_part()
    engine.look_after()

    mailing.refresh_from_db()
    assert (mailing.state, smtp.taken) == ("held", [])
    mailings.resume(mailing=mailing, at=timezone.now())
    engine.take_part()
    assert len(smtp.taken) == 1


@pytest.mark.postgresql
def test_database_of_postgresql_knows_itself():
    here = database_identity()

    assert re.fullmatch(r"\d+:[0-9A-F]{8}:\d+", here)
    assert database_identity() == here


@pytest.mark.sqlite
def test_database_of_sqlite_knows_its_file(tmp_path, monkeypatch):
    file, copy = tmp_path / "portal.sqlite3", tmp_path / "copy.sqlite3"
    file.touch()
    copy.touch()
    found = []
    for each in (file, copy, file, tmp_path / "none"):
        monkeypatch.setitem(connection.settings_dict, "NAME", str(each))
        found.append(database_identity())

    assert found[0] == found[2] != found[1] != ""
    assert found[3] == ""
