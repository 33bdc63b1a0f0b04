"""회원사 통계: how many members, of which kind, on any day; who came and went, and the lists."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from unfold.widgets import UnfoldAdminTextInputWidget

from alliance.audit import record_access
from alliance.models import AccessRecord
from alliance.periods import DayRange, Quarter, today
from alliance.spreadsheets import neutralised
from members.admin.filters import MEMBER_ON
from members.charts import bar_chart, line_chart
from members.counting import ClassChange, MonthOfMembers, class_changes, months_until
from members.models import RegisterChange
from members.querysets import last_days_before

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


class StatisticsForm(forms.Form):
    """Both days may be left out: today, and the beginning of its quarter."""

    since = forms.DateField(
        label=gettext_lazy("period from"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )
    as_of = forms.DateField(
        label=gettext_lazy("as-of date (end of the period)"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )

    def _within_reason(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("There are no members to count in that year."))
        return day

    def clean_since(self) -> date | None:
        return self._within_reason("since")

    def clean_as_of(self) -> date | None:
        return self._within_reason("as_of")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            as_of = cleaned["as_of"] or today()
            since = cleaned["since"] or Quarter.of(as_of).start
            if since > as_of:
                raise forms.ValidationError(_("The period begins after the as-of date."))
            cleaned["period"] = DayRange(since, as_of)
        return cleaned


def organisations_list(day: date, code: str) -> str:
    """The organisations behind a number of a day."""
    query = {MEMBER_ON: day.isoformat()} | ({"class": code} if code else {})
    return f"{reverse('admin:members_organisation_changelist')}?{urlencode(query)}"


def memberships_list(moment: str, days: DayRange, code: str) -> str:
    """The memberships of those who joined (`valid_from`) or left (`valid_to`) within the days."""
    first, last = days.start, days.end
    if moment == "valid_to":
        first, last = last_days_before(first, last)
    query = {f"{moment}_from": first.isoformat(), f"{moment}_to": last.isoformat()}
    if code:
        query["joined_as" if moment == "valid_from" else "left_as"] = code
    return f"{reverse('admin:members_membership_changelist')}?{urlencode(query)}"


@dataclass(frozen=True)
class Number:
    value: int
    link: str


@dataclass(frozen=True)
class Line:
    label: str
    numbers: Sequence[Number]
    is_head: bool = True
    growth: int | None = None


def class_line(change: ClassChange, period: DayRange) -> Line:
    before = period.start - timedelta(days=1)
    return Line(
        change.label,
        (
            Number(change.before, organisations_list(before, change.code)),
            Number(change.joined, memberships_list("valid_from", period, change.code)),
            Number(change.left, memberships_list("valid_to", period, change.code)),
            Number(change.now, organisations_list(period.end, change.code)),
        ),
        is_head=change.is_kind,
        growth=change.growth,
    )


def month_line(month: MonthOfMembers) -> Line:
    return Line(
        f"{month.days.end:%Y-%m}",
        (
            Number(month.joined, memberships_list("valid_from", month.days, "")),
            Number(month.left, memberships_list("valid_to", month.days, "")),
            Number(month.total, organisations_list(month.days.end, "")),
        ),
    )


def reclassified_list(period: DayRange) -> str:
    query = {
        "kind__exact": RegisterChange.Kind.RECLASSIFIED.value,
        "effective_on__gte": period.start.isoformat(),
        "effective_on__lte": period.end.isoformat(),
    }
    return f"{reverse('admin:members_registerchange_changelist')}?{urlencode(query)}"


def statistics_view(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    form = StatisticsForm(request.GET)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Member statistics"),
        "opts": model_admin.opts,
        "form": form,
    }
    if form.is_valid():
        period: DayRange = form.cleaned_data["period"]
        context["form"] = StatisticsForm({"since": period.start, "as_of": period.end})
        changes, months = class_changes(period), months_until(period.end)
        if request.GET.get("format") == "xlsx":
            return _workbook(model_admin, request, period, changes, months)
        context |= {
            "period": period,
            "before": period.start - timedelta(days=1),
            "lines": [class_line(each, period) for each in changes],
            "months": [month_line(each) for each in months],
            "reclassified": reclassified_list(period),
            "class_chart": _class_chart(period, changes),
            "month_chart": line_chart(
                _("Members at the end of each month"),
                [f"{each.days.end:%y-%m}" for each in months],
                [each.total for each in months],
                pgettext("statistics", "members"),
            ),
        }
    return TemplateResponse(request, "admin/members/statistics.html", context)


def _class_chart(period: DayRange, changes: Sequence[ClassChange]) -> str:
    """The smallest classes: sub-kinds, and kinds that have none."""
    divided = {each.code.partition(".")[0] for each in changes if not each.is_kind}
    shown = [each for each in changes if each.code and each.code not in divided]
    return bar_chart(
        _("Members by class"),
        [each.label for each in shown],
        [
            (f"{period.start - timedelta(days=1):%Y-%m-%d}", [each.before for each in shown]),
            (f"{period.end:%Y-%m-%d}", [each.now for each in shown]),
        ],
    )


def _workbook(
    model_admin: Any,
    request: HttpRequest,
    period: DayRange,
    changes: Sequence[ClassChange],
    months: Sequence[MonthOfMembers],
) -> FileResponse:
    from openpyxl import Workbook  # slow to load

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 -- a new workbook has one
    sheet.title = _("by class")
    before = period.start - timedelta(days=1)
    sheet.append(
        [
            pgettext("member", "class"),
            before.isoformat(),
            _("joined"),
            _("left"),
            period.end.isoformat(),
            _("growth"),
        ]
    )
    for each in changes:
        label = each.label if each.is_kind else f"  {each.label}"
        row = [neutralised(label), each.before, each.joined, each.left, each.now, each.growth]
        sheet.append(row)
    by_month = book.create_sheet(_("by month"))
    by_month.append([_("month"), _("joined"), _("left"), pgettext("statistics", "members")])
    for month in months:
        by_month.append([f"{month.days.end:%Y-%m}", month.joined, month.left, month.total])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    name = _("member-statistics-%(day)s.xlsx") % {"day": period.end.isoformat()}
    record_access(
        request, action=AccessRecord.Action.EXPORT, subject=model_admin.model(), label=name
    )
    return FileResponse(file, as_attachment=True, filename=name)
