"""The trace of the register, to read."""

from __future__ import annotations

from django.contrib import admin
from django.utils.text import Truncator
from django.utils.translation import pgettext_lazy

from alliance.admin import ReadOnlyAdmin
from members.models import RegisterChange

# What a cell of the list shows of a change; the change's own page and Excel have all of it.
_MOST_IN_LIST = 120


@admin.register(RegisterChange)
class RegisterChangeAdmin(ReadOnlyAdmin):
    list_display = (
        "recorded_at",
        "organisation",
        "kind",
        "effective_on",
        "before_briefly",
        "after_briefly",
        "reason",
        "by",
    )
    export_fields = (
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

    @admin.display(description=pgettext_lazy("register", "before"))
    def before_briefly(self, change: RegisterChange) -> str:
        return Truncator(change.before).chars(_MOST_IN_LIST)

    @admin.display(description=pgettext_lazy("register", "after"))
    def after_briefly(self, change: RegisterChange) -> str:
        return Truncator(change.after).chars(_MOST_IN_LIST)
