"""What keeps the demo's processes together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SLEEPS = "exec sleep 300"


@pytest.fixture
def supervise(tmp_path):
    started: list[subprocess.Popen] = []

    def start(**commands: str) -> subprocess.Popen:
        procfile = tmp_path / "Procfile"
        procfile.write_text("".join(f"{name}: {line}\n" for name, line in commands.items()))
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "bin/_processes.py"), str(procfile)],
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def _pid(line: str) -> int:
    return int(line.partition("pid ")[2])


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _soon(happens: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not happens() and time.monotonic() < deadline:
        time.sleep(0.05)
    return happens()


def test_one_that_ends_is_named_and_stops_the_others(supervise):
    supervisor = supervise(web=f"echo pid $$; {SLEEPS}", beat="sleep 0.3; exit 3")

    output, _ = supervisor.communicate(timeout=20)

    lines = output.splitlines()
    assert lines[0].startswith("web  | pid ")
    assert lines[1:] == ["==> beat ended (status 3)", "==> stopping web, beat", "==> stopped"]
    assert supervisor.returncode == 1
    assert _is_gone(_pid(lines[0]))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_request_to_stop_lets_each_finish(supervise, number):
    finishes = "trap 'echo finished; exit' TERM; echo pid $$; while :; do sleep 0.1; done"
    supervisor = supervise(worker=finishes)
    pid = _pid(supervisor.stdout.readline())

    supervisor.send_signal(number)
    output, _ = supervisor.communicate(timeout=20)

    assert output.splitlines() == ["==> stopping worker", "worker | finished", "==> stopped"]
    assert supervisor.returncode == 128 + number
    assert _is_gone(pid)


def test_second_request_does_not_wait(supervise):
    supervisor = supervise(worker="trap 'echo told' TERM; echo pid $$; while :; do sleep 0.1; done")
    pid = _pid(supervisor.stdout.readline())
    supervisor.terminate()
    while "told" not in supervisor.stdout.readline():
        pass

    supervisor.terminate()

    assert supervisor.wait(timeout=10) == 128 + signal.SIGTERM
    assert _is_gone(pid)


def test_killed_supervisor_leaves_nothing_behind(supervise):
    supervisor = supervise(web=f"echo pid $$; {SLEEPS}")
    pid = _pid(supervisor.stdout.readline())

    supervisor.kill()

    assert _soon(lambda: _is_gone(pid))
