from __future__ import annotations

import pytest
from django.test import Client

from alliance import jobs


@pytest.fixture
def second_client(second_officer):
    client = Client()
    client.force_login(second_officer)
    return client


@pytest.fixture
def work(monkeypatch):
    """Registers what jobs of the kind "test" do."""

    def register(function):
        monkeypatch.setitem(jobs._kinds, "test", function)

    register(lambda job: {"done": True})
    return register
