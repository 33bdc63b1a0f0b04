"""
How much memory and time a large sheet of members takes.

    python benchmarks/member_import.py [--rows 100000] [--faulty 5000] [--kind xlsx] [--json FILE]

Works in a database of its own: SQLite in a temporary folder, or the empty one that DATABASE_URL
names with --here. Each step is one process of its own, as an officer would start it; memory is the
most that the process ever held, less what the same process holds before it does anything.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MOST_MEGABYTES = 300
COLUMNS = (
    *("회원사명", "사업자등록번호", "구분", "세부구분", "대표자", "지역", "주소", "홈페이지"),
    *("사업분야", "태그", "소개", "가입일", "담당자명", "담당자이메일", "담당자전화"),
)
HEADS = ("가람", "나래", "다온", "라온", "마루", "바다", "사랑", "아라", "자람", "하늘")
TAILS = ("소프트", "미디어", "스튜디오", "테크", "랩스", "네트웍스", "콘텐츠", "솔루션")
FIELDS = ("XR 콘텐츠", "교육", "제조", "의료", "문화·관광", "디지털 트윈")
REGIONS = ("서울", "경기", "부산", "대전", "광주")
SIZES = ("대기업", "중기업", "소기업")
START = date(2021, 5, 18)


@dataclass
class Step:
    name: str
    seconds: float
    megabytes: float
    exit_code: int
    counts: dict[str, int]


def sheet_rows(count: int, faulty: int = 0) -> Iterator[list[str]]:
    """Invented members; every so many a row has a wrong check digit and an impossible day."""
    from members.validators import registration_check_digit

    chance = random.Random(20251126)  # noqa: S311 -- invented data
    every = count // faulty if faulty else 0
    for number in range(count):
        wrong = bool(every) and number % every == 0 and number // every < faulty
        digits = f"{number:09d}"
        check = (registration_check_digit(digits) + wrong) % 10
        joined = (START + timedelta(days=chance.randrange(1600))).isoformat()
        name = f"{chance.choice(HEADS)}{chance.choice(TAILS)} {number:06d}"
        yield [
            f"주식회사 {name}",
            f"{digits}{check}",
            "기업",
            chance.choice(SIZES),
            f"김{chance.choice(HEADS)}",
            chance.choice(REGIONS),
            f"{chance.choice(REGIONS)} 어디구 {chance.choice(HEADS)}로 {number % 500}",
            f"https://member-{number}.example/",
            ", ".join(chance.sample(FIELDS, 2)),
            ", ".join(f"표지 {chance.randrange(400)}" for _ in range(3)),
            f"{name}의 소개입니다. 가상 훈련과 전시 서비스를 만들고 운영합니다. " * 2,
            "2025-02-30" if wrong else joined,
            f"박{chance.choice(HEADS)}",
            f"contact-{number}@member.example",
            f"02-{number % 10000:04d}-0000",
        ]


def write_sheet(path: Path, rows: Iterator[list[str]]) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(rows)
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet("회원")
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append(row)
    book.save(path)


def changed(path: Path, target: Path, every: int) -> None:
    """The exported register with a new address, size and name in every so manieth row."""
    with (
        path.open(encoding="utf-8-sig", newline="") as source,
        target.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        reader = csv.DictReader(source)
        writer = csv.DictWriter(file, reader.fieldnames or [])
        writer.writeheader()
        for number, row in enumerate(reader):
            if number % every == 0:
                row["주소"] = f"{row['주소']} 2층"
                row["세부구분"] = "중기업" if row["세부구분"] != "중기업" else "소기업"
                row["회원사명"] = f"{row['회원사명']} 새이름"
            writer.writerow(row)


def run(name: str, *arguments: str, expected: int = 0) -> tuple[float, float, int]:
    """Seconds, megabytes at most, exit code of one command."""
    words = Path(os.environ["VAR_DIR"]) / "stderr.txt"
    start = time.perf_counter()
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, str(words), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        ],
    )
    _pid, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code != expected:
        sys.exit(f"{name} ended with {code}:\n{words.read_text()[-2000:]}")
    print(f"{name}: {seconds:.1f} s, {usage.ru_maxrss / 1024:.0f} MB, exit {code}", flush=True)
    return seconds, usage.ru_maxrss / 1024, code


def measure(folder: Path, rows: int, faulty: int, kind: str) -> list[Step]:
    steps: list[Step] = []
    report = folder / "report.json"
    run("migrate", "migrate", "-v0")
    empty = folder / f"empty.{kind}"
    write_sheet(empty, iter(()))
    # A sheet without rows is refused once everything is loaded.
    idle = min(run("idle", "import_members", str(empty), expected=1)[1] for _ in range(2))

    def step(name: str, *arguments: str, expected: int = 0) -> None:
        report.unlink(missing_ok=True)
        seconds, megabytes, code = run(name, *arguments, expected=expected)
        counts: dict[str, int] = {}
        if report.exists():
            found = json.loads(report.read_text(encoding="utf-8"))
            counts = {key: value for key, value in found.items() if key != "errors"}
            counts["errors"] = len(found["errors"])
        steps.append(Step(name, round(seconds, 1), round(megabytes - idle), code, counts))

    def importing(path: Path) -> tuple[str, ...]:
        return ("import_members", str(path), "--report", str(report))

    bad, good = folder / f"bad.{kind}", folder / f"good.{kind}"
    write_sheet(bad, sheet_rows(rows, faulty))
    write_sheet(good, sheet_rows(rows))
    back, other = folder / f"back.{kind}", folder / "changed.csv"
    step("faulty rows", *importing(bad), expected=1)
    step("new rows", *importing(good))
    step("export", "export_members", str(back))
    step("unchanged rows", *importing(back))
    run("export", "export_members", str(folder / "back.csv"))
    changed(folder / "back.csv", other, 10)
    step("every tenth row changed", *importing(other))
    return steps


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--faulty", type=int, default=5_000)
    parser.add_argument("--kind", choices=["xlsx", "csv"], default="xlsx")
    parser.add_argument("--here", action="store_true", help="in the database of DATABASE_URL")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="member-import-") as name:
        folder = Path(name)
        if not options.here:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'benchmark.sqlite3'}"
        os.environ["VAR_DIR"] = name
        steps = measure(folder, options.rows, options.faulty, options.kind)
    for step in steps:
        print(f"{step.name:24} {step.seconds:8.1f} s  +{step.megabytes:4.0f} MB  {step.counts}")
    if options.json:
        options.json.write_text(json.dumps([asdict(step) for step in steps]), encoding="utf-8")
    return int(any(step.megabytes > MOST_MEGABYTES for step in steps))


if __name__ == "__main__":
    sys.exit(main())
