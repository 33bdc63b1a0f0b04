"""Panels: what an app shows on pages that none of them owns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices


class PanelPlace(TextChoices):
    HOME = "home"
    DASHBOARD = "dashboard"
    MY = "my"
    COMMITTEE = "committee"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class PanelContext:
    """Who looks, on which day; `subject` is the organisation on an organisation's page."""

    user: Any
    on: date
    subject: Any = None


Collect = Callable[[PanelContext], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    place: PanelPlace
    key: str
    title: Any
    order: int
    template_name: str
    collect: Collect


_panels: dict[tuple[str, str], Panel] = {}


def panel(
    place: PanelPlace, key: str, *, title: Any, order: int, template_name: str
) -> Callable[[Collect], Collect]:
    """Register the decorated function; where it returns None the panel is not shown.

    The template prints `content` alone: frame and heading come from `components/panels.html`.
    """

    def register(collect: Collect) -> Collect:
        if (place, key) in _panels:
            message = f"Two panels on {place} are called {key}"
            raise ValueError(message)
        _panels[place, key] = Panel(place, key, title, order, template_name, collect)
        return collect

    return register


def panels_for(place: PanelPlace, context: PanelContext) -> list[tuple[Panel, Mapping[str, Any]]]:
    shown = []
    for item in sorted(_panels.values(), key=lambda each: (each.order, each.key)):
        if item.place == place and (content := item.collect(context)) is not None:
            shown.append((item, content))
    return shown
