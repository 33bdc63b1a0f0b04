"""What the committee's meetings show on pages of others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliance.panels import PanelContext, PanelPlace, panel
from meetings.checks import check_meeting, meeting_link
from meetings.models import Meeting, PacketVersion
from members import roles


@panel(
    PanelPlace.HOME,
    "meetings.next",
    title=_("Next committee meeting"),
    order=10,
    template_name="meetings/panels/next_meeting.html",
)
def next_meeting(context: PanelContext) -> Mapping[str, Any] | None:
    """The day alone: anyone may read the home page."""
    meeting = Meeting.objects.steering().upcoming(context.on).select_related("body").first()
    if meeting is None:
        return None
    return {
        "body": meeting.body.name,
        "ordinal": meeting.ordinal,
        "date": meeting.date,
        "days": (meeting.date - context.on).days,
    }


@panel(
    PanelPlace.DASHBOARD,
    "meetings.lacks",
    title=_("What the next meeting still lacks"),
    order=10,
    template_name="meetings/panels/lacks.html",
)
def lacks(context: PanelContext) -> Mapping[str, Any] | None:
    meeting = meeting_at_hand(context.on)
    if meeting is None:
        return None
    return {
        "meeting": meeting,
        "link": meeting_link(meeting),
        "days": (meeting.date - context.on).days,
        "findings": check_meeting(meeting),
    }


@panel(
    PanelPlace.MY,
    "meetings.committee",
    title=_("Steering committee"),
    order=5,
    template_name="meetings/panels/committee.html",
)
def committee(context: PanelContext) -> Mapping[str, Any] | None:
    """The way to the committee's working place; officers have theirs in the admin."""
    if roles.is_officer(context.user):
        return None
    visible = Meeting.objects.steering().visible_to(context.user).select_related("body", "place")
    upcoming = visible.upcoming(context.on).first()
    published = (
        PacketVersion.objects.published()
        .filter(packet__meeting__in=visible.order_by())
        .select_related("packet__meeting__body")
        .order_by("-packet__meeting__date", "-number")
        .first()
    )
    if not (upcoming or published or roles.is_committee_member_on(context.user, context.on)):
        return None
    return {"upcoming": upcoming, "published": published}


def meeting_at_hand(day: date) -> Meeting | None:
    """The next meeting; with none to come, the last one held that is not closed."""
    found: Meeting | None = (
        Meeting.objects.steering()
        .filter(Q(date__gte=day) | Q(status=Meeting.Status.PLANNED))
        .exclude(status=Meeting.Status.CLOSED)
        .order_by("date", "start")
        .first()
        or Meeting.objects.steering().filter(status=Meeting.Status.HELD).order_by("-date").first()
    )
    return found
