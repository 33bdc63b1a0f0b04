"""People and where they work."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alliance.admin import RecordAdmin, RecordTabularInline
from alliance.periods import today
from members.models import Affiliation, Person, Seat


class AffiliationInline(RecordTabularInline):
    model = Affiliation
    fields = (
        "organisation",
        "title",
        "department",
        "position",
        "acts_for",
        "acting_role",
        "valid_from",
        "valid_to",
    )
    autocomplete_fields = ("organisation",)


class PersonSeatInline(RecordTabularInline):
    model = Seat
    fields = ("body", "role", "sector", "represents", "ex_officio", "valid_from", "valid_to")
    autocomplete_fields = ("body", "represents")


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    list_display = ("name", "posts_today", "email", "phone", "note")
    search_fields = ("name", "email", "note", "affiliations__organisation__search_text")
    inlines = (AffiliationInline, PersonSeatInline)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("affiliations__organisation")

    @admin.display(description=_("posts today"))
    def posts_today(self, person: Person) -> str:
        day = today()
        return ", ".join(
            str(each)
            for each in sorted(person.affiliations.all(), key=lambda post: post.position)
            if each.holds_on(day)
        )
