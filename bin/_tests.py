"""Runs all tests on SQLite, then on a real PostgreSQL with a real Redis all that reach a database.

What may not reach a database (pytest-django sees to it) proves the same on either, so it runs once;
so does what carries the marker `once`.
Arguments go to pytest in both runs. `--drill` runs the slow fault drills instead, on PostgreSQL.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field

from _services import ServiceError, run, services, stop_on_terminate

SQLITE = {"DATABASE_URL": "sqlite://:memory:", "REDIS_URL": ""}
NO_TESTS = 5  # pytest's own


@dataclass(frozen=True)
class TestRun:
    name: str
    markers: str
    arguments: list[str] = field(default_factory=list)

    def on(self, environment: dict[str, str]) -> int:
        print(f"==> Tests: {self.name}", flush=True)
        command = [sys.executable, "-m", "pytest", "-m", self.markers, *self.arguments]
        return run(command, environment)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/test", description=__doc__)
    parser.add_argument("--drill", action="store_true", help="run the slow fault drills instead")
    options, for_pytest = parser.parse_known_args(arguments)
    stop_on_terminate()
    if options.drill:
        with services() as environment:
            return TestRun("fault drills on PostgreSQL and Redis", "drill", for_pytest).on(
                environment
            )

    # In the order of their names, as the slow files are not those with the most tests.
    parallel = ["-n", "2", "--no-loadscope-reorder", *for_pytest]
    sqlite = TestRun("SQLite", "not postgresql and not drill", parallel)
    postgresql = TestRun(
        "PostgreSQL and Redis",
        "not sqlite and not once and not drill",
        ["--database-only", *parallel],
    )
    status = {sqlite.name: sqlite.on(SQLITE)}
    if status[sqlite.name] <= 128:  # beyond: interrupted
        with services() as environment:
            status[postgresql.name] = postgresql.on(environment)
    # The arguments may name tests of one kind only, but not none at all.
    if sorted(status.values()) == [0, NO_TESTS]:
        return 0
    for name in (name for name, result in status.items() if result):
        print(f"bin/test: the run on {name} failed", file=sys.stderr)
    return max(status.values())


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ServiceError as error:
        sys.exit(str(error))
