"""The demo alliance in a database of its own, driven by the commands that people use."""

from __future__ import annotations

import io
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pypdf
import pytest
from django.db import connection, connections, transaction

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Portal:
    """A portal as an officer at a terminal sees it."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            cwd=self.folder,
            env=self.environment,
            text=True,
            capture_output=True,
            check=False,
        )
        assert not (check and done.returncode), done.stderr
        return done

    def packet(self, *arguments: str) -> PacketText:
        output = self.folder / f"packet-{'-'.join(arguments).replace('/', '_') or 'full'}.pdf"
        self.run("build_packet", "2025-4", *arguments, "--output", str(output))
        return PacketText.of(output.read_bytes())


@dataclass(frozen=True)
class PacketText:
    content: bytes
    pages: tuple[str, ...]

    @classmethod
    def of(cls, content: bytes) -> PacketText:
        reader = pypdf.PdfReader(io.BytesIO(content))
        return cls(content, tuple(page.extract_text() for page in reader.pages))

    @property
    def plain(self) -> str:
        """All text without white space: where a line breaks is not the test's business."""
        return squeeze("".join(self.pages))

    def count(self, text: str) -> int:
        return self.plain.count(squeeze(text))

    def __contains__(self, text: str) -> bool:
        return squeeze(text) in self.plain


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="session")
def portal(tmp_path_factory, django_db_setup, django_db_blocker):
    folder = tmp_path_factory.mktemp("portal")
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            database = stack.enter_context(_copy_of_empty_database(folder))
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "alliance.settings.dev",
            "PORTAL_TODAY": "2025-11-26",
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": database,
            "REDIS_URL": "",
        }
        made = Portal(folder, environment)
        made.run("load_demo")
        yield made


@contextmanager
def _copy_of_empty_database(folder: Path) -> Iterator[str]:
    """Of the tests' own one, which is migrated: its address."""
    if connection.vendor == "sqlite":
        path = folder / "demo.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
        yield f"sqlite:///{path}"
        return
    name, origin = f"demo_{os.getpid()}", connection.settings_dict["NAME"]
    connection.close()  # A database in use is not copied.
    given = urlsplit(os.environ["DATABASE_URL"])
    administration = urlunsplit(given._replace(scheme="postgresql", path="/postgres"))
    _execute(administration, f'CREATE DATABASE "{name}" TEMPLATE "{origin}"')
    yield urlunsplit(given._replace(path=f"/{name}"))
    _execute(administration, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def inside(portal, settings, django_db_blocker):
    """The test itself works in the portal's database, and its changes are taken back."""
    settings.PORTAL_TODAY = portal.environment["PORTAL_TODAY"]
    files = {**settings.STORAGES["default"], "OPTIONS": {"location": portal.folder / "var/files"}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    usual = connections["default"]
    own = connections.create_connection("default")
    name = urlsplit(portal.environment["DATABASE_URL"]).path
    name = name if own.vendor == "sqlite" else name.removeprefix("/")
    own.settings_dict = {**own.settings_dict, "NAME": name}
    connections["default"] = own
    try:
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        own.close()
        connections["default"] = usual


def _execute(address: str, statement: str) -> None:
    session = psycopg2.connect(address)
    session.autocommit = True
    with session.cursor() as cursor:
        cursor.execute(statement)
    session.close()


@pytest.fixture(scope="session")
def packet(portal):
    """The full record of the fourth meeting."""
    return portal.packet()
