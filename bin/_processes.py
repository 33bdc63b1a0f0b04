"""Starts the processes of the Procfile; when one ends, or Ctrl-C comes, all are stopped.

Only each process itself is told to stop, not its children: a Celery worker then winds down its own
pool and finishes what it does. (honcho signals whole groups, which kills the pool under it.)
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

from _services import dies_with_us

PROCFILE = Path(__file__).resolve().parent.parent / "Procfile"
GRACE_SECONDS = 30


class Supervisor:
    def __init__(self, commands: dict[str, str]) -> None:
        self.commands = commands
        self.width = max(map(len, commands))
        self.running: dict[str, subprocess.Popen[str]] = {}
        self.signals: list[int] = []

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda signum, _frame: self.signals.append(signum))
        for name, command in self.commands.items():
            self._start(name, command)
        while not self.signals and not self._ended():
            time.sleep(0.2)
        status = 128 + self.signals[0] if self.signals else 1
        for name, process in self._ended().items():
            self._say(f"{name} ended (status {process.returncode})")
        self._stop_all()
        return status

    def _start(self, name: str, command: str) -> None:
        process = subprocess.Popen(
            [*dies_with_us(), "sh", "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # Away from the terminal's group: Ctrl-C comes to us, and we pass it on in order.
            start_new_session=True,
        )
        self.running[name] = process
        Thread(target=self._relay, args=(name, process), daemon=True).start()

    def _relay(self, name: str, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            print(f"{name:<{self.width}} | {line}", end="", flush=True)

    def _ended(self) -> dict[str, subprocess.Popen[str]]:
        return {name: one for name, one in self.running.items() if one.poll() is not None}

    def _stop_all(self) -> None:
        self._say("stopping " + ", ".join(self.running))
        told = len(self.signals)
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        # Asked a second time, nobody wants to wait.
        while len(self._ended()) < len(self.running) and len(self.signals) == told:
            if time.monotonic() > deadline:
                break
            time.sleep(0.1)
        for process in self.running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._say("stopped")

    def _say(self, text: str) -> None:
        print(f"==> {text}", flush=True)


def procfile(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^(\w+):\s*(.+)$", path.read_text(), re.MULTILINE))


if __name__ == "__main__":
    sys.exit(Supervisor(procfile(Path(sys.argv[1]) if sys.argv[1:] else PROCFILE)).run())
