"""Does a mailing reach everybody once while everything dies?

    python -m benchmarks.newsletter_drill                      PostgreSQL and Redis, 5,000 readers
    python -m benchmarks.newsletter_drill --database sqlite --recipients 600 --kills 6
    python -m benchmarks.newsletter_drill --without-guard ...  must fail

Two workers with two mail connections each are killed with `kill -9` at random moments, Redis is
emptied twice and PostgreSQL struck down once. A mail server of its own counts what it took by
Message-ID. Exit 0 when the promises held:

- every reader ends as sent, failed or in doubt;
- nothing that is recorded as sent is missing at the mail server;
- no mail arrived twice;
- in doubt are at most connections x batch x faults;
- after every fault sending went on within 60 seconds, with nobody's help.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from benchmarks.newsletter_drill.ground import ROOT, Processes, free_port, services

WORKERS = 2
CONNECTIONS_EACH = 2
GOES_ON_WITHIN = 60
GIVES_UP_AFTER = 900
DAY = date(2026, 1, 5)


@dataclass
class Faults:
    kills: int = 0
    flushes: int = 0
    restarts: int = 0
    at: list[float] = field(default_factory=list)


class Drill:
    def __init__(self, options: argparse.Namespace, processes: Processes, log: Path) -> None:
        self.options, self.processes, self.log = options, processes, log
        self.chance = random.Random(options.seed)  # noqa: S311 -- moments, not secrets
        self.faults = Faults()
        self.app = "benchmarks.newsletter_drill.unguarded" if options.without_guard else "alliance"

    def start_worker(self, number: int) -> None:
        command = [sys.executable, "-m", "celery", "-A", self.app, "worker", "-c", "1"]
        self.processes.start(f"worker{number}", [*command, "-n", f"w{number}", "-l", "INFO"])

    def start_all(self, port: int) -> None:
        sink = str(ROOT / "benchmarks/newsletter_drill/sink.py")
        seconds = str(self.options.answer_seconds)
        self.processes.start("sink", [sys.executable, sink, str(port), str(self.log), seconds])
        beat = [sys.executable, "-m", "celery", "-A", "alliance", "beat", "-l", "INFO"]
        pid = str(self.processes.folder / "beat.pid")
        self.processes.start("beat", [*beat, "--pidfile", pid])
        for number in range(WORKERS):
            self.start_worker(number)

    def taken(self) -> int:
        return self.log.read_bytes().count(b"\n") if self.log.exists() else 0

    def wait_for_more(self) -> bool:
        """Until a mail is taken; False when all is over."""
        before, deadline = self.taken(), time.monotonic() + GIVES_UP_AFTER
        while self.taken() == before:
            if self.is_over():
                return False
            if time.monotonic() > deadline:
                message = "Nothing is sent any more."
                raise TimeoutError(message)
            time.sleep(0.05)
        return True

    def is_over(self) -> bool:
        from newsletter.models import Mailing

        return patiently(lambda: not Mailing.objects.in_sending().exists())

    def strike(self, cluster) -> None:
        """All faults in a random order, each while mails go out."""
        faults = ["kill"] * self.options.kills
        if cluster is not None:
            faults += ["flush"] * 2 + ["restart"]
        self.chance.shuffle(faults)
        for fault in faults:
            if not self.wait_for_more():
                return
            time.sleep(self.chance.uniform(0, self.options.pace))
            self.faults.at.append(time.time())
            getattr(self, f"_{fault}")(cluster)
            print(f"{self.taken():>6} taken, {fault}", flush=True)

    def _kill(self, _cluster) -> None:
        number = self.chance.randrange(WORKERS)
        self.processes.kill(f"worker{number}")
        self.faults.kills += 1
        # What a supervisor does.
        self.start_worker(number)

    def _flush(self, _cluster) -> None:
        import redis

        redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
        self.faults.flushes += 1

    def _restart(self, cluster) -> None:
        cluster.stop()
        time.sleep(1)
        cluster.start()
        self.faults.restarts += 1

    def finish(self) -> None:
        deadline = time.monotonic() + GIVES_UP_AFTER
        while not self.is_over():
            if time.monotonic() > deadline:
                return
            time.sleep(0.5)


def patiently(question):
    from django.db import DatabaseError, InterfaceError, connection

    while True:
        try:
            return question()
        except (DatabaseError, InterfaceError):
            connection.close()
            time.sleep(0.3)


def prepare(recipients: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from members.models import User
    from newsletter.approving import approve_issue
    from newsletter.models import NewsletterIssue, Subscriber
    from newsletter.sending import mailings
    from newsletter.sending.texts import issue_text
    from newsletter.services import ArticleEntry, open_issue, set_articles

    call_command("migrate", verbosity=0)
    Subscriber.objects.bulk_create(
        Subscriber(email=f"reader{number}@domain{number % 40}.example")
        for number in range(recipients)
    )
    issue = open_issue(on=DAY, title="drill")
    set_articles(issue=issue, entries=[ArticleEntry("domestic", "story " * 20)] * 20)
    officer = User.objects.create_user("officer@alliance.example", is_officer=True)
    approve_issue(issue=issue, by=officer, at=timezone.now(), advertising="no")
    issue = NewsletterIssue.objects.with_contents().get(pk=issue.pk)
    mailings.start_issue(issue=issue, text=issue_text(issue), at=timezone.now())


def judge(drill: Drill, batch: int) -> dict[str, object]:
    from newsletter.models import Delivery
    from newsletter.sending.letters import message_id

    lines = [line.split(" ", 1) for line in drill.log.read_text().splitlines()]
    counted = Counter(identity for _at, identity in lines)
    moments = [float(at) for at, _identity in lines]
    rows = list(Delivery.objects.values_list("pk", "mailing__key", "state"))
    states = Counter(state for _pk, _key, state in rows)
    taken = {(pk, state): counted[message_id(key, pk)] for pk, key, state in rows}
    faults = drill.faults.kills + drill.faults.restarts
    bound = WORKERS * CONNECTIONS_EACH * batch * faults
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    found = {
        "database": drill.options.database,
        "guard": not drill.options.without_guard,
        "recipients": len(rows),
        "kills": drill.faults.kills,
        "redis emptied": drill.faults.flushes,
        "database struck down": drill.faults.restarts,
        "states": dict(states),
        "unsettled": sum(states[state] for state in ("queued", "claimed", "data")),
        "sent but lost": sum(state == "sent" and not n for (_, state), n in taken.items()),
        "second copies": sum(count - 1 for count in counted.values()),
        "in doubt, of which delivered": sum(
            state == "in_doubt" and bool(n) for (_, state), n in taken.items()
        ),
        "in doubt, bound": bound,
        "longest silence, seconds": round(max(gaps, default=0), 1),
        "whole run, seconds": round(moments[-1] - moments[0], 1),
    }
    found["broken promises"] = [
        name
        for name, broken in {
            "faults": drill.faults.kills < drill.options.kills,
            "everybody is settled": found["unsettled"],
            "nothing sent is lost": found["sent but lost"],
            "nobody gets two": found["second copies"],
            "doubts are bounded": states["in_doubt"] > bound,
            "goes on by itself": max(gaps, default=0) > GOES_ON_WITHIN,
        }.items()
        if broken
    ]
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--recipients", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--pace", type=float, default=3.0, help="longest time before a fault")
    parser.add_argument("--answer-seconds", type=float, default=0.06)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--without-guard", action="store_true")
    parser.add_argument("--keep", type=Path, help="keep logs in this folder")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="newsletter-drill-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with services(options.database, folder) as (environment, cluster):
            port = free_port()
            environment |= {
                "EMAIL_URL": f"smtp://127.0.0.1:{port}",
                "MAIL_SENDERS": str(WORKERS),
                "MAIL_CONNECTIONS": str(CONNECTIONS_EACH),
                "MAIL_BATCH": str(options.batch),
            }
            os.environ.update(environment)
            processes = Processes(folder, environment)
            drill = Drill(options, processes, folder / "taken.log")
            try:
                prepare(options.recipients)
                drill.start_all(port)
                drill.strike(cluster)
                drill.finish()
                found = judge(drill, options.batch)
            finally:
                processes.kill_all()
                from django.db import connections

                connections.close_all()
    print(json.dumps(found, indent=2))
    return 1 if found["broken promises"] else 0


if __name__ == "__main__":
    sys.exit(main())
