from __future__ import annotations

import logging

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from members.services.listings import bring_up_to_date
from tests.access import world as worlds
from tests.access.writing import TRACES


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    """Made once for all tests of this folder; each test's own changes are taken back after it."""
    # Sessions in memory: thousands of requests ask for one. Refusals are what is asked for here,
    # so the log of them is noise.
    memory = {"SESSION_ENGINE": "django.contrib.sessions.backends.cache"}
    logging.disable(logging.WARNING)
    with (
        override_settings(PORTAL_TODAY=worlds.DAY.isoformat(), **memory),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        made = worlds.build()
        # Whoever reads the directory first would make its listings, once.
        bring_up_to_date(worlds.DAY)
        yield made
        transaction.set_rollback(True)
    cache.clear()
    logging.disable(logging.NOTSET)


@pytest.fixture
def fingerprint():
    """Every row of every table, as far as a change could be seen: its number and its version."""

    def taken() -> dict[str, list]:
        found = {}
        for model in apps.get_models(include_auto_created=True):
            if model._meta.db_table not in TRACES:
                columns = ["pk", *(["version"] if hasattr(model, "version") else [])]
                rows = model._base_manager.order_by("pk").values_list(*columns)
                found[model._meta.label] = list(rows)
        return found

    return taken
