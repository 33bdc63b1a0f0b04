"""The words that organisations are sorted by."""

from __future__ import annotations

from django.contrib import admin

from alliance.admin import RecordAdmin
from members.models import BusinessField, Tag


@admin.register(BusinessField)
class BusinessFieldAdmin(RecordAdmin):
    list_display = ("name", "position")
    list_editable = ("position",)
    search_fields = ("name",)


@admin.register(Tag)
class TagAdmin(RecordAdmin):
    search_fields = ("name",)
