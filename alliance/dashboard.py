"""The admin's first page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from alliance.panels import PanelContext, PanelPlace, panels_for
from alliance.periods import today


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    panel_context = PanelContext(user=request.user, on=today())
    context["panels"] = panels_for(PanelPlace.DASHBOARD, panel_context)
    return context


def environment(request: HttpRequest) -> list[Any] | None:
    """The badge in the header: every page of the demo says that it is one."""
    return [_("Demo"), "warning"] if settings.DEMO else None
