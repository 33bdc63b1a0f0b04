"""Page views with one row for one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.models import PageViewRow


@dataclass(frozen=True)
class RankedPage:
    page: str
    views: int
    addresses: tuple[str, ...]


def ranked_pages(rows: Iterable[PageViewRow]) -> list[RankedPage]:
    """Addresses of one page are added up before ranking."""
    views: dict[str, int] = {}
    addresses: dict[str, list[str]] = {}
    for row in rows:
        views[row.page] = views.get(row.page, 0) + row.views
        addresses.setdefault(row.page, []).append(row.url)
    pages = [RankedPage(page, count, tuple(addresses[page])) for page, count in views.items()]
    return sorted(pages, key=lambda ranked: (-ranked.views, ranked.page))
