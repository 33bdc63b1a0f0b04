"""The partners' working place: file the quarter's activities and hand the report in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.errors import RuleViolation
from alliance.models import StaleRecordError
from alliance.periods import Quarter, today
from reporting.forms import ActivityForm, ActivityPictureForm, SubmitForm
from reporting.models import Activity, Partner, PartnerReport
from reporting.services.reports import (
    hold_draft,
    open_report,
    refuse_unless_draft,
    submit_report,
)


@dataclass(frozen=True)
class Desk:
    """One partner's report of the running quarter; there is none before the first activity."""

    partner: Partner
    report: PartnerReport | None
    activities: list[Activity]

    @property
    def is_open(self) -> bool:
        return self.report is None or self.report.is_draft


def _partners(request: HttpRequest) -> QuerySet[Partner]:
    return (  # type: ignore[no-any-return]
        Partner.objects.of_user(request.user, today()).select_related("organisation")
    )


def _desk(partner: Partner, quarter: Quarter) -> Desk:
    report = PartnerReport.objects.of_quarter(quarter).filter(partner=partner).first()
    return Desk(partner, report, list(report.activities.all()) if report else [])


def _own_activity(request: HttpRequest, pk: int) -> Activity:
    """Of the signed-in partner's own reports; any other is as good as missing."""
    own = Activity.objects.filter(report__partner__in=_partners(request).values("pk"))
    return get_object_or_404(own.select_related("report__partner__organisation"), pk=pk)


def _closed(request: HttpRequest, activity: Activity) -> HttpResponse | None:
    """Back to the workspace with the reason, where the report was handed in already."""
    try:
        refuse_unless_draft(activity.report)
    except RuleViolation as refusal:
        return _refused(request, refusal)
    return None


def _refused(request: HttpRequest, refusal: RuleViolation) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect("reporting:workspace")


def _change(
    request: HttpRequest, activity: Activity, change: Callable[[], object]
) -> HttpResponse | None:
    """Do it while the report is held as a draft: a colleague may be handing it in."""
    try:
        with transaction.atomic():
            hold_draft(activity.report)
            change()
    except RuleViolation as refusal:
        return _refused(request, refusal)
    return None


@require_safe
def workspace(request: HttpRequest) -> HttpResponse:
    quarter = Quarter.of(today())
    desks = [_desk(partner, quarter) for partner in _partners(request)]
    if not desks:
        raise Http404
    past = (
        PartnerReport.objects.filter(partner__in=[desk.partner for desk in desks])
        .before_quarter(quarter)
        .select_related("partner__organisation")
    )
    return render(
        request,
        "reporting/workspace.html",
        {"desks": desks, "quarter": quarter, "past": past, "submit_form": SubmitForm()},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_add(request: HttpRequest, code: str) -> HttpResponse:
    partner = get_object_or_404(_partners(request), code=code)
    form = ActivityForm(request.POST or None)
    if form.is_valid():
        try:
            _add(form, partner)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The activity is filed."))
            return redirect("reporting:workspace")
    return render(request, "reporting/activity_form.html", {"form": form, "partner": partner})


@transaction.atomic
def _add(form: ActivityForm, partner: Partner) -> None:
    report = open_report(partner=partner, quarter=Quarter.of(today()))
    hold_draft(report)
    last = report.activities.aggregate(last=Max("position"))["last"] or 0
    form.instance.report, form.instance.position = report, last + 1
    form.save()


@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _own_activity(request, pk)
    if (closed := _closed(request, activity)) is not None:
        return closed
    form = ActivityForm(request.POST or None, instance=activity)
    if form.is_valid():
        try:
            closed = _change(request, activity, form.save)
        except StaleRecordError:
            form.add_error(None, _("Somebody else saved at the same moment. Save again."))
        else:
            if closed is not None:
                return closed
            messages.success(request, _("The activity is filed."))
            return redirect("reporting:workspace")
    return _activity_page(request, activity, form, ActivityPictureForm())


def _activity_page(
    request: HttpRequest, activity: Activity, form: ActivityForm, picture_form: ActivityPictureForm
) -> HttpResponse:
    context = {
        "form": form,
        "partner": activity.report.partner,
        "activity": activity,
        "pictures": activity.pictures.all(),
        "picture_form": picture_form,
    }
    return render(request, "reporting/activity_form.html", context)


@require_POST
def activity_delete(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _own_activity(request, pk)
    if (closed := _change(request, activity, activity.delete)) is not None:
        return closed
    messages.success(request, _("The activity is deleted."))
    return redirect("reporting:workspace")


@require_POST
def picture_add(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _own_activity(request, pk)
    if (closed := _closed(request, activity)) is not None:
        return closed
    form = ActivityPictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _activity_page(request, activity, ActivityForm(instance=activity), form)
    file = form.cleaned_data["file"]

    def add() -> None:
        activity.pictures.create(
            file=file,
            original_name=file.original_name,
            caption=form.cleaned_data["caption"],
            position=activity.pictures.count() + 1,
        )

    return _change(request, activity, add) or redirect("reporting:activity-edit", pk)


@require_POST
def picture_delete(request: HttpRequest, pk: int, picture_pk: int) -> HttpResponse:
    activity = _own_activity(request, pk)
    picture = get_object_or_404(activity.pictures, pk=picture_pk)
    return _change(request, activity, picture.delete) or redirect("reporting:activity-edit", pk)


@require_POST
def report_submit(request: HttpRequest, code: str) -> HttpResponse:
    partner = get_object_or_404(_partners(request), code=code)
    form = SubmitForm(request.POST)
    form.is_valid()
    try:
        submit_report(
            report=open_report(partner=partner, quarter=Quarter.of(today())),
            at=timezone.now(),
            by=request.user,  # type: ignore[arg-type]
            nothing_to_report=form.cleaned_data["nothing_to_report"],
        )
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report is handed in. Thank you."))
    return redirect("reporting:workspace")
