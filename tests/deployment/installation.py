"""An installation as docker-compose.yml describes it: a built copy and its processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = "portal.example"
VARIABLES = {
    "SECRET_KEY": "a-key-of-this-test-only-" + "0123456789" * 4,
    "SITE_URL": f"https://{SITE}",
    "ALLOWED_HOSTS": SITE,
    "POSTGRES_PASSWORD": "unused",
    "REDIS_PASSWORD": "unused",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "DEFAULT_FROM_EMAIL": f"office@{SITE}",
}
# Long, for a machine that is busy with other tests.
WAIT_SECONDS = 240
STOP_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Installation:
    """A built copy of the project with the processes that run in it."""

    folder: Path
    services: dict[str, dict]
    environment: dict[str, str]
    port: int
    running: dict[str, subprocess.Popen] = field(default_factory=dict)

    def run(self, *command: str, **environment: str) -> str:
        """Run a command of the image to its end, as a one-shot container would."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run_python(self, statements: str) -> str:
        return self.run("python", "-c", f"import django; django.setup()\n{statements}")

    def command(self, service: str) -> list[str]:
        command = self.services[service]["command"]
        return [part.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}") for part in command]

    def start(self, service: str, **environment: str) -> subprocess.Popen:
        with (self.folder / f"{service}.log").open("ab") as log:
            process = subprocess.Popen(
                self.command(service),
                cwd=self.folder,
                env={**self.environment, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running[service] = process
        return process

    def log(self, service: str) -> str:
        return (self.folder / f"{service}.log").read_text(errors="replace")

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask(path, None, **headers)

    def ask(self, path: str, body: bytes | None, **headers: str) -> Answer:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=body,
            headers={"Host": SITE, **{name.replace("_", "-"): headers[name] for name in headers}},
        )
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=30) as response:
                return Answer(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, dict(refusal.headers), refusal.read())

    def get_through_proxy(self, path: str, **headers: str) -> Answer:
        return self.ask_through_proxy(path, None, **headers)

    def ask_through_proxy(self, path: str, body: bytes | None, **headers: str) -> Answer:
        through = {"X_Forwarded_For": "203.0.113.7", "X_Forwarded_Proto": "https"}
        return self.ask(path, body, **through, **headers)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def compose_config(folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    compose = ["docker-compose"] if shutil.which("docker-compose") else ["docker", "compose"]
    return subprocess.run(
        [*compose, "config"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
    )


def built_copy(folder: Path) -> Path:
    """What the Dockerfile copies, with the catalogues that it compiles."""
    ignored = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line]
    names = [line.removeprefix("**/") for line in ignored if not line.startswith("#")]
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*names))
    for catalogue in ROOT.glob("*/locale/**/*.mo"):
        shutil.copy(catalogue, folder / catalogue.relative_to(ROOT))
    return folder


@contextmanager
def new_database() -> Iterator[str]:
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"portal_processes_{uuid4().hex[:8]}"
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' "
            "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        )
        try:
            yield urlunsplit(url._replace(path=f"/{name}"))
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
            connection.close()


def own_redis_database() -> str:
    return urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path="/9"))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(portal: Installation) -> bool:
    with suppress(OSError):
        return portal.get("/healthz").status == 200
    return False


def wait_until(happened: Callable[[], bool], what: str, portal: Installation, service: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not happened():
        gone = portal.running[service].poll()
        if gone is not None or time.monotonic() > deadline:
            logs = "\n".join(f"{name}: {portal.log(name)[-3000:]}" for name in (service, "worker"))
            pytest.fail(f"{what}: not so (exit {gone})\n{logs}")
        time.sleep(0.1)


def kill_all(portal: Installation) -> None:
    for process in portal.running.values():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
