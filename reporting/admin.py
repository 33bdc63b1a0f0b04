"""Partner reports and web measures as officers keep them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import action, display

from alliance.admin import (
    PasteColumn,
    PasteTable,
    PictureInline,
    RecordAdmin,
    RecordTabularInline,
    columns,
)
from alliance.errors import RuleViolation
from alliance.periods import today
from members.admin.cells import organisation_cell
from members.admin.names import ORGANISATION_CELLS
from reporting.models import (
    Activity,
    ActivityCount,
    ActivityProgrammeRow,
    Exhibitor,
    PageViewCount,
    PageViewRow,
    Partner,
    PartnerReport,
    VisitMonth,
)
from reporting.models.visits import month_end
from reporting.services import reports


@admin.register(Partner)
class PartnerAdmin(RecordAdmin):
    list_display = ("position", "code", "organisation", "valid_from", "valid_to")
    list_display_links = ("code",)
    list_select_related = ("organisation",)
    search_fields = ("code", "organisation__name", "organisation__short_name")
    autocomplete_fields = ("organisation",)
    fields = (("organisation", "code", "position"), ("valid_from", "valid_to"))


class ActivityInline(RecordTabularInline):
    """The list of a report's activities; each is worked on in its own page."""

    model = Activity
    fields = ("position", "category", "label", "status", "held_from", "held_to")
    show_change_link = True


class PartnerFilter(admin.RelatedFieldListFilter):
    """The partners with their organisations, in one query."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[tuple[Any, Any]]:
        partners = Partner.objects.select_related("organisation")
        return [(partner.pk, str(partner)) for partner in partners]


@admin.register(PartnerReport)
class PartnerReportAdmin(RecordAdmin):
    list_display = ("partner", "year", "quarter_number", "state", "nothing_to_report")
    list_filter = ("state", "year", "quarter_number", ("partner", PartnerFilter))
    list_select_related = ("partner__organisation",)
    search_fields = ("partner__code", "partner__organisation__name")
    autocomplete_fields = ("partner",)
    fields = (
        ("partner", "year", "quarter_number"),
        ("state", "nothing_to_report"),
        ("submitted_at", "submitted_by"),
    )
    readonly_fields = ("submitted_by",)
    inlines = (ActivityInline,)
    actions = ("accept", "give_back")

    @action(description=_("Accept the chosen reports"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._each(request, queryset, reports.accept_report)

    @action(description=_("Give the chosen reports back"), permissions=["change"])
    def give_back(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._each(request, queryset, reports.give_back_report)

    def _each(self, request: HttpRequest, queryset: models.QuerySet[Any], verb: Any) -> None:
        for report in queryset:
            try:
                verb(report=report)
            except RuleViolation as refusal:
                self.message_user(request, f"{report}: {refusal}", messages.WARNING)
            else:
                self.log_change(request, report, str(report.get_state_display()))
                self.message_user(request, f"{report}: {report.get_state_display()}")


class CountInline(RecordTabularInline):
    model = ActivityCount
    fields = ("position", "label", "value", "unit")


class ProgrammeInline(RecordTabularInline):
    model = ActivityProgrammeRow
    fields = ("position", "start", "end", "kind", "content", "sub_items", "presenter")


class ExhibitorInline(RecordTabularInline):
    model = Exhibitor
    fields = ("position", "field", "organisation")
    autocomplete_fields = ("organisation",)


@admin.register(Activity)
class ActivityAdmin(RecordAdmin):
    list_display = ("label", "report", "category", "status", "held_from", "outside")
    list_filter = ("category", "status", "report__year", "report__quarter_number")
    list_select_related = ("report__partner__organisation",)
    search_fields = ("label", "headline", "text", "report__partner__organisation__name")
    autocomplete_fields = ("report",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("report", "position"),
                    ("category", "status"),
                    "label",
                    "headline",
                    "result_words",
                    "text",
                )
            },
        ),
        (
            _("When and where"),
            {
                "fields": (
                    ("held_from", "held_to", "date_words"),
                    ("start", "end"),
                    ("place", "hosts"),
                )
            },
        ),
        (
            _("Organisations taking part"),
            {"fields": (("exhibitors_label", "exhibitors_tell_members"),)},
        ),
    )
    inlines = (ExhibitorInline, CountInline, ProgrammeInline, PictureInline)
    paste_tables = (
        PasteTable(
            Exhibitor,
            (
                PasteColumn(pgettext_lazy("exhibitor", "field"), "field", fills_down=True),
                PasteColumn(
                    _("organisation"),
                    "organisation",
                    organisation_cell,
                    required=True,
                    review=ORGANISATION_CELLS,
                ),
            ),
            parent_field="activity",
        ),
        PasteTable(
            ActivityProgrammeRow,
            (
                PasteColumn(_("time"), ("start", "end"), columns.clock_range, required=True),
                PasteColumn(_("content"), "content", required=True),
                PasteColumn(_("remark"), "presenter"),
            ),
            parent_field="activity",
        ),
    )

    @display(description=_("outside the quarter"), boolean=True)
    def outside(self, activity: Activity) -> bool:
        return activity.lies_outside_the_quarter


def visit_month(parent: models.Model | None, values: dict[str, Any]) -> VisitMonth:
    """Without a last day counted, a month is counted to its end, the running one up to today."""
    month = VisitMonth(**values)
    if month.counted_to is None and month.year and 1 <= (month.month or 0) <= 12:
        month.counted_to = min(month_end(month.year, month.month), today())
    return month


def month_number(cell: str) -> int:
    """`11` or `11월`."""
    return columns.integer(cell.strip().removesuffix("월"))


def year_number(cell: str) -> int:
    """`2025`, `25년`, `'25년도`."""
    digits = cell.strip().strip("'‘’").removesuffix("도").removesuffix("년")
    number = columns.integer(digits)
    return number + 2000 if number < 100 else number


@admin.register(VisitMonth)
class VisitMonthAdmin(RecordAdmin):
    list_display = ("year", "month", "visits", "counted_to", "partial")
    list_display_links = ("year", "month")
    list_filter = ("year",)
    search_fields = ("year",)
    fields = (("year", "month"), ("visits", "counted_to"))
    paste_tables = (
        PasteTable(
            VisitMonth,
            (
                PasteColumn(_("year"), "year", year_number, required=True, fills_down=True),
                PasteColumn(_("month"), "month", month_number, required=True),
                PasteColumn(_("visits"), "visits", columns.integer, required=True),
                PasteColumn(_("counted up to"), "counted_to", columns.day),
            ),
            build=visit_month,
        ),
    )

    @display(description=_("part of the month"), boolean=True)
    def partial(self, month: VisitMonth) -> bool:
        return month.is_partial


class PageRowInline(RecordTabularInline):
    model = PageViewRow
    fields = ("url", "page", "views")
    readonly_fields = ("page",)


@admin.register(PageViewCount)
class PageViewCountAdmin(RecordAdmin):
    list_display = ("start", "end", "total_views", "listed_views")
    date_hierarchy = "end"
    search_fields = ("rows__url", "rows__page")
    fields = (("start", "end"), "total_views")
    inlines = (PageRowInline,)
    paste_tables = (
        PasteTable(
            PageViewRow,
            (
                PasteColumn(_("address as measured"), "url", required=True, aliases=("URL",)),
                PasteColumn(_("views"), "views", columns.integer, required=True, aliases=("뷰수",)),
            ),
            parent_field="count",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).annotate(views_listed=models.Sum("rows__views"))

    @display(description=_("views of the listed pages"))
    def listed_views(self, count: Any) -> int:
        return int(count.views_listed or 0)
