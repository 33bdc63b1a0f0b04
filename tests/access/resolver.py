"""Every address that the portal knows, as its resolver spells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver


@dataclass(frozen=True)
class Address:
    route: str
    name: str
    pattern: URLPattern

    @property
    def is_admin(self) -> bool:
        return self.route.startswith("admin/")

    @property
    def names(self) -> set[str]:
        """What the address takes: `pk`, `slug`, `object_id` …"""
        own = self.pattern.pattern
        return set(own.regex.groupindex) | set(getattr(own, "converters", {}))


def addresses(
    patterns: list[Any] | None = None, prefix: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[Address]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(route, ":".join([*spaces, pattern.name or ""]), pattern)
        else:
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern.url_patterns, route, inner)
