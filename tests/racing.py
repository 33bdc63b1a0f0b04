"""Two workers at the same moment, on connections of their own."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from django.db import connection, connections


@pytest.fixture
def race(tmp_path, transactional_db):
    """Runs the functions at once; gives what each returned or raised, in their order.

    SQLite's test database lives in memory and locks unlike a file, so the threads meet in a copy
    of it; afterwards `race.look(question)` asks there.
    """
    path = tmp_path / "race.sqlite3"

    def connect():
        if connection.vendor == "sqlite":
            own = connections.create_connection("default")
            own.settings_dict = {**own.settings_dict, "NAME": str(path)}
            connections["default"] = own
        return connections["default"]

    def on_own_connection(work, answer):
        own = connect()
        try:
            own.ensure_connection()
            answer(work)
        finally:
            own.close()

    def run(*works):
        if connection.vendor == "sqlite":
            copy = sqlite3.connect(path)
            connection.connection.backup(copy)
            # Two that open it at once would get into each other's way changing the mode.
            copy.execute("PRAGMA journal_mode=WAL")
            copy.close()
        start = threading.Barrier(len(works))
        answers = [None] * len(works)

        def runner(number):
            def answer(work):
                start.wait(timeout=10)
                try:
                    answers[number] = work()
                except Exception as problem:
                    answers[number] = problem

            return lambda: on_own_connection(works[number], answer)

        _all([runner(number) for number in range(len(works))])
        return answers

    def look(question):
        found = []
        _all([lambda: on_own_connection(question, lambda ask: found.append(ask()))])
        return found[0]

    run.look = look
    return run


def _all(works):
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
