"""Checks of company size: who was asked, what they answered, who confirmed it."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from alliance.admin import ReadOnlyAdmin
from members.models import SizeCheck


@admin.register(SizeCheck)
class SizeCheckAdmin(ReadOnlyAdmin):
    list_display = (
        "organisation",
        "state",
        "answer",
        "note",
        "size",
        "confirmed_on",
        "confirmed_by",
        "asked_at",
        "decide",
    )
    export_fields = list_display[:-1]
    list_filter = ("state", "answer", "size")
    list_select_related = ("organisation", "confirmed_by__person")
    search_fields = ("organisation__search_text", "note")
    date_hierarchy = "confirmed_on"

    @display(description=_("confirm"))
    def decide(self, check: SizeCheck) -> str:
        if check.state == SizeCheck.State.CONFIRMED:
            return ""
        address = reverse("admin:members_organisation_confirm_size", args=[check.organisation_id])
        return format_html('<a href="{}">{}</a>', address, _("Confirm the size"))
