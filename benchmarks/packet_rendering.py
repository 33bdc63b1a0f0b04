"""How long a packet takes, beside `python -m weasyprint` on the same document in the same round.

    python benchmarks/packet_rendering.py [--rounds 5] [--growth] [--json FILE]

Every round runs each variant once, the reference first; what counts are the medians of the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings.test")

ONE_PAGE = ("visits",)
FIVE_PAGES = ("report4",)
PAGES = 46


@dataclass(frozen=True)
class Cost:
    cpu: float
    wall: float


def measured(work: Callable[[], object]) -> Cost:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Cost(time.process_time() - cpu, time.perf_counter() - wall)


def run_reference(html: Path, output: Path) -> Cost:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "weasyprint", "--quiet", str(html), str(output)], check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, time.perf_counter() - wall)


def write_reference(document, folder: Path) -> Path:
    """The same document for the command line: pictures, fonts and style as files beside it."""
    from alliance.rendering.korean import join_text
    from alliance.rendering.layout import page_html
    from alliance.rendering.style import FONT_FILES, PAGE_OF_PAGES, STYLE_FILES, document_css, find
    from alliance.rendering.whole import whole_body

    for key, picture in document.pictures().items():
        (folder / f"{key}.jpg").write_bytes(picture.read())
    for name in FONT_FILES:
        shutil.copy(find(name), folder)
    style = "\n".join(find(f"css/print/{name}").read_text() for name in STYLE_FILES)
    style = style.replace("static:fonts/", "") + document_css(document, PAGE_OF_PAGES)
    (folder / "style.css").write_text(style)
    body = re.sub(r'src="picture:([^"]+)"', r'src="\1.jpg"', whole_body(document, {}))
    # Whole words, as the engine keeps them, so that both break the same lines and pages.
    body = re.sub(r">([^<]+)<", lambda match: f">{join_text(match[1])}<", body)
    html = page_html(document, body)
    html = html.replace("</head>", '<link rel="stylesheet" href="style.css"></head>')
    path = folder / "packet.html"
    path.write_text(html)
    return path


def page_count(pdf: Path | bytes) -> int:
    import io

    import pikepdf

    with pikepdf.open(pdf if isinstance(pdf, Path) else io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def scaling_of_two() -> float:
    """How much two processes gain over one on this machine: two virtual cores are not two."""
    code = "sum(i * i for i in range(6_000_000))"
    command = [sys.executable, "-c", code]
    start = time.perf_counter()
    for _ in range(2):
        subprocess.run(command, check=True)
    alone = time.perf_counter() - start
    start = time.perf_counter()
    for child in [subprocess.Popen(command) for _ in range(2)]:
        child.wait()
    return alone / (time.perf_counter() - start)


def compare(rounds: int) -> dict[str, object]:
    from packet_document import build_document

    from alliance.rendering import FolderCache, personal_copy, render_draft, render_whole

    document = build_document(pages=PAGES)
    one_page = build_document(pages=PAGES, changed=ONE_PAGE)
    five_pages = build_document(pages=PAGES, changed=FIVE_PAGES)
    costs: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        html = write_reference(document, folder)
        whole = render_whole(document)
        published = folder / "whole.pdf"
        published.write_bytes(whole.pdf)
        for number in range(rounds):
            kept, fresh = FolderCache(folder / f"kept{number}"), FolderCache(folder / f"{number}")
            render_draft(document, kept)
            variants: dict[str, Callable[[], object]] = {
                "whole, warm worker": lambda: render_whole(document),
                "by sections, nothing cached": lambda cache=fresh: render_draft(document, cache),
                "draft, nothing changed": lambda cache=kept: render_draft(document, cache),
                "draft, one page changed": lambda cache=kept: render_draft(one_page, cache),
                "draft, five pages changed": lambda cache=kept: render_draft(five_pages, cache),
                "personal copy": lambda: personal_copy(whole.pdf, "김위원 열람용 2025.11.26"),
            }
            costs.setdefault("reference", []).append(run_reference(html, folder / "reference.pdf"))
            for label, work in variants.items():
                costs.setdefault(label, []).append(measured(work))
        pages = {
            "reference": page_count(folder / "reference.pdf"),
            "whole": whole.pages,
            "draft": render_draft(document, kept).pages,
        }
        draft = folder / "draft.pdf"
        draft.write_bytes(render_draft(document, kept).pdf)
        differing = differing_pages(published, draft)
    reference = costs["reference"]
    rows = {
        label: {
            "cpu": statistics.median(cost.cpu for cost in listed),
            "wall": statistics.median(cost.wall for cost in listed),
            "cpu_ratio": statistics.median(
                cost.cpu / base.cpu for cost, base in zip(listed, reference, strict=True)
            ),
            "wall_ratio": statistics.median(
                cost.wall / base.wall for cost, base in zip(listed, reference, strict=True)
            ),
        }
        for label, listed in costs.items()
    }
    return {"pages": pages, "differing_pages": differing, "rows": rows}


def differing_pages(first: Path, second: Path, dpi: int = 60) -> int | None:
    """Pages that do not look the same; None without poppler."""
    if not shutil.which("pdftoppm"):
        return None
    folders = []
    for number, pdf in enumerate((first, second)):
        folder = first.parent / f"pages{number}"
        folder.mkdir()
        subprocess.run(
            ["pdftoppm", "-r", str(dpi), "-gray", str(pdf), str(folder / "page")], check=True
        )
        folders.append([path.read_bytes() for path in sorted(folder.iterdir())])
    if len(folders[0]) != len(folders[1]):
        return max(map(len, folders))
    return sum(a != b for a, b in zip(*folders, strict=True))


def growth() -> list[dict[str, float]]:
    """Time and memory by number of pages, each in a process of its own."""
    rows = []
    for pages in (10, PAGES, 200, 500):
        answer = subprocess.run(
            [sys.executable, __file__, "--measure-pages", str(pages)],
            check=True,
            capture_output=True,
            text=True,
        )
        rows.append(json.loads(answer.stdout))
    return rows


def measure_pages(pages: int) -> dict[str, float]:
    from packet_document import build_document

    from alliance.rendering import render_whole

    render_whole(build_document(pages=10, photos=False))
    document = build_document(pages=pages)
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results = []
    cost = measured(lambda: results.append(render_whole(document)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = results[0].pages
    return {
        "pages": count,
        "cpu": cost.cpu,
        "ms_per_page": cost.cpu * 1000 / count,
        "peak_mb": peak,
        "mb_per_page": (peak - start) / count,
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--growth", action="store_true")
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--measure-pages", type=int, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    import django

    django.setup()
    if chosen.measure_pages:
        print(json.dumps(measure_pages(chosen.measure_pages)))
        return
    report: dict[str, object] = {"scaling_of_two": round(scaling_of_two(), 2)}
    print(f"two processes do the work of {report['scaling_of_two']}")
    if chosen.growth:
        report["growth"] = growth()
        for row in report["growth"]:
            print("  ".join(f"{name} {value:.1f}" for name, value in row.items()))
    else:
        report |= compare(chosen.rounds)
        print(f"pages {report['pages']}, pages that differ: {report['differing_pages']}")
        for label, row in report["rows"].items():
            print(
                f"{label:32} cpu {row['cpu']:6.2f} s ({row['cpu_ratio']:.3f}x)"
                f"  wall {row['wall']:6.2f} s ({row['wall_ratio']:.3f}x)"
            )
    if chosen.json:
        chosen.json.write_text(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
