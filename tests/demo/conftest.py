"""The demo alliance in a database of its own, driven by the commands that people use."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pypdf
import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Portal:
    """A portal as an officer at a terminal sees it."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            cwd=self.folder,
            env=self.environment,
            text=True,
            capture_output=True,
            check=check,
        )

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
def portal(tmp_path_factory):
    folder = tmp_path_factory.mktemp("portal")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "alliance.settings.dev",
        "PORTAL_TODAY": "2025-11-26",
        "VAR_DIR": str(folder / "var"),
        "REDIS_URL": "",
    }
    name = None
    if connection.vendor == "postgresql":
        name = f"demo_{os.getpid()}"
        settings = urlsplit(os.environ["DATABASE_URL"])
        admin_address = urlunsplit(settings._replace(scheme="postgresql"))
        _execute(admin_address, f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        environment["DATABASE_URL"] = urlunsplit(settings._replace(path=f"/{name}"))
    else:
        environment["DATABASE_URL"] = f"sqlite:///{folder / 'demo.sqlite3'}"
    made = Portal(folder, environment)
    made.run("migrate", "--verbosity", "0")
    made.run("load_demo")
    yield made
    if name:
        _execute(admin_address, f'DROP DATABASE "{name}" WITH (FORCE)')


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
