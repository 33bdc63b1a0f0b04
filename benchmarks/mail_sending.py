"""How fast a mailing goes out, beside postfix's own load generator and django-post_office.

    python benchmarks/mail_sending.py [--rounds 5] [--messages 2000] [--tools FOLDER]
        [--peer PYTHON] [--peer-messages 400] [--json FILE]

Each round sends in this order, to the same `smtp-sink` on loopback and over four connections:

- reference: `smtp-source -s 4 -d`, messages of as many bytes as ours;
- ours: a mailing from its start to its last mark, in one process, its rows on a PostgreSQL of its
  own with fsync on, marks in batches of ten;
- peer: django-post_office end to end (send_many, then send_queued with four threads), with the
  same texts on the same PostgreSQL.

--tools is the folder with smtp-sink and smtp-source (they come with postfix, which need not be
installed: `apt-get download postfix && dpkg -x postfix*.deb FOLDER`). --peer is the Python of an
environment with django, django-post_office, dj-database-url and psycopg2-binary; without it the
peer is left out. What counts is the median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.newsletter_drill.ground import free_port, services  # noqa: E402

CONNECTIONS, BATCH = 4, 10
FIRST_DAY = date(2026, 1, 5)
STORIES = 74
TOOLS = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])


def scaling() -> float:
    """What two busy threads of the machine do beside one: its cores are not always whole ones."""
    busy = [sys.executable, "-c", "sum(i * i for i in range(6_000_000))"]
    began = time.perf_counter()
    subprocess.run(busy, check=True)
    one = time.perf_counter() - began
    both = [subprocess.Popen(busy) for _each in range(2)]
    began = time.perf_counter()
    for each in both:
        each.wait()
    return 2 * one / (time.perf_counter() - began)


@contextmanager
def sink(tools: Path) -> Iterator[int]:
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [str(tools / "smtp-sink"), *user, f"127.0.0.1:{port}", "1000"]
    process = subprocess.Popen(command, env=with_libraries(tools))
    try:
        for _try in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def with_libraries(tools: Path) -> dict[str, str]:
    """Out of an unpacked package the programs find their libraries beside themselves."""
    libraries = tools.parent / "lib" / "postfix"
    return (
        {**os.environ, "LD_LIBRARY_PATH": str(libraries)} if libraries.is_dir() else {**os.environ}
    )


def reference(tools: Path, port: int, messages: int, size: int) -> float:
    command = [str(tools / "smtp-source"), "-s", str(CONNECTIONS), "-d", "-l", str(size)]
    command += ["-m", str(messages), "-f", "a@portal.example", "-t", "b@domain1.example"]
    began = time.perf_counter()
    subprocess.run([*command, f"127.0.0.1:{port}"], check=True, env=with_libraries(tools))
    return time.perf_counter() - began


class Ours:
    """The portal in this process; a mailing a round."""

    def __init__(self, messages: int) -> None:
        import django

        django.setup()
        from django.core.management import call_command

        from members.models import User
        from newsletter.models import Subscriber
        from newsletter.sending import mailings
        from newsletter.sending.message import MailLinks, MailText

        call_command("migrate", verbosity=0)
        Subscriber.objects.bulk_create(
            Subscriber(email=f"reader{number}@domain{number % 40}.example")
            for number in range(messages)
        )
        self.officer = User.objects.create_user("officer@portal.example", is_officer=True)
        self.messages, self.day = messages, FIRST_DAY
        links = MailLinks.personal()
        own = (links.unsubscribe, links.preferences)
        self.text = MailText("newsletter", page(*own), words(*own), links)
        # Nobody else is to send.
        mailings.wake = lambda: None  # type: ignore[assignment]

    def issue(self) -> Any:
        from django.utils import timezone

        from newsletter.approving import approve_issue
        from newsletter.calendar import is_sending_day
        from newsletter.services import ArticleEntry, open_issue, set_articles

        while not is_sending_day(self.day):
            self.day += timedelta(days=1)
        issue = open_issue(on=self.day, title="newsletter")
        set_articles(issue=issue, entries=[ArticleEntry("domestic", "story")])
        approve_issue(issue=issue, by=self.officer, at=timezone.now(), advertising="no")
        issue.refresh_from_db()
        self.day += timedelta(days=1)
        return issue

    def size(self) -> int:
        """Bytes of a mail on the wire."""
        from newsletter.models import Delivery
        from newsletter.sending.letters import letter
        from newsletter.sending.queue import Work

        row = Delivery.objects.select_related("subscriber").first()
        assert row is not None
        work = Work(row.pk, row.email, row.domain, row.mailing_id, row.subscriber.key, 0)
        return len(letter(work)[1])

    def send(self, port: int) -> dict[str, float]:
        from django.conf import settings
        from django.utils import timezone

        from newsletter.sending import engine, mailings

        settings.EMAIL_PORT = port
        issue = self.issue()
        began = time.perf_counter()
        mailing = mailings.start_issue(issue=issue, text=self.text, at=timezone.now())
        queued = time.perf_counter()
        while engine.something_is_due():
            engine.send()
        ended = time.perf_counter()
        counts = mailing.deliveries.counts()
        if counts.sent != self.messages:
            sys.exit(f"not everybody was reached: {counts}")
        return {"queue": queued - began, "send": ended - queued}


def page(unsubscribe: str, preferences: str) -> str:
    row = (
        '<tr><td style="padding:8px 0;font-family:sans-serif"><a href="https://news.example/{0}">'
        "가상융합 산업 소식 {0}번째 이야기가 여기에 실립니다</a><br>가상일보 · 가상융합 기업이"
        " 새 전시관을 열고 지역 인력을 함께 기르기로 했습니다. 자세한 내용은 기사에서"
        " 볼 수 있습니다.</td></tr>"
    )
    rows = "".join(row.format(number) for number in range(STORIES))
    foot = f'<a href="{unsubscribe}">수신거부</a> · <a href="{preferences}">수신 설정</a>'
    return f"<html><body><table>{rows}</table><p>{foot}</p></body></html>"


def words(unsubscribe: str, preferences: str) -> str:
    rows = "".join(
        f"- 가상융합 산업 소식 {number}번째 이야기 (가상일보)\n  https://news.example/{number}\n"
        for number in range(STORIES)
    )
    return f"{rows}\n수신거부: {unsubscribe}\n수신 설정: {preferences}\n"


@dataclass(frozen=True)
class Peer:
    python: str
    folder: Path
    database: str

    def send(self, port: int, messages: int) -> dict[str, float]:
        links = ("https://portal.example/u/__READER__/", "https://portal.example/p/__READER__/")
        texts = {"HTML": page(*links), "TEXT": words(*links)}
        environment = {**os.environ, "PEER_DATABASE_URL": self.database, "PEER_PORT": str(port)}
        # Its settings are its own.
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        environment.pop("PYTHONPATH", None)
        for kind, text in texts.items():
            file = self.folder / f"peer.{kind.lower()}"
            file.write_text(text)
            environment[f"PEER_{kind}"] = str(file)
        script = str(ROOT / "benchmarks" / "peers" / "through_post_office.py")
        command = [self.python, script, str(messages)]
        done = subprocess.run(
            command, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return found


def measure(options: argparse.Namespace, tools: Path) -> dict[str, Any]:
    rounds: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="mail-sending-") as temporary:
        folder = Path(temporary)
        with services("postgresql", folder) as (environment, cluster), sink(tools) as port:
            environment |= {
                "EMAIL_URL": f"smtp://127.0.0.1:{port}",
                "MAIL_CONNECTIONS": str(CONNECTIONS),
                "MAIL_BATCH": str(BATCH),
                "DEBUG": "",
            }
            os.environ.update(environment)
            ours = Ours(options.messages)
            from django.db import connection, connections

            with connection.cursor() as cursor:
                cursor.execute("CREATE DATABASE peer")
            assert cluster is not None
            database = cluster.url.removesuffix("/postgres") + "/peer"
            peer = Peer(options.peer, folder, database) if options.peer else None
            try:
                ours.send(port)  # warms up
                size = ours.size()
                for number in range(options.rounds):
                    rounds.append(_round(options, tools, port, size, ours, peer))
                    print(f"round {number + 1}: {_rates(rounds[-1])}", file=sys.stderr)
            finally:
                connections.close_all()
    ratios = {
        name: round(median(each[above] / each[below] for each in rounds), 2)
        for name, above, below in (
            ("ours, sending / smtp-source", "ours", "reference"),
            ("ours, end to end / smtp-source", "ours_whole", "reference"),
            ("ours, end to end / django-post_office", "ours_whole", "peer"),
        )
        if above in rounds[0] and below in rounds[0]
    }
    rates = {name: round(median(each[name] for each in rounds)) for name in rounds[0]}
    return {
        "messages": options.messages,
        "bytes": size,
        "rounds": options.rounds,
        "two processes do": f"{scaling():.2f} of one",
        "messages a second": rates,
        "ratios": ratios,
    }


def _round(
    options: argparse.Namespace, tools: Path, port: int, size: int, ours: Ours, peer: Peer | None
) -> dict[str, float]:
    """Messages a second."""
    messages = options.messages
    found = {"reference": messages / reference(tools, port, messages, size)}
    took = ours.send(port)
    found["ours"] = messages / took["send"]
    found["ours_whole"] = messages / sum(took.values())
    if peer is not None:
        took = peer.send(port, options.peer_messages)
        found["peer"] = options.peer_messages / sum(took.values())
    return found


def _rates(found: dict[str, float]) -> str:
    return ", ".join(f"{name} {rate:,.0f}/s" for name, rate in found.items())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--tools", type=Path, help="folder with smtp-sink and smtp-source")
    parser.add_argument("--peer", default="", help="Python with django-post_office")
    parser.add_argument("--peer-messages", type=int, default=400)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    found = shutil.which("smtp-sink", path=str(options.tools) if options.tools else TOOLS)
    if found is None:
        print("Not measured: no smtp-sink here; it comes with postfix.", file=sys.stderr)
        return 0
    result = measure(options, Path(found).parent)
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
