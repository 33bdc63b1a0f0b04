"""The admin's look and side bar (django-unfold), grouped as the secretariat thinks."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _may_enter(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.is_staff)


def _item(title: Any, icon: str, model: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{model}_changelist"),
        "permission": _may_enter,
    }


def _group(title: Any, *items: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "separator": True, "collapsible": False, "items": list(items)}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Alliance secretariat"),
    "SITE_HEADER": _("Alliance secretariat"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "hub",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "DASHBOARD_CALLBACK": "alliance.dashboard.dashboard",
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "primary": {
            "50": "#eef4ff",
            "100": "#d9e6ff",
            "200": "#b8d0fe",
            "300": "#89b0fc",
            "400": "#5687f7",
            "500": "#256ef4",
            "600": "#0b50d0",
            "700": "#083891",
            "800": "#052b57",
            "900": "#03182f",
            "950": "#020f1e",
        },
    },
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": [
            _group(
                _("Meetings and packets"),
                {
                    "title": _("Dashboard"),
                    "icon": "space_dashboard",
                    "link": reverse_lazy("admin:index"),
                    "permission": _may_enter,
                },
                _item(_("Meetings"), "groups", "meetings_meeting"),
                _item(_("Packets"), "picture_as_pdf", "meetings_packet"),
                _item(_("Decisions"), "gavel", "meetings_decision"),
                _item(_("Bylaws"), "balance", "meetings_bylaw"),
            ),
        ],
    },
}
