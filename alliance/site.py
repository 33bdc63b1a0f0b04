"""The public pages' menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class MenuItem:
    title: Any
    path: str
    is_current: bool = False


# At the addresses that the alliance's site already uses.
MENU = (
    MenuItem(_("Members"), "/member_companies/"),
    MenuItem(_("Events"), "/events/"),
    MenuItem(_("Archive"), "/metabus_trends_reports/"),
    MenuItem(_("Newsletter"), "/newsletter/"),
    MenuItem(_("Alliance news"), "/alliance_news/"),
    MenuItem(_("Notice board"), "/notice_board/"),
)


def menu_for(request: HttpRequest) -> list[MenuItem]:
    return [
        MenuItem(item.title, item.path, is_current=request.path.startswith(item.path))
        for item in MENU
        if _exists(item.path)
    ]


def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
