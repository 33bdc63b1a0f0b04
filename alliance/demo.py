"""The registry of demo loaders: each app loads its own part of the demo alliance (`demo.py`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter

from django.utils.module_loading import autodiscover_modules

DEMO_TODAY = date(2025, 11, 26)

Load = Callable[[], None]


@dataclass(frozen=True)
class DemoLoader:
    key: str
    after: tuple[str, ...]
    load: Load


_loaders: dict[str, DemoLoader] = {}


def demo_loader(key: str, *, after: tuple[str, ...] = ()) -> Callable[[Load], Load]:
    """Register a loader; it must be safe to repeat and go through the services people use."""

    def register(load: Load) -> Load:
        _loaders[key] = DemoLoader(key, after, load)
        return load

    return register


def loaders_in_order() -> list[DemoLoader]:
    autodiscover_modules("demo")
    order = TopologicalSorter({loader.key: loader.after for loader in _loaders.values()})
    return [_loaders[key] for key in order.static_order()]
