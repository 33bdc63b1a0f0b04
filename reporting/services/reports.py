"""A partner's report from opening to acceptance."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import Quarter
from members.models import User
from reporting.models import Partner, PartnerReport

State = PartnerReport.State


def open_report(*, partner: Partner, quarter: Quarter) -> PartnerReport:
    report, _created = PartnerReport.objects.get_or_create(
        partner=partner, year=quarter.year, quarter_number=quarter.number
    )
    return report


def refuse_unless_draft(report: PartnerReport) -> None:
    if not report.is_draft:
        raise RuleViolation(_("The report was handed in. Ask the secretariat to give it back."))


def _hold(report: PartnerReport) -> None:
    """Bring the report up to date; nobody else moves it before the transaction ends."""
    report.refresh_from_db(from_queryset=PartnerReport.objects.select_for_update())


def hold_draft(report: PartnerReport) -> None:
    """For whoever changes what the report holds: it is not handed in at the same moment."""
    _hold(report)
    refuse_unless_draft(report)


@transaction.atomic
def submit_report(
    *,
    report: PartnerReport,
    at: datetime,
    by: User | None,
    nothing_to_report: bool = False,
) -> None:
    """Hand in; a report without an activity must say that there is nothing to report."""
    hold_draft(report)
    has_activities = report.activities.exists()
    if nothing_to_report and has_activities:
        raise RuleViolation(_("The report holds activities, so there is something to report."))
    if not nothing_to_report and not has_activities:
        raise RuleViolation(
            _("The report holds no activity. Add one, or say that there is nothing to report.")
        )
    report.nothing_to_report = nothing_to_report
    report.state = State.SUBMITTED
    report.submitted_at, report.submitted_by = at, by
    report.save()


@transaction.atomic
def accept_report(*, report: PartnerReport) -> None:
    _hold(report)
    if report.state != State.SUBMITTED:
        raise RuleViolation(_("Only a report that was handed in can be accepted."))
    report.state = State.ACCEPTED
    report.save()


@transaction.atomic
def give_back_report(*, report: PartnerReport) -> None:
    """Let the partner work on it again."""
    _hold(report)
    if report.is_draft:
        raise RuleViolation(_("The partner is still working on this report."))
    report.state, report.submitted_at, report.submitted_by = State.DRAFT, None, None
    report.nothing_to_report = False
    report.save()
