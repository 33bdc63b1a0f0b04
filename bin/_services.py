"""A throw-away PostgreSQL and Redis on loopback ports that the system chooses.

As a command it runs another one with their addresses and ends both afterwards, however that ends:

    python bin/_services.py python -m pytest -m drill

Addresses given as TEST_DATABASE_URL or TEST_REDIS_URL are used instead of starting anything.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 20
ATTEMPTS = 5


class ServiceError(Exception):
    pass


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """Yield the environment that leads to a real PostgreSQL and a real Redis."""
    with database_url() as database, redis_url() as redis:
        yield {"DATABASE_URL": database, "REDIS_URL": redis}


@contextmanager
def database_url() -> Iterator[str]:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with _folder(owner=_postgres_user()) as folder:
        password = secrets.token_hex(16)
        data = folder / "data"
        _initialise_cluster(data, password=password)

        def command(port: int) -> list[str]:
            options = {
                "listen_addresses": "127.0.0.1",
                "port": port,
                "unix_socket_directories": folder,
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "max_connections": 200,
            }
            settings = [f"--{name}={value}" for name, value in options.items()]
            return [*_as_postgres(), _postgresql("postgres"), "-D", str(data), *settings]

        def is_ready(port: int) -> bool:
            asked = [_postgresql("pg_isready"), "--quiet", "--host=127.0.0.1", f"--port={port}"]
            return subprocess.run([*asked, "--dbname=postgres"], check=False).returncode == 0

        with _running("PostgreSQL", command, is_ready, log=folder / "log") as port:
            yield f"postgres://portal:{password}@127.0.0.1:{port}/postgres"


@contextmanager
def redis_url() -> Iterator[str]:
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    with _folder() as folder:
        password = secrets.token_hex(16)
        configuration = folder / "redis.conf"
        # In a file, so that the password shows in no list of processes.
        configuration.write_text(
            f'bind 127.0.0.1\nsave ""\nappendonly no\ndir {folder}\nrequirepass {password}\n'
        )

        def command(port: int) -> list[str]:
            return [*dies_with_us(), "redis-server", str(configuration), "--port", str(port)]

        with _running("Redis", command, _answers, log=folder / "log") as port:
            yield f"redis://:{password}@127.0.0.1:{port}/0"


def _initialise_cluster(data: Path, *, password: str) -> None:
    password_file = data.with_name("password")
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if user := _postgres_user():
        shutil.chown(password_file, user)
    command = [*_as_postgres(), _postgresql("initdb"), "-D", str(data), "--username=portal"]
    command += ["--auth=scram-sha-256", f"--pwfile={password_file}"]
    # The C locale would make pg_trgm blind for Korean.
    command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"initdb failed:\n{done.stdout}{done.stderr}"
        raise ServiceError(message)


@contextmanager
def _running(
    name: str,
    command: Callable[[int], list[str]],
    is_ready: Callable[[int], bool],
    *,
    log: Path,
) -> Iterator[int]:
    """Run a server until the block ends; another process may be faster to a free port, so retry."""
    for _attempt in range(ATTEMPTS):
        port = _free_port()
        with log.open("wb") as output:
            # A session of its own, so that Ctrl-C ends the tests first and the server after them.
            process = subprocess.Popen(
                command(port), stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        try:
            if _becomes_ready(process, partial(is_ready, port)):
                yield port
                return
        finally:
            _stop(process)
    message = f"{name} does not start:\n{log.read_text(errors='replace')[-3000:]}"
    raise ServiceError(message)


def _becomes_ready(process: subprocess.Popen[bytes], is_ready: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if is_ready():
            return True
        time.sleep(0.1)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    # PostgreSQL's fast shutdown; Redis ends on it too.
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def _folder(*, owner: str | None = None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="portal-"))
    try:
        if owner:
            shutil.chown(folder, owner)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgresql(program: str) -> str:
    """Debian keeps the server's programs off the PATH, one folder per version."""
    installed = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = max(installed, key=lambda path: float(path.parts[-3]), default=None)
    found = str(newest) if newest else shutil.which(program)
    if found is None:
        message = f"PostgreSQL's {program} is not installed."
        raise ServiceError(message)
    return found


def _postgres_user() -> str | None:
    """PostgreSQL refuses to run as root, so its own user runs it then."""
    return "postgres" if os.geteuid() == 0 else None


def _as_postgres() -> list[str]:
    user = _postgres_user()
    if user is None:
        return dies_with_us()
    return ["setpriv", "--reuid", user, "--regid", user, "--init-groups", "--pdeathsig", "INT"]


def dies_with_us() -> list[str]:
    """Even a killed test run leaves no server behind (where the system can do that)."""
    return ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []


def stop_on_terminate() -> None:
    """Let SIGTERM unwind the `with` blocks as Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run a command in the foreground; a request to stop ends it first, and then us."""
    stopping: list[int] = []

    def pass_on(signum: int, frame: object) -> None:
        # Ctrl-C reaches the whole foreground group by itself; a plain kill reaches only us.
        if signum == signal.SIGTERM:
            process.send_signal(signal.SIGKILL if stopping else signal.SIGINT)
        stopping.append(signum)

    # Before the command starts: a caught signal is back to normal in it, an ignored one is not.
    handlers = {
        number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        process = subprocess.Popen(command, env={**os.environ, **environment})
        status = process.wait()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if stopping:
        return 128 + stopping[0]
    return status if status >= 0 else 128 - status


def main(command: list[str]) -> int:
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    stop_on_terminate()
    try:
        with services() as environment:
            return run(command, environment)
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
