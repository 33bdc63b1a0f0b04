"""
How fast the public directory answers, beside a hello view on the same server.

    python benchmarks/directory.py [--sizes 1138,11380,113800] [--rounds 5] [--seconds 2]
                                   [--json FILE]

DATABASE_URL names a PostgreSQL server on which databases may be made (they are dropped at the
end), or is empty for SQLite files in a temporary folder. Needs `wrk`. Each size has a database
and a server (gunicorn, 2 workers of 4 threads) of its own. Every round asks, in this order, for
hello; then at each size for pages that nobody asked for before (`new`, in the proportions of the
mix), for the mix of 20 Korean queries over and over (`mix`: a page made lately is kept), and for
the same with the ETags that browsers send (`again`). Ratios are medians of the rounds' own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SETTINGS = "benchmarks.directory_settings"
TODAY = "2025-11-26"
CONNECTIONS = 8
PAGE = "/member_companies/"
# Two plain, two further pages, four by facets alone, twelve by text, some of them with a facet.
MIX = (
    "",
    "?page=1",
    "?page=3",
    "?kind=company&page=2",
    "?kind=company",
    "?region=seoul&partners=1",
    "?field=교육&sub_kind=small",
    "?joined=2023&initial=ㄱ",
    "?q=메타",
    "?q=스튜디오",
    "?q=하늘",
    "?q=디지털",
    "?q=소프트&region=busan",
    "?q=ㅁㅌ",
    "?q=ㅎㄴㅅㅍ",
    "?q=가람 미디어",
    "?q=㈜나래",
    "?q=전시&kind=company",
    "?q=apxk",
    "?q=로보&field=제조",
)
HEADS = (
    "가람", "나래", "다온", "라온", "마루", "바름", "새론", "아람", "자운", "찬솔", "큰별",
    "타래", "파란", "하늘", "메타", "버추얼", "딥", "스마트", "오픈", "퓨처",
)  # fmt: skip
TAILS = (
    "스튜디오", "소프트", "로보틱스", "인터랙티브", "테크", "미디어", "시스템즈", "데이터",
    "게임즈", "이노베이션", "네트웍스", "솔루션",
)  # fmt: skip
FORMS = ("주식회사 {}", "㈜{}", "{} 주식회사", "(주){}", "사단법인 {}", "{}")
FIELDS = ("XR 콘텐츠", "교육", "제조", "의료", "문화·관광", "디지털 트윈", "플랫폼", "게임")
WORDS = (
    "가상 훈련", "전시", "실감형", "디지털 트윈", "교육 콘텐츠", "아바타", "제조 현장", "관광 안내",
    "의료 실습", "모션 캡처", "공간 지도", "협업 도구", "게임 엔진", "시뮬레이터", "체험관",
)  # fmt: skip
CLASSES = (
    ("company", "small"), ("company", "medium"), ("company", "large"),
    ("institution", "institution_association"), ("institution", "other_nonprofit"),
    ("university", ""),
)  # fmt: skip
REGIONS = ("seoul", "gyeonggi", "busan", "daejeon", "gwangju", "gangwon", "jeju")
BATCH = 2000
NEW_A_SECOND = 2000


def new_queries(count: int) -> list[str]:
    """Each asked once: of 20, two pages, six by facets alone, twelve by text, as in the mix."""
    chance = random.Random(7)  # noqa: S311 -- invented questions
    asked: dict[str, None] = {}
    while len(asked) < count:
        kind, region = chance.choice(("company", "institution")), chance.choice(REGIONS)
        facets = chance.choice(
            (f"kind={kind}", f"region={region}", f"joined=202{chance.randint(1, 5)}")
        )
        name = chance.choice(HEADS) + chance.choice(TAILS)
        start = chance.randrange(len(name) - 1)
        part = name[start : start + chance.randint(2, 3)]
        words = chance.choice(
            (part, chance.choice(HEADS), chance.choice(WORDS).replace(" ", "")[:3])
        )
        draw = chance.randrange(20)
        # A number that is of no account makes the address a new one.
        only = f"from={len(asked)}"
        if draw < 2:
            asked[f"?page={chance.randint(1, 40)}&{only}"] = None
        elif draw < 8:
            asked[f"?{facets}&field={chance.choice(FIELDS)}&{only}"] = None
        elif draw < 17:
            asked[f"?q={words}&{only}"] = None
        elif draw < 19:
            asked[f"?q={words}&{facets}&{only}"] = None
        else:
            asked[f"?q={initials(words)}&{only}"] = None
    return list(asked)


def initials(text: str) -> str:
    letters = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
    return "".join(
        letters[(ord(each) - ord("가")) // 588] if "가" <= each <= "힣" else each for each in text
    )


# --- Seeding: run in a process of its own, by --seed ------------------------------------------


def seed(count: int) -> None:
    import django

    django.setup()
    from datetime import date, timedelta

    from members.models import Organisation
    from members.services.listings import bring_up_to_date
    from members.services.register import NewOrganisation, register_many

    chance = random.Random(20251126)  # noqa: S311 -- invented data
    slugs: set[str] = set()
    for start in range(0, count, BATCH):
        entries = []
        for number in range(start, min(start + BATCH, count)):
            name = f"{chance.choice(HEADS)}{chance.choice(TAILS)} {number}"
            kind, sub_kind = chance.choices(CLASSES, weights=(70, 10, 4, 6, 5, 5))[0]
            entries.append(
                NewOrganisation(
                    name=FORMS[number % len(FORMS)].format(name),
                    slug=f"company-{number}",
                    member_number=f"MA-{number:06d}",
                    kind=kind,
                    sub_kind=sub_kind,
                    joined_on=date(2021, 5, 18) + timedelta(days=chance.randrange(1600)),
                    region=chance.choice(REGIONS),
                    homepage=f"https://company-{number}.example/",
                    introduction=" ".join(chance.choices(WORDS, k=12)),
                    fields=tuple(chance.sample(FIELDS, chance.randint(1, 3))),
                    tags=tuple(f"분야 {chance.randrange(200)}" for _ in range(3)),
                )
            )
        register_many(entries, by=None, slugs=slugs)
    partners = Organisation.objects.filter(pk__in=range(0, count * 2, 9))
    partners.update(seeks_partners=True)
    bring_up_to_date(date.fromisoformat(TODAY))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# --- Databases and servers -------------------------------------------------------------------


@contextmanager
def databases(sizes: list[int], folder: Path) -> Iterator[dict[int, str]]:
    """An address for each size, seeded; what was made on a server is dropped again."""
    given = os.environ.get("DATABASE_URL", "")
    run = secrets.token_hex(3)
    names = {size: f"directory_{run}_{size}" for size in sizes}
    if not given.startswith("postgres"):
        addresses = {size: f"sqlite:///{folder / name}.sqlite3" for size, name in names.items()}
        for size, address in addresses.items():
            prepare(size, address, folder)
        yield addresses
        return
    import psycopg2

    def run_sql(statement: str) -> None:
        connection = psycopg2.connect(given)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    parts = urlsplit(given)
    addresses = {size: urlunsplit(parts._replace(path=f"/{name}")) for size, name in names.items()}
    made: list[str] = []
    try:
        for size, name in names.items():
            run_sql(f"CREATE DATABASE {name} TEMPLATE template0")
            made.append(name)
            prepare(size, addresses[size], folder)
        yield addresses
    finally:
        for name in made:
            run_sql(f"DROP DATABASE {name} WITH (FORCE)")


def environment(address: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DATABASE_URL": address,
        "VAR_DIR": str(folder),
        "PORTAL_TODAY": TODAY,
        "PYTHONPATH": str(ROOT),
    }


def prepare(size: int, address: str, folder: Path) -> None:
    started = time.monotonic()
    env = environment(address, folder)
    python = sys.executable
    migrate = [python, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=env, check=True)
    itself = [python, str(Path(__file__).resolve()), "--seed", str(size)]
    subprocess.run(itself, cwd=ROOT, env=env, check=True)
    print(f"{size:,} organisations in {time.monotonic() - started:.0f} s", file=sys.stderr)


@contextmanager
def server(address: str, folder: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "benchmarks.directory_server:application"),
        *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
        *("--workers", "2", "--threads", "4", "--log-level", "warning"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(address, folder))
    try:
        _wait_for(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if ask(port, "/hello/")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    message = "The server did not come up."
    raise SystemExit(message)


def ask(port: int, path: str, etag: str = "") -> tuple[int, str]:
    # The headers are those of directory.lua: a page's ETag tells of the host as well.
    headers = {"Host": "127.0.0.1", "Accept-Language": "ko"}
    if etag:
        headers["If-None-Match"] = etag
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.read()
    etag = response.headers.get("ETag") or ""
    connection.close()
    return response.status, etag


# --- Measuring -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    per_second: float
    p50: float
    p95: float


def load(port: int, addresses: list[str], seconds: float, folder: Path) -> Measured:
    """What `wrk` counts; an answer other than 200 or 304 ends the run."""
    listed = folder / "addresses.txt"
    listed.write_text("\n".join(addresses) + "\n", encoding="utf-8")
    script = str(ROOT / "benchmarks" / "directory.lua")
    command = [
        *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "30s"),
        *("-s", script, f"http://127.0.0.1:{port}", "--", str(listed)),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    line = next(each for each in told.splitlines() if each.startswith("RESULT"))
    requests, microseconds, p50, p95, errors = map(float, line.split()[1:])
    if errors:
        message = f"{errors:g} of {requests:g} requests went wrong:\n{told}"
        raise SystemExit(message)
    return Measured(requests / microseconds * 1e6, p50, p95)


def path_of(query: str) -> str:
    return PAGE + quote(query, safe="?=&")


def measure(
    ports: dict[int, int], rounds: int, seconds: float, folder: Path
) -> dict[str, list[Measured]]:
    mix = [f"{path_of(query)}\t" for query in MIX]
    again = {
        size: [f"{path_of(query)}\t{ask(port, path_of(query))[1]}" for query in MIX]
        for size, port in ports.items()
    }
    for size, port in ports.items():
        for line in again[size]:
            if ask(port, *line.split("\t"))[0] != HTTPStatus.NOT_MODIFIED:
                message = f"{line} is not unchanged."
                raise SystemExit(message)
    cases: list[tuple[str, int, list[str]]] = []
    first = next(iter(ports.values()))
    cases += [("hello", first, ["/hello/\t"]), ("hello, portal", first, ["/hello-portal/\t"])]
    for size, port in ports.items():
        cases += [(f"new {size}", port, []), (f"mix {size}", port, mix)]
        cases += [(f"again {size}", port, again[size])]
    found: dict[str, list[Measured]] = {name: [] for name, _port, _mix in cases}
    # More than a second of them would need, so that none comes twice.
    most = int(NEW_A_SECOND * seconds)
    never = [f"{path_of(query)}\t" for query in new_queries(most * (rounds + 1))]
    for number in range(rounds + 1):
        for name, port, fixed in cases:
            addresses = fixed or never[number * most : (number + 1) * most]
            result = load(port, addresses, seconds, folder)
            if number:  # the first round warms up
                found[name].append(result)
    return found


def ratio(found: dict[str, list[Measured]], name: str, reference: str) -> float:
    pairs = zip(found[name], found[reference], strict=True)
    return statistics.median(one.per_second / other.per_second for one, other in pairs)


def scaling() -> float:
    """How much more two processes do here than one."""
    loop = [sys.executable, "-c", "for _ in range(8_000_000): pass"]

    def seconds(processes: int) -> float:
        started = time.monotonic()
        for process in [subprocess.Popen(loop) for _ in range(processes)]:
            process.wait()
        return time.monotonic() - started

    return 2 * seconds(1) / seconds(2)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1138,11380,113800")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seed", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.seed:
        seed(options.seed)
        return
    if not shutil.which("wrk"):
        parser.exit(0, "Nothing was measured: wrk is missing (apt-get install wrk)\n")
    sizes = [int(each) for each in options.sizes.split(",")]
    print(f"Two processes do {scaling():.2f} times what one does; load {os.getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        addresses = stack.enter_context(databases(sizes, folder))
        ports = {size: stack.enter_context(server(addresses[size], folder)) for size in sizes}
        found = measure(ports, options.rounds, options.seconds, folder)
    report(found, sizes)
    if options.json:
        raw = {name: [vars(each) for each in results] for name, results in found.items()}
        options.json.write_text(json.dumps(raw, indent=1), encoding="utf-8")


def report(found: dict[str, list[Measured]], sizes: list[int]) -> None:
    heads = f"{'req/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'of hello':>10}{'of smallest':>13}"
    print(f"{'case':<16}{heads}")
    for name, results in found.items():
        speed, p50, p95 = (
            statistics.median(getattr(each, field) for each in results)
            for field in ("per_second", "p50", "p95")
        )
        line = f"{name:<16}{speed:>8.0f}{p50:>9.1f}{p95:>9.1f}{ratio(found, name, 'hello'):>10.3f}"
        kind = name.partition(" ")[0]
        if (smallest := f"{kind} {sizes[0]}") in found:
            line += f"{ratio(found, name, smallest):>13.2f}"
        print(line)


if __name__ == "__main__":
    main()
