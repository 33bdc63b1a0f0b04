"""Organisations: the register."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import action

from alliance.admin import ReadOnlyAdmin, RecordAdmin, RecordTabularInline
from alliance.periods import today
from members.admin.filters import ClassFilter, MemberOnFilter, chosen_day
from members.admin.verbs import (
    AdmitForm,
    LeaveForm,
    MergeForm,
    ReclassifyForm,
    RenameForm,
    verb_view,
)
from members.models import (
    Alias,
    BusinessField,
    Classification,
    Contact,
    Membership,
    Organisation,
    OrganisationName,
    RegisterChange,
    Tag,
)
from members.services.naming import ensure_dated_name, free_slug, refresh_names
from members.services.trace import leave_trace

DATED_MODELS = (OrganisationName, Membership, Classification)


class NameInline(RecordTabularInline):
    model = OrganisationName
    fields = ("name", "short_name", "valid_from", "valid_to")


class MembershipInline(RecordTabularInline):
    model = Membership
    fields = ("valid_from", "valid_to", "leaving_reason", "note")


class ClassificationInline(RecordTabularInline):
    model = Classification
    fields = ("kind", "sub_kind", "valid_from", "valid_to")


class ContactInline(RecordTabularInline):
    model = Contact
    fields = ("role", "name", "title", "email", "phone", "is_public")


class AliasInline(RecordTabularInline):
    model = Alias
    fields = ("name",)


class ChangeInline(RecordTabularInline):
    model = RegisterChange
    fields = ("recorded_at", "kind", "effective_on", "before", "after", "reason", "by")
    readonly_fields = fields
    can_delete = False
    max_num = 0
    verbose_name_plural = _("changes of the register")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    list_display = (
        "name",
        "member_number",
        "kind_that_day",
        "sub_kind_that_day",
        "member_since",
        "region",
        "registration_number",
        "is_listed",
    )
    list_filter = (MemberOnFilter, ClassFilter, "region", "is_listed", "business_fields")
    # What is searched is told by `get_search_results`; a value here makes the box appear.
    search_fields = ("name",)
    search_help_text = _("Name in any spelling, initial consonants, member or registration number")
    autocomplete_fields = ("successor", "business_fields", "tags")
    inlines = (
        NameInline,
        MembershipInline,
        ClassificationInline,
        ContactInline,
        AliasInline,
        ChangeInline,
    )
    actions_detail = ("admit", "leave", "rename", "reclassify", "merge")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "short_name"),
                    ("member_number", "registration_number"),
                    "representative",
                    ("region", "address"),
                )
            },
        ),
        (
            _("Directory"),
            {"fields": ("is_listed", "homepage", "introduction", "business_fields", "tags")},
        ),
        (_("Further"), {"fields": (("successor", "merged_on"), "slug", "is_demo")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        day = chosen_day(request)
        organisations: Any = super().get_queryset(request)
        return organisations.classified_on(day).with_membership_on(day)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        return queryset.found_by_officer(search_term), False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Names follow the dated names, addresses stay, and a merger is a step of its own.
        return ("name", "short_name", "slug", "successor", "merged_on") if obj else ("slug",)

    @admin.display(description=pgettext_lazy("class", "kind"))
    def kind_that_day(self, organisation: Organisation) -> str:
        kind = organisation.kind  # type: ignore[attr-defined]  # classified_on
        return str(Classification.Kind(kind).label) if kind else "-"

    @admin.display(description=_("sub-kind"))
    def sub_kind_that_day(self, organisation: Organisation) -> str:
        sub_kind = organisation.sub_kind  # type: ignore[attr-defined]  # classified_on
        return str(Classification.SubKind(sub_kind).label) if sub_kind else "-"

    @admin.display(description=_("member since"), ordering="member_since")
    def member_since(self, organisation: Organisation) -> Any:
        return organisation.member_since  # type: ignore[attr-defined]  # with_membership_on

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not obj.slug:
            obj.slug = free_slug(obj.name)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        ensure_dated_name(form.instance)
        refresh_names([Organisation.objects.get(pk=form.instance.pk)])

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """What is corrected by hand leaves a trace too."""
        dated = formset.model in DATED_MODELS
        before = (
            {row.pk: describe(row) for row in formset.queryset.all()} if dated and change else {}
        )
        super().save_formset(request, form, formset, change)
        if not (dated and change):
            return
        touched = [
            *formset.new_objects,
            *(row for row, _fields in formset.changed_objects),
            *formset.deleted_objects,
        ]
        for row in touched:
            gone = row in formset.deleted_objects
            leave_trace(
                form.instance,
                RegisterChange.Kind.CORRECTED,
                on=row.valid_from or today(),
                by=request.user,  # type: ignore[arg-type]  # an officer is signed in
                before=before.get(row.pk, ""),
                after="" if gone else describe(row),
            )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who was a member stays in the register."""
        return (
            super().has_delete_permission(request, obj)
            and obj is not None
            and not obj.memberships.exists()
        )

    @action(description=_("Admit"), url_path="admit", permissions=["change"])
    def admit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, AdmitForm)

    @action(description=_("Leave"), url_path="leave", permissions=["change"])
    def leave(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, LeaveForm)

    @action(description=_("Rename"), url_path="rename", permissions=["change"])
    def rename(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, RenameForm)

    @action(description=_("Change the class"), url_path="reclassify", permissions=["change"])
    def reclassify(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, ReclassifyForm)

    @action(description=_("Merge"), url_path="merge", permissions=["change"])
    def merge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, MergeForm)


def describe(row: Any) -> str:
    """A dated fact in one line, as the trace keeps it."""
    end = row.valid_to.isoformat() if row.valid_to else ""
    start = row.valid_from.isoformat() if row.valid_from else ""
    return f"{row} {start}~{end}"


@admin.register(RegisterChange)
class RegisterChangeAdmin(ReadOnlyAdmin):
    list_display = (
        "recorded_at",
        "organisation",
        "kind",
        "effective_on",
        "before",
        "after",
        "reason",
        "by",
    )
    list_filter = ("kind",)
    list_select_related = ("organisation", "by__person")
    search_fields = ("organisation__search_text", "reason", "before", "after")
    date_hierarchy = "effective_on"


@admin.register(BusinessField)
class BusinessFieldAdmin(RecordAdmin):
    list_display = ("name", "position")
    list_editable = ("position",)
    search_fields = ("name",)


@admin.register(Tag)
class TagAdmin(RecordAdmin):
    search_fields = ("name",)
