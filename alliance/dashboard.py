"""The admin's first page."""

from typing import Any

from django.http import HttpRequest

from alliance.panels import PanelContext, PanelPlace, panels_for
from alliance.periods import today


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    panel_context = PanelContext(user=request.user, on=today())
    context["panels"] = panels_for(PanelPlace.DASHBOARD, panel_context)
    return context
