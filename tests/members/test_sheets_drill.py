"""A large sheet in bounded memory; `benchmarks/member_import.py` does it with 100,000 rows."""

import json
import os
import subprocess
import sys

import pytest

from benchmarks import member_import

ROWS, FAULTY = 10_000, 1_000
MOST_MEGABYTES = 100

pytestmark = pytest.mark.drill


def test_memory_does_not_grow_with_rows_or_errors(tmp_path):
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'drill.sqlite3'}",
        "VAR_DIR": str(tmp_path),
    }
    figures = tmp_path / "figures.json"

    run = subprocess.run(
        [
            sys.executable,
            member_import.__file__,
            *("--rows", str(ROWS), "--faulty", str(FAULTY), "--json", str(figures), "--here"),
        ],
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    steps = {step["name"]: step for step in json.loads(figures.read_text(encoding="utf-8"))}
    assert {name: step["counts"] for name, step in steps.items() if step["counts"]} == {
        "faulty rows": counts(errors=2 * FAULTY),
        "new rows": counts(created=ROWS),
        "unchanged rows": counts(unchanged=ROWS),
        "every tenth row changed": counts(updated=ROWS // 10, unchanged=ROWS - ROWS // 10),
    }
    assert [name for name, step in steps.items() if step["megabytes"] > MOST_MEGABYTES] == []


def counts(**some):
    return {"rows": ROWS, "created": 0, "updated": 0, "unchanged": 0, "errors": 0} | some
