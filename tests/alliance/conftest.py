from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def second_client(second_officer):
    client = Client()
    client.force_login(second_officer)
    return client
