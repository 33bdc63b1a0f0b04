"""What the subcommittees show on pages of others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.panels import PanelContext, PanelPlace, panel
from alliance.periods import Quarter
from subcommittees.checks import check_meeting, meeting_link
from subcommittees.models import SubcommitteeMeeting


@panel(
    PanelPlace.DASHBOARD,
    "subcommittees.reports",
    title=_("Subcommittee reports"),
    order=20,
    template_name="subcommittees/panels/reports.html",
)
def reports(context: PanelContext) -> Mapping[str, Any] | None:
    """Reports of this quarter and the one before that still want something."""
    start = Quarter.of(Quarter.of(context.on).start - timedelta(days=1)).start
    held = SubcommitteeMeeting.objects.held_between(start, context.on).select_related(
        "body", "place"
    )
    waiting = [
        {"meeting": meeting, "link": meeting_link(meeting), "findings": findings}
        for meeting in held
        if (findings := check_meeting(meeting))
    ]
    return {"meetings": waiting} if waiting else None
