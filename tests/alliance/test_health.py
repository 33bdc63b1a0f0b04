from __future__ import annotations

import pytest
from django.core.files.storage import Storage
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError


@pytest.fixture
def broken_storage(monkeypatch):
    def fail(self, *args, **kwargs):
        message = "disk full"
        raise OSError(message)

    monkeypatch.setattr(Storage, "save", fail)


def test_alive_asks_nobody(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_names_what_it_asked(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.content.decode().splitlines() == [
        "Database: OK",
        "Cache: OK",
        "Storage: OK",
        "Broker: OK",
    ]


@pytest.mark.django_db
def test_not_ready_without_file_storage(client, broken_storage):
    response = client.get("/readyz")

    assert response.status_code == 503
    assert "Storage: unavailable" in response.content.decode().splitlines()


def test_not_ready_without_broker(client, db, settings):
    from alliance.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    try:
        response = client.get("/readyz")
    finally:
        app.conf.broker_url = before

    assert response.status_code == 503
    assert "Broker: unavailable" in response.content.decode().splitlines()


@pytest.mark.django_db
def test_not_ready_tells_no_stranger_why(client, monkeypatch):
    """What PostgreSQL says of a lost connection names the host and its port."""

    def fail(self):
        message = 'connection to server at "db.internal" (192.0.2.7), port 5432 failed: refused'
        raise OperationalError(message)

    monkeypatch.setattr(BaseDatabaseWrapper, "temporary_connection", fail)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content == b"Database: unavailable\nCache: OK\nStorage: OK\nBroker: OK\n"
