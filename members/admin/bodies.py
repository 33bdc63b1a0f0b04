"""Bodies and seats."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from alliance.admin import RecordAdmin, RecordTabularInline
from members.admin.filters import BodyFilter, SeatOnFilter
from members.models import Body, Seat


class SeatInline(RecordTabularInline):
    model = Seat
    fields = (
        "position",
        "person",
        "role",
        "sector",
        "represents",
        "ex_officio",
        "valid_from",
        "valid_to",
    )
    autocomplete_fields = ("person", "represents")
    verbose_name_plural = _("seats")


@admin.register(Body)
class BodyAdmin(RecordAdmin):
    list_display = ("name", "kind", "code", "valid_from", "valid_to")
    list_filter = ("kind",)
    search_fields = ("name", "short_name", "code")
    inlines = (SeatInline,)


@admin.register(Seat)
class SeatAdmin(RecordAdmin):
    list_display = (
        "body",
        "position",
        "person",
        "role",
        "sector",
        "represents",
        "valid_from",
        "valid_to",
    )
    list_filter = (BodyFilter, SeatOnFilter, "role", "sector")
    list_select_related = ("body", "person", "represents")
    search_fields = ("person__name", "body__name", "represents__search_text")
    autocomplete_fields = ("body", "person", "represents")
