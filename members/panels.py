"""What the members' app shows on the portal's shared pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.panels import PanelContext, PanelPlace, panel
from members import roles
from members.counting import member_statistics


@panel(
    PanelPlace.HOME,
    "members.directory",
    title=_("Member directory"),
    order=50,
    template_name="members/panels/directory.html",
)
def directory(context: PanelContext) -> Mapping[str, Any]:
    return {
        "statistics": member_statistics(context.on),
    }


@panel(
    PanelPlace.DASHBOARD,
    "members.status",
    title=_("Members of the alliance"),
    order=50,
    template_name="members/panels/status.html",
)
def status(context: PanelContext) -> Mapping[str, Any]:
    return {"statistics": member_statistics(context.on)}


@panel(
    PanelPlace.MY,
    "members.organisations",
    title=_("My organisations"),
    order=10,
    template_name="members/panels/my_organisations.html",
)
def my_organisations(context: PanelContext) -> Mapping[str, Any] | None:
    represented = roles.organisations_represented_on(context.user, context.on)
    if not represented.exists():
        return None
    listed = set(represented.visible_on(context.on).values_list("pk", flat=True))
    return {"organisations": [(each, each.pk in listed) for each in represented]}


@panel(
    PanelPlace.MY,
    "members.seats",
    title=_("My seats"),
    order=20,
    template_name="members/panels/my_seats.html",
)
def my_seats(context: PanelContext) -> Mapping[str, Any] | None:
    seats = list(roles.seats_on(context.user, context.on))
    return {"seats": seats} if seats else None
