"""What the drill stands on: database, broker, mail server, and the portal's processes."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "bin")]

import _services  # noqa: E402 -- the throw-away servers of the tests

START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Cluster:
    """A PostgreSQL that keeps its word (fsync on), and that can be struck down."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.password = secrets.token_hex(16)
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        _services._initialise_cluster(self.data, password=self.password)

    @property
    def url(self) -> str:
        return f"postgres://portal:{self.password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        program = _services._postgresql("postgres")
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "fsync": "on",
            "synchronous_commit": "on",
        }
        settings = [f"--{name}={value}" for name, value in options.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_services._as_postgres(), program, "-D", str(self.data), *settings],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        ready = [_services._postgresql("pg_isready"), "--quiet", "--host=127.0.0.1"]
        ready += [f"--port={self.port}", "--dbname=postgres"]
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run(ready).returncode:
            if time.monotonic() > deadline:
                raise TimeoutError((self.folder / "log").read_text()[-2000:])
            time.sleep(0.1)

    def stop(self, number: int = signal.SIGQUIT) -> None:
        """SIGQUIT is an immediate shutdown: no checkpoint, recovery at the next start."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait()


@contextmanager
def cluster() -> Iterator[Cluster]:
    with _services._folder(owner=_services._postgres_user()) as folder:
        database = Cluster(folder)
        try:
            database.start()
            yield database
        finally:
            database.stop()


@dataclass
class Processes:
    """The portal's processes and the mail server, each in a group of its own."""

    folder: Path
    environment: dict[str, str]
    running: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*_services.dies_with_us(), *command],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        process = self.running[name]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_all(self) -> None:
        for name in self.running:
            self.kill(name)


@contextmanager
def services(kind: str, folder: Path) -> Iterator[tuple[dict[str, str], Cluster | None]]:
    """The environment of the portal, and the cluster where there is one."""
    common = {
        "VAR_DIR": str(folder / "var"),
        "DJANGO_SETTINGS_MODULE": "alliance.settings.dev",
        "SECRET_KEY": secrets.token_hex(32),
        "SITE_URL": "https://portal.example",
        "PYTHONPATH": str(ROOT),
        # The .env of a checkout must not lead the drill elsewhere.
        "REDIS_URL": "",
        "PORTAL_TODAY": "",
    }
    with ExitStack() as stack:
        if kind == "sqlite":
            yield {**common, "DATABASE_URL": f"sqlite:///{folder / 'drill.sqlite3'}"}, None
            return
        database = stack.enter_context(cluster())
        redis = stack.enter_context(_services.redis_url())
        yield {**common, "DATABASE_URL": database.url, "REDIS_URL": redis}, database
