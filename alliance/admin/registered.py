"""The shared ground's own records."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from alliance.admin.choices import ChosenInListsMixin
from alliance.admin.export import ExcelExportMixin
from alliance.admin.record import RecordAdmin
from alliance.jobs import kind_label, retry
from alliance.models import AccessRecord, Job, Place

# Officer is the only granted role; groups would promise more.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)


class ReadOnlyAdmin(ChosenInListsMixin, ExcelExportMixin, ModelAdmin):
    """Records that are written by the portal alone."""

    list_filter_submit = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Place)
class PlaceAdmin(RecordAdmin):
    list_display = ["name", "room", "area", "address"]
    search_fields = ["name", "room", "area", "address"]


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["called", "state", "step", "requested_by", "created_at", "finished_at"]
    list_filter = ["state", "kind"]
    search_fields = ["kind", "error"]
    date_hierarchy = "created_at"
    list_select_related = ["requested_by__person"]
    actions = ["try_again"]

    @admin.display(description=_("kind"), ordering="kind")
    def called(self, job: Job) -> str:
        return kind_label(job.kind)

    @admin.action(description=_("Try the failed ones once more"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        queued = [job for job in queryset if retry(job.pk, by=request.user)]
        told = ngettext(
            "%(count)s job is tried again.", "%(count)s jobs are tried again.", len(queued)
        )
        self.message_user(request, told % {"count": len(queued)})


@admin.register(AccessRecord)
class AccessRecordAdmin(ReadOnlyAdmin):
    list_display = ["at", "user", "reader", "action", "subject", "address"]
    list_filter = ["action", "subject_type"]
    search_fields = ["subject", "reader", "user__email"]
    date_hierarchy = "at"
    list_select_related = ["user__person"]
