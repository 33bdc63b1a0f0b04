"""The drill of `benchmarks/newsletter_drill`, small: a mailing while its workers are killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def drill(*options):
    """It starts a PostgreSQL, a Redis, a mail server and workers of its own."""
    own = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.newsletter_drill", *options],
        cwd=ROOT,
        env=own,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout[done.stdout.index("{\n") :])


@pytest.mark.drill
@pytest.mark.parametrize("database", ["postgresql", "sqlite"])
def test_mailing_survives_the_death_of_everything(database):
    status, found = drill("--database", database, "--recipients", "500", "--kills", "5")

    assert (status, found["broken promises"]) == (0, [])
    assert (found["recipients"], found["kills"]) == (500, 5)


@pytest.mark.drill
def test_without_its_guard_the_drill_fails():
    """What was being handed over is just sent again: readers get two."""
    status, found = drill("--without-guard", "--recipients", "500", "--kills", "6")

    assert status == 1
    assert "nobody gets two" in found["broken promises"]
