from __future__ import annotations

import pytest
from django.core.checks import Tags, run_checks
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from alliance import checks

pytestmark = pytest.mark.django_db


def database_problems() -> list[str]:
    return [problem.id for problem in run_checks(tags=[Tags.database], databases=["default"])]


def test_migrated_database_passes():
    assert database_problems() == []


def test_missing_guard_is_an_error(monkeypatch):
    monkeypatch.setattr(checks, "missing_overlap_guards", lambda alias: ["one_name_at_a_time"])

    assert database_problems() == ["alliance.E001"]


def test_guard_of_a_pending_migration_does_not_keep_migrate_from_running(monkeypatch):
    monkeypatch.setattr(checks, "missing_overlap_guards", lambda alias: ["one_name_at_a_time"])
    last = max(MigrationLoader(connection).graph.leaf_nodes("members"))
    MigrationRecorder(connection).record_unapplied(*last)

    assert database_problems() == []
