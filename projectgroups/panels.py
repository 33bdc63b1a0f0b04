"""What project groups show on pages of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.panels import PanelContext, PanelPlace, panel
from members.roles import organisations_represented_on
from projectgroups.models import GroupMembership

SHOWN = 6


@panel(
    PanelPlace.MY,
    "projectgroups.groups",
    title=_("Our project groups"),
    order=35,
    template_name="projectgroups/panels/my_groups.html",
)
def my_groups(context: PanelContext) -> Mapping[str, Any] | None:
    """Of the organisations that the reader acts for; scores and ranks are not told here."""
    own = organisations_represented_on(context.user, context.on).values("pk")
    parts = GroupMembership.objects.filter(organisation__in=own).select_related("group")
    found = list(parts.order_by("-group__year", "group__name", "pk")[:SHOWN])
    return {"parts": found} if found else None
