"""A bar chart of months, laid out as plain SVG shapes so that its text stays text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django import template

register = template.Library()

WIDTH, HEIGHT = 696, 248
LEFT, RIGHT, TOP, BOTTOM = 58, 690, 30, 222
STEPS = (1, 2, 2.5, 5, 10)
# Dark and light keep two series apart in greyscale too.
FILLS = ("#b4bdcb", "#41577f")


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    fill: str
    text: str
    middle: float
    # Where its text stands: above the bars beside it too, which it is wide enough to reach.
    text_y: float


@dataclass(frozen=True)
class Tick:
    position: float
    text: str


@dataclass(frozen=True)
class Legend:
    x: float
    text_x: float
    label: str
    fill: str


@dataclass(frozen=True)
class MonthChart:
    bars: tuple[Bar, ...]
    rows: tuple[Tick, ...]
    months: tuple[Tick, ...]
    legend: tuple[Legend, ...]
    description: str


def top_of_scale(largest: float) -> tuple[float, int]:
    """A round number at or above the largest value, and how many steps lead there."""
    if largest <= 0:
        return 1, 1
    power = 1.0
    while power * 10 <= largest / 4:
        power *= 10
    while power > largest / 4:
        power /= 10
    step = next(power * factor for factor in STEPS if largest / (power * factor) <= 6)
    count = -int(-largest // step)
    return step * count, count


@register.simple_tag
def month_chart(series: Sequence[Mapping[str, Any]] | None, title: str = "") -> MonthChart:
    shown = list(series or ())[:2]
    fills = FILLS[-len(shown) :] if shown else ()
    largest = max((value or 0 for line in shown for value in line["values"]), default=0)
    top, count = top_of_scale(largest)
    scale = (BOTTOM - TOP) / top
    month_width = (RIGHT - LEFT) / 12
    bar_width = month_width * 0.76 / max(len(shown), 1)
    tallest = [
        max(value or 0 for value in month)
        for month in zip_longest(*(line["values"][:12] for line in shown))
    ]
    bars = []
    for order, (line, fill) in enumerate(zip(shown, fills, strict=True)):
        for month, value in enumerate(line["values"][:12]):
            if value is None:
                continue
            height = round(value * scale, 1)
            x = LEFT + month * month_width + month_width * 0.12 + order * bar_width
            newest = order == len(shown) - 1
            bars.append(
                Bar(
                    round(x, 1),
                    round(BOTTOM - height, 1),
                    round(bar_width, 1),
                    height,
                    fill,
                    f"{value:,}" if newest else "",
                    round(x + bar_width / 2, 1),
                    round(BOTTOM - tallest[month] * scale, 1),
                )
            )
    rows = tuple(
        Tick(round(BOTTOM - step * top / count * scale, 1), _number(step * top / count))
        for step in range(count + 1)
    )
    months = tuple(
        Tick(round(LEFT + (month + 0.5) * month_width, 1), str(month + 1)) for month in range(12)
    )
    legend = tuple(
        Legend(LEFT + 90 * order, LEFT + 90 * order + 14, str(line["label"]), fill)
        for order, (line, fill) in enumerate(zip(shown, fills, strict=True))
    )
    return MonthChart(tuple(bars), rows, months, legend, _description(shown, title))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def _description(series: Sequence[Mapping[str, Any]], title: str) -> str:
    """What the chart says, for those who cannot see it."""
    told = "; ".join(
        f"{line['label']}: "
        + ", ".join("-" if value is None else f"{value:,}" for value in line["values"])
        for line in series
    )
    return f"{title} {told}".strip()
