"""What reporting shows on the portal's shared pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.panels import PanelContext, PanelPlace, panel
from alliance.periods import Quarter
from reporting.checks import check_reports
from reporting.models import Partner, PartnerReport


@panel(
    PanelPlace.DASHBOARD,
    "reporting.reports",
    title=_("Partner reports of the quarter"),
    order=30,
    template_name="reporting/panels/reports.html",
)
def reports(context: PanelContext) -> Mapping[str, Any]:
    quarter = Quarter.of(context.on)
    return {
        "quarter": quarter.label,
        "handed_in": PartnerReport.objects.of_quarter(quarter).handed_in().count(),
        "partners": Partner.objects.on(context.on).count(),
        "findings": check_reports(quarter, context.on),
    }


@panel(
    PanelPlace.MY,
    "reporting.partnerships",
    title=_("Partner organisation"),
    order=15,
    template_name="reporting/panels/partnerships.html",
)
def partnerships(context: PanelContext) -> Mapping[str, Any] | None:
    partners = list(
        Partner.objects.of_user(context.user, context.on).select_related("organisation")
    )
    if not partners:
        return None
    return {"partners": partners, "quarter": Quarter.of(context.on).label}
