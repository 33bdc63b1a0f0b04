"""The subcommittees' meetings and reports in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from alliance.admin import (
    AttachmentInline,
    PasteColumn,
    PasteTable,
    PictureInline,
    RecordAdmin,
    RecordStackedInline,
    RecordTabularInline,
    columns,
)
from alliance.admin.steps import StepsMixin, status_history
from alliance.periods import today
from members.admin.verbs import ReasonedVerbForm, verb_view
from members.models import User
from subcommittees import services
from subcommittees.checks import check_meeting
from subcommittees.models import (
    Finding,
    FindingRow,
    ParticipantCount,
    Presentation,
    SubcommitteeMeeting,
    SubcommitteeTimetableRow,
)


class ParticipantCountInline(RecordTabularInline):
    model = ParticipantCount
    fields = ("kind", "count")


class ProgrammeInline(RecordTabularInline):
    model = SubcommitteeTimetableRow
    fields = ("position", "start", "end", "content", "sub_items", "presenter", "kind", "parallel")
    ordering = ("position", "start")
    tab = True


class PresentationInline(RecordStackedInline):
    model = Presentation
    fields = (
        ("number", "field"),
        ("title", "heading"),
        ("speaker", "organisation", "speaker_name"),
        ("printed_organisation", "printed_title"),
        "sections",
    )
    autocomplete_fields = ("speaker", "organisation")
    show_change_link = True
    tab = True


class FindingInline(RecordStackedInline):
    model = Finding
    fields = (("position", "kind"), ("heading", "presentation"), "text")
    show_change_link = True
    tab = True

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "presentation":
            match = request.resolver_match
            parent = match.kwargs.get("object_id", "") if match else ""
            kwargs["queryset"] = Presentation.objects.filter(
                meeting_id=int(parent) if str(parent).isdecimal() else 0
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def programme_row(parent: models.Model | None, values: dict[str, Any]) -> SubcommitteeTimetableRow:
    """The first line of a cell is the row's content, further lines are its sub-items."""
    lines = [line.strip() for line in values.pop("content").splitlines() if line.strip()]
    return SubcommitteeTimetableRow(
        **values,
        content=lines[0].lstrip("○▶■oㅇ ") if lines else "",
        sub_items="\n".join(line.lstrip("- ") for line in lines[1:]),
    )


PROGRAMME_TABLE = PasteTable(
    model=SubcommitteeTimetableRow,
    parent_field="meeting",
    columns=(
        PasteColumn(
            pgettext_lazy("timetable", "Time"), ("start", "end"), columns.clock_range, required=True
        ),
        PasteColumn(pgettext_lazy("timetable", "Content"), "content", required=True),
        PasteColumn(pgettext_lazy("timetable", "Remark"), "presenter"),
    ),
    build=programme_row,
)


class StatusForm(ReasonedVerbForm):
    """A step that says why."""

    verb: Any

    def run(self, subject: Any, by: User) -> Any:
        reason = self.cleaned_data["reason"]
        return self.verb(meeting_id=subject.pk, reason=reason, by=by, at=timezone.now())


class CancelForm(StatusForm):
    title = _("Cancel the meeting")
    done = _("%(name)s is cancelled.")
    verb = staticmethod(services.cancel_meeting)


class PlanAgainForm(StatusForm):
    title = _("Plan the meeting again")
    done = _("%(name)s is planned again.")
    verb = staticmethod(services.plan_again)


Status = SubcommitteeMeeting.Status
# The steps that a status offers besides those of the report.
STEPS = {
    Status.PLANNED: ("mark_held", "cancel"),
    Status.HELD: ("plan_again", "submit", "accept", "give_back"),
    Status.CANCELLED: ("plan_again",),
}


