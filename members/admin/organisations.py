"""Organisations: the register."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from alliance.admin import RecordAdmin, RecordTabularInline
from alliance.errors import RuleViolation
from alliance.periods import today
from members.admin.drafts import PublicationInline
from members.admin.filters import ClassFilter, MemberOnFilter, SizeDueFilter, chosen_day
from members.admin.inviting import ActingInline, InviteToOrganisationForm
from members.admin.statistics import statistics_view
from members.admin.verbs import (
    AdmitForm,
    CertificateForm,
    ConfirmSizeForm,
    LeaveForm,
    MergeForm,
    ReclassifyForm,
    RenameForm,
    verb_view,
)
from members.models import (
    Alias,
    Classification,
    Contact,
    Membership,
    Organisation,
    OrganisationName,
    RegisterChange,
)
from members.services import size_checks
from members.services.admission import settle_corrected_memberships
from members.services.naming import ensure_dated_name, free_slug, refresh_names
from members.services.trace import leave_trace
from members.validators import validate_name, validate_plausible_day

DATED_MODELS = (OrganisationName, Membership, Classification)


class DatedInline(RecordTabularInline):
    """Facts that hold from a day to a day."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.DateField):
            field.validators.append(validate_plausible_day)
        return field


class NameInline(DatedInline):
    model = OrganisationName
    fields = ("name", "short_name", "valid_from", "valid_to")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "name" and field is not None:
            field.validators.append(validate_name)
        return field


class MembershipInline(DatedInline):
    model = Membership
    fields = ("valid_from", "valid_to", "leaving_reason", "note")


class ClassificationInline(DatedInline):
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


class OrganisationForm(forms.ModelForm):
    """The reason goes into the trace of what is corrected in the dated rows below."""

    correction_reason = forms.CharField(
        label=_("reason for the correction"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_(
            "Needed to correct names, memberships or classes in the tables below. "
            "Published packets stay as they are."
        ),
    )


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    form = OrganisationForm
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
    list_filter = (
        MemberOnFilter,
        ClassFilter,
        SizeDueFilter,
        "region",
        "is_listed",
        "business_fields",
    )
    # What is searched is told by `get_search_results`; a value here makes the box appear.
    search_fields = ("name",)
    search_help_text = _("Name in any spelling, initial consonants, member or registration number")
    autocomplete_fields = ("successor", "business_fields", "tags")
    inlines = (
        NameInline,
        MembershipInline,
        ClassificationInline,
        ContactInline,
        ActingInline,
        AliasInline,
        PublicationInline,
        ChangeInline,
    )
    actions = ("confirm_sizes", "ask_for_sizes")
    actions_list = ("import_sheet", "show_statistics")
    actions_detail = (
        "admit",
        "leave",
        "rename",
        "reclassify",
        "merge",
        "merge_duplicate",
        "invite",
        "certify",
        "confirm_size",
    )
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
            {
                "fields": (
                    ("is_listed", "publishes_directly", "seeks_partners"),
                    "homepage",
                    "introduction",
                    "business_fields",
                    "tags",
                    "products",
                )
            },
        ),
        (
            _("Public parts"),
            {
                "fields": (
                    ("shows_introduction", "shows_logo", "shows_homepage"),
                    ("shows_business_fields", "shows_tags", "shows_products"),
                )
            },
        ),
        (_("Further"), {"fields": (("successor", "merged_on"), "slug", "is_demo")}),
        (pgettext_lazy("register", "Corrections"), {"fields": ("correction_reason",)}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        day = chosen_day(request)
        organisations: Any = super().get_queryset(request)
        return organisations.classified_on(day).with_membership_on(day)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        found = queryset.found_by_officer(search_term)
        if request.path == reverse("admin:autocomplete"):
            # Whoever picks one is to pick the record that stands for it.
            found = found.exclude(successor__isnull=False, merged_on__isnull=True)
        return found, False

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

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "name" and field is not None:
            field.validators.append(validate_name)
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not obj.slug:
            obj.slug = free_slug(obj.name)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if any(each.model is Membership and each.has_changed() for each in formsets):
            # After all rows, since one of the classes may have been corrected beside it.
            settle_corrected_memberships(form.instance)
        ensure_dated_name(form.instance)
        refresh_names([Organisation.objects.get(pk=form.instance.pk)])

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """What is corrected by hand leaves a trace too, with its reason."""
        dated = formset.model in DATED_MODELS
        reason = form.cleaned_data.get("correction_reason", "").strip()
        if dated and change and formset.has_changed() and not reason:
            raise RuleViolation(_("A correction needs a reason."))
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
                reason=reason,
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

    def get_urls(self) -> list[URLPattern]:
        statistics = self.admin_site.admin_view(self.statistics)
        return [
            path("statistics/", statistics, name="members_organisation_statistics"),
            *super().get_urls(),
        ]

    def statistics(self, request: HttpRequest) -> HttpResponseBase:
        return statistics_view(self, request)

    @action(description=_("Member statistics"), url_path="show-statistics")
    def show_statistics(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:members_organisation_statistics")

    @action(description=_("Import from Excel"), url_path="import-sheet")
    def import_sheet(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:members_memberimport_add")

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

    @action(description=_("Merge a duplicate"), url_path="merge-duplicate", permissions=["change"])
    def merge_duplicate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        query = urlencode({"organisation": object_id})
        return redirect(f"{reverse('admin:members_merger_add')}?{query}")

    @action(description=_("Invite to the portal"), url_path="invite", permissions=["change"])
    def invite(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, InviteToOrganisationForm)

    @action(description=_("Certificate of membership"), url_path="certify", permissions=["change"])
    def certify(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, CertificateForm)

    @action(description=_("Confirm the size"), url_path="confirm-size", permissions=["change"])
    def confirm_size(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return verb_view(self, request, object_id, ConfirmSizeForm)

    @admin.action(description=_("Confirm the size: unchanged"))
    def confirm_sizes(self, request: HttpRequest, queryset: Any) -> None:
        by: Any = request.user
        count = size_checks.confirm_unchanged(queryset, by=by, on=today(), at=timezone.now())
        told = ngettext(
            "The size of %(count)s company is confirmed.",
            "The size of %(count)s companies is confirmed.",
            count,
        )
        self.message_user(request, told % {"count": count})

    @admin.action(description=_("Ask the companies to confirm their size"))
    def ask_for_sizes(self, request: HttpRequest, queryset: Any) -> None:
        by: Any = request.user
        asked = size_checks.ask(queryset, by=by, on=today(), at=timezone.now())
        told = ngettext(
            "%(count)s company is asked; others are not due or were asked already.",
            "%(count)s companies are asked; others are not due or were asked already.",
            len(asked),
        )
        self.message_user(request, told % {"count": len(asked)})


def describe(row: Any) -> str:
    """A dated fact in one line, as the trace keeps it."""
    end = row.valid_to.isoformat() if row.valid_to else ""
    start = row.valid_from.isoformat() if row.valid_from else ""
    return f"{row} {start}~{end}"
