"""
How reading and printing outline text grows with its length.

    python -m benchmarks.outline_growth

Ten times the text may take at most twenty times as long; exit code 1 where it takes longer. The
shapes are those that tempt a parser into going back: stray quotation marks, rows that fit no
table, open brackets, deep nesting.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable

import django

SMALL, LARGE = 100_000, 1_000_000
HUGE = 10_000_000
MOST = 20.0

PAGE = (
    "□ 회의 개요\n ○ (일시·장소) 2025. 11. 26., 대회의실\n   - (참석자) 위원* 16명\n"
    "   * 대참 포함\n"
    "① 추진 경과\n※ 지난 회의 이후\n  · 자료 공유\n"
    '시간\t내용\t비고\n15:00\t"개회\n인사"\t사무국\n\n'
)
SHAPES = {
    "page": PAGE,
    "blank lines": "\n",
    "sub-items": "- 가\n",
    "footnotes": "- 가*\n* 나\n",
    "deep nesting": "".join(f"{'  ' * depth}- 가\n" for depth in range(200)),
    "table": "가\t나\t다\n",
    "stray quotation marks": '가\t"나\t"다\n',
    "doubled quotation marks": '"""\t""""\n',
    "rows that fit no table": "가\t" * 40 + "\n" + "나\t다\n" * 500,
    "rows too wide": "\t" * 60 + "\n",
    "open brackets": "- " + "(" * 500 + "\n",
    "stars": "가*" * 500 + "\n",
    "one paragraph": "가 나 다\n",
}


def text_of(shape: str, length: int) -> str:
    return (shape * (length // len(shape) + 1))[:length]


def seconds(work: Callable[[], object], *, rounds: int = 3) -> float:
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings.test")
    django.setup()
    from alliance.outline import parse
    from alliance.outline.html import to_html

    worst = 0.0
    print(
        f"{'shape':<26}{'parse 0.1M':>11}{'1M':>8}{'ratio':>7}{'10M':>8}"
        f"{'print 0.1M':>12}{'1M':>8}{'ratio':>7}"
    )
    for name, shape in SHAPES.items():
        small, large = text_of(shape, SMALL), text_of(shape, LARGE)
        parsing = [seconds(lambda text=text: parse(text)) for text in (small, large)]
        huge = seconds(lambda shape=shape: parse(text_of(shape, HUGE)), rounds=1)
        trees = [parse(small), parse(large)]
        printing = [seconds(lambda tree=tree: to_html(tree), rounds=1) for tree in trees]
        ratios = [pair[1] / pair[0] for pair in (parsing, printing)]
        worst = max(worst, *ratios)
        print(
            f"{name:<26}{parsing[0]:>11.3f}{parsing[1]:>8.3f}{ratios[0]:>7.1f}{huge:>8.2f}"
            f"{printing[0]:>12.3f}{printing[1]:>8.3f}{ratios[1]:>7.1f}"
        )
    print(f"\nworst ratio {worst:.1f}, allowed {MOST:.0f}")
    return 0 if worst <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
