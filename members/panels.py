"""What the members' app shows on the portal's shared pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.panels import PanelContext, PanelPlace, panel
from members import roles
from members.counting import member_statistics
from members.models import EntryDraft, MemberRequest, MembershipApplication, Organisation, SizeCheck
from members.my.desk import desk_of
from members.services.representatives import unanswered_requests


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
    members = list(represented.members_on(context.on))
    others = [each for each in represented if each not in members]
    return {
        "desks": [desk_of(each, context.user, context.on) for each in members],
        "others": others,
    }


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


@panel(
    PanelPlace.DASHBOARD,
    "members.invitations",
    title=_("New invitations asked for"),
    order=12,
    template_name="members/panels/invitations.html",
)
def invitations_asked_for(context: PanelContext) -> Mapping[str, Any] | None:
    asked = unanswered_requests()
    return {"asked": asked} if asked else None


@panel(
    PanelPlace.DASHBOARD,
    "members.entries",
    title=_("Entries that wait for you"),
    order=11,
    template_name="members/panels/waiting_entries.html",
)
def waiting_entries(context: PanelContext) -> Mapping[str, Any] | None:
    waiting = list(EntryDraft.objects.waiting().select_related("organisation")[:10])
    return {"drafts": waiting} if waiting else None


@panel(
    PanelPlace.DASHBOARD,
    "members.requests",
    title=_("Requests of members"),
    order=13,
    template_name="members/panels/waiting_requests.html",
)
def waiting_requests(context: PanelContext) -> Mapping[str, Any] | None:
    waiting = list(MemberRequest.objects.waiting().select_related("organisation")[:10])
    return {"requests": waiting} if waiting else None


@panel(
    PanelPlace.DASHBOARD,
    "members.applications",
    title=_("Applications for membership"),
    order=10,
    template_name="members/panels/waiting_applications.html",
)
def waiting_applications(context: PanelContext) -> Mapping[str, Any] | None:
    waiting = list(MembershipApplication.objects.waiting()[:10])
    return {"applications": waiting} if waiting else None


@panel(
    PanelPlace.DASHBOARD,
    "members.size_checks",
    title=_("Sizes of companies to be confirmed"),
    order=14,
    template_name="members/panels/size_checks.html",
)
def sizes_to_confirm(context: PanelContext) -> Mapping[str, Any] | None:
    due = Organisation.objects.size_check_due(context.on).count()
    answered = list(SizeCheck.objects.answered().select_related("organisation")[:10])
    if not due and not answered:
        return None
    return {"due": due, "answered": answered, "on": context.on}
