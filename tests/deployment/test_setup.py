"""What the set-up commands do on a machine that lacks system parts."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHELL_TOOLS = (
    "sh",
    "dirname",
    "basename",
    "cat",
    "cmp",
    "cp",
    "env",
    "ls",
    "mkdir",
    "rm",
    "tail",
    "true",
)


@dataclass(frozen=True)
class BareMachine:
    """A checkout, and a PATH with nothing but Python, the shell's tools and our doubles."""

    checkout: Path
    path: Path

    def double(self, name: str, script: str) -> None:
        program = self.path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def run(self, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", f"bin/{command}"],
            cwd=self.checkout,
            env={"PATH": str(self.path), **environment},
            capture_output=True,
            text=True,
        )

    def files(self) -> set[str]:
        return {str(path.relative_to(self.checkout)) for path in self.checkout.rglob("*")}


@pytest.fixture
def machine(tmp_path):
    checkout, path = tmp_path / "checkout", tmp_path / "path"
    path.mkdir()
    shutil.copytree(ROOT / "bin", checkout / "bin", ignore=shutil.ignore_patterns("__pycache__"))
    for tool in SHELL_TOOLS:
        (path / tool).symlink_to(shutil.which(tool))
    (path / "python3.11").symlink_to(sys.executable)
    bare = BareMachine(checkout, path)
    bare.double("id", "echo 1000")
    bare.double("apt-get", "exit 99")
    return bare


@pytest.mark.parametrize("command", ["demo", "test", "check"])
def test_without_rights_the_one_command_is_named_and_nothing_changes(machine, command):
    before = machine.files()

    result = machine.run(command, TEST_DATABASE_URL="given", TEST_REDIS_URL="given")

    packages = {
        "demo": "gettext",
        "check": "gettext docker-compose",
        "test": "gettext chromium poppler-utils docker-compose",
    }[command]
    install = f"apt-get update && apt-get install -y --no-install-recommends {packages}"
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "System parts are missing. Nothing was changed. As root, run once:",
        f"    su -c '{install}'",
    ]
    assert machine.files() == before


def test_sudo_that_asks_for_a_password_is_named_but_not_used(machine):
    machine.double("sudo", 'echo "a password is required" >&2; exit 1')

    result = machine.run("demo")

    assert result.returncode == 2
    assert "    sudo sh -c 'apt-get update && " in result.stderr
    assert "password is required" not in result.stderr


def test_sudo_without_password_installs_what_is_missing(machine):
    machine.double("sudo", 'test "$1" = -n && shift && exec "$@"')
    machine.double("apt-get", 'echo "apt-get $*" && test "$2" = update')

    result = machine.run("demo")

    assert result.returncode == 2
    assert result.stdout == "==> Installing system packages: gettext\n"
    assert (machine.checkout / "var/log/apt.log").read_text().splitlines() == [
        "apt-get -q update",
        "apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 install gettext",
    ]
    assert "Installing failed" in result.stderr


def test_system_without_apt_is_told_what_is_missing(machine):
    (machine.path / "apt-get").unlink()

    result = machine.run("demo")

    assert result.returncode == 2
    assert result.stderr == "Missing system parts (named as Debian packages): gettext\n"


def test_unfit_python_is_refused_by_name(machine):
    machine.double("old-python", "exit 1")

    result = machine.run("demo", PYTHON="old-python")

    assert result.returncode == 2
    assert "PYTHON=old-python is not a Python 3.11 to 3.13 with venv." in result.stderr