@admin.register(SubcommitteeMeeting)
class SubcommitteeMeetingAdmin(StepsMixin, RecordAdmin):
    list_display = (
        "body",
        "year",
        "ordinal",
        "date",
        "place",
        "status",
        "report_state",
        "participants_total",
    )
    list_display_links = ("body", "ordinal")
    list_filter = ("body", "year", "status", "report_state")
    list_select_related = ("body", "place")
    search_fields = ("body__name", "headline", "agenda", "presentations__title")
    date_hierarchy = "date"
    autocomplete_fields = ("place",)
    readonly_fields = ("checks", "status", "report_state", "history")
    inlines = (
        ParticipantCountInline,
        ProgrammeInline,
        PresentationInline,
        FindingInline,
        PictureInline,
        AttachmentInline,
    )
    paste_tables = (PROGRAMME_TABLE,)
    actions_submit_line = ("mark_held", "submit", "accept", "give_back")
    actions_detail = ("cancel", "plan_again")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("body", "year", "ordinal"),
                    ("date", "start", "end"),
                    ("place", "status", "report_state"),
                    "purpose",
                    "agenda",
                    "headline",
                )
            },
        ),
        (
            _("Participants"),
            {
                "fields": (
                    ("participants_words", "participants_total", "participants_basis"),
                    "participants_note",
                )
            },
        ),
        (
            _("Titles in the report"),
            {
                "classes": ("collapse",),
                "fields": (
                    ("report_style", "overview_title"),
                    ("agenda_title", "programme_title"),
                    ("findings_title", "pictures_title"),
                ),
            },
        ),
        (_("Before printing"), {"fields": ("checks",)}),
        (_("Changes of status"), {"fields": ("history",)}),
    )

    def offers_step(self, name: str, obj: Any) -> bool:
        return name in STEPS[obj.status]

    @admin.display(description=_("changes of status"))
    def history(self, meeting: SubcommitteeMeeting) -> SafeString | str:
        return status_history(meeting)

    @admin.display(description=_("what it lacks"))
    def checks(self, meeting: SubcommitteeMeeting) -> SafeString | str:
        if meeting.pk is None:
            return "-"
        return render_to_string(
            "admin/alliance/_findings.html", {"findings": check_meeting(meeting)}
        )

    @action(description=_("Mark as held"))
    def mark_held(self, request: HttpRequest, meeting: SubcommitteeMeeting) -> str:
        services.hold_meeting(
            meeting_id=meeting.pk, on=today(), by=_officer(request), at=timezone.now()
        )
        return gettext("The meeting is marked as held.")

    @action(description=_("Cancel the meeting"), url_path="cancel", permissions=["change"])
    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, CancelForm)

    @action(description=_("Plan the meeting again"), url_path="plan-again", permissions=["change"])
    def plan_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, PlanAgainForm)

    @action(description=_("Submit the report"))
    def submit(self, request: HttpRequest, meeting: SubcommitteeMeeting) -> str:
        services.submit_report(meeting_id=meeting.pk, by=_officer(request), on=today())
        return gettext("The report is submitted.")

    @action(description=_("Accept the report"))
    def accept(self, request: HttpRequest, meeting: SubcommitteeMeeting) -> str:
        services.accept_report(meeting_id=meeting.pk, by=_officer(request))
        return gettext("The report is accepted.")

    @action(description=_("Give the report back"))
    def give_back(self, request: HttpRequest, meeting: SubcommitteeMeeting) -> str:
        services.return_report(meeting_id=meeting.pk, by=_officer(request))
        return gettext("The report went back to its author.")


def _officer(request: HttpRequest) -> Any:
    return request.user


@admin.register(Presentation)
class PresentationAdmin(RecordAdmin):
    list_display = ("title", "meeting", "number", "speaker", "organisation")
    list_filter = ("meeting__body", "meeting__year")
    list_select_related = ("meeting__body", "speaker", "organisation")
    search_fields = ("title", "field", "speaker__name", "organisation__name")
    autocomplete_fields = ("meeting", "speaker", "organisation")
    inlines = (AttachmentInline,)


class FindingRowInline(RecordStackedInline):
    model = FindingRow
    fields = (("position", "heading"), "text")


FINDING_TABLE = PasteTable(
    model=FindingRow,
    parent_field="finding",
    columns=(
        PasteColumn(pgettext_lazy("finding", "topic"), "heading", required=True),
        PasteColumn(_("main points"), "text"),
    ),
)


@admin.register(Finding)
class FindingAdmin(RecordAdmin):
    list_display = ("__str__", "meeting", "kind", "position")
    list_filter = ("kind", "meeting__body", "meeting__year")
    list_select_related = ("meeting__body", "presentation")
    search_fields = ("heading", "text", "presentation__title")
    autocomplete_fields = ("meeting", "presentation")
    inlines = (FindingRowInline,)
    paste_tables = (FINDING_TABLE,)
