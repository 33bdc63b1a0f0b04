"""What a partner's report lacks or contradicts. Whoever checks only tells; nobody is stopped."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.findings import CheckFinding, errors_first
from alliance.periods import Quarter
from alliance.timetables import check_timetable
from reporting.models import Activity, Partner, PartnerReport


def check_reports(quarter: Quarter, day: date) -> list[CheckFinding]:
    """Of all partners of the day: who has not handed in, and what does not fit."""
    reports = {
        report.partner_id: report
        for report in PartnerReport.objects.of_quarter(quarter).select_related(
            "partner__organisation"
        )
    }
    findings = []
    for partner in Partner.objects.on(day).select_related("organisation"):
        report = reports.get(partner.pk)
        if report is None or report.is_draft:
            findings.append(
                CheckFinding.warning(
                    "report_missing",
                    _("%(partner)s has not handed in its report of %(quarter)s.")
                    % {"partner": partner, "quarter": quarter.label},
                    _report_link(report),
                )
            )
    activities = (
        Activity.objects.filter(report__in=reports.values())
        .select_related("report__partner__organisation")
        .prefetch_related("programme")
    )
    for activity in activities:
        findings += check_activity(activity)
    return errors_first(findings)


def check_activity(activity: Activity) -> list[CheckFinding]:
    link = reverse("admin:reporting_activity_change", args=[activity.pk])
    named = {"partner": activity.report.partner, "activity": activity.label}
    findings = [
        CheckFinding.error(
            f"programme_{finding.code}",
            _("%(partner)s, “%(activity)s”: %(message)s") % {**named, "message": finding.message},
            link,
        )
        for finding in check_timetable(
            activity.programme.all(), start=activity.start, end=activity.end
        )
    ]
    if activity.lies_outside_the_quarter:
        findings.append(
            CheckFinding.warning(
                "outside_quarter",
                _("%(partner)s, “%(activity)s” lies outside %(quarter)s.")
                % {**named, "quarter": activity.report.quarter.label},
                link,
            )
        )
    return findings


def _report_link(report: PartnerReport | None) -> str:
    if report is None:
        return reverse("admin:reporting_partnerreport_changelist")
    return reverse("admin:reporting_partnerreport_change", args=[report.pk])
