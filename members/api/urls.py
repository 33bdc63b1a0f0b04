"""Below /api/v1/."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path

from members.api.answers import api
from members.api.download import organisations_csv
from members.api.problems import not_found
from members.api.publishing import DOWNLOADS, published

app_name = "open-data"


def _published(patterns: list[Any]) -> list[URLPattern]:
    """The library's own views are closed to those who did not sign in."""
    for pattern in patterns:
        pattern.callback = published(pattern.callback)
    return patterns


urlpatterns = [
    path(
        "organisations.csv",
        published(organisations_csv, limit=DOWNLOADS),
        name="organisations-csv",
    ),
    *_published(api.urls[0]),
    path("<path:rest>", published(not_found), name="not-found"),
]
