"""Charts of figures as static SVG; their numbers always stand in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# Dark and light keep two series apart in greyscale too.
_COLOURS = ("#b4bdcb", "#256ef4")
_FONT = "Pretendard GOV Variable, Pretendard GOV, Malgun Gothic, sans-serif"


def bar_chart(
    title: Any, labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]
) -> SafeString:
    import pygal

    return _drawn(pygal.Bar, title, labels, series, colours=_COLOURS, width=640)


def line_chart(title: Any, labels: Sequence[str], values: Sequence[int], name: Any) -> SafeString:
    import pygal

    return _drawn(pygal.Line, title, labels, [(str(name), values)], colours=_COLOURS[1:], width=640)


def _drawn(
    kind: Any,
    title: Any,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[int]]],
    *,
    colours: Sequence[str],
    width: int,
) -> SafeString:
    # Charts are slow to load, and drawn on one page.
    from lxml import etree
    from pygal.style import Style

    style = Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#1e2124",
        foreground_strong="#1e2124",
        foreground_subtle="#58616a",
        guide_stroke_color="#dfe3e8",
        major_guide_stroke_color="#cdd1d5",
        colors=tuple(colours),
        opacity=1,
        transition="0s",
        font_family=_FONT,
        label_font_size=13,
        major_label_font_size=13,
        value_font_size=12,
        value_label_font_size=12,
        legend_font_size=14,
    )
    chart = kind(
        style=style,
        width=width,
        height=340,
        js=(),
        print_values=True,
        print_values_position="top",
        value_formatter=lambda value: f"{value:,.0f}",
        legend_at_bottom=True,
        show_legend=len(series) > 1,
        x_label_rotation=0 if len(labels) < 8 else 30,
        margin=12,
    )
    chart.x_labels = list(labels)
    for name, values in series:
        chart.add(name, list(values))
    tree = etree.fromstring(chart.render())
    for script in tree.findall(".//{*}script"):
        script.getparent().remove(script)
    tree.set("role", "img")
    tree.set("aria-label", str(title))
    # The labels were escaped when they were drawn.
    return mark_safe(etree.tostring(tree, encoding="unicode"))
