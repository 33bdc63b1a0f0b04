"""What runs, on the dashboard: jobs that wait or work now, and those that failed this week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.models import Job
from alliance.panels import PanelContext, PanelPlace, panel

MOST = 10
REMEMBERED = timedelta(days=7)


@panel(
    PanelPlace.DASHBOARD,
    "alliance.jobs",
    title=_("What runs"),
    order=90,
    template_name="alliance/panels/jobs.html",
)
def what_runs(context: PanelContext) -> Mapping[str, Any] | None:
    jobs = list(
        Job.objects.filter(
            Q(state__in=[Job.State.QUEUED, Job.State.RUNNING])
            | Q(state=Job.State.FAILED, finished_at__gte=timezone.now() - REMEMBERED)
        ).select_related("requested_by__person")[:MOST]
    )
    return {"jobs": jobs} if jobs else None
