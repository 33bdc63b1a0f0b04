"""Who joined and who left: the lists behind the figures."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.contrib.filters.admin import RangeDateFilter

from alliance.admin import ReadOnlyAdmin
from members.admin.filters import class_lookups, of_class
from members.models import Classification, Membership


class JoinedAsFilter(SimpleListFilter):
    """The class on the first day."""

    title = _("class when joining")
    parameter_name = "joined_as"
    moment = "valid_from"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return class_lookups()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not (value := self.value()):
            return queryset
        classified = Membership.objects.classified_at(self.moment)
        return queryset.filter(pk__in=of_class(classified, value).order_by().values("pk"))


class LeftAsFilter(JoinedAsFilter):
    """The class on the last day."""

    title = _("class when leaving")
    parameter_name = "left_as"
    moment = "valid_to"


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = (
        "organisation",
        "kind_when_joining",
        "sub_kind_when_joining",
        "valid_from",
        "valid_to",
        "leaving_reason",
        "note",
    )
    list_filter = (
        ("valid_from", RangeDateFilter),
        JoinedAsFilter,
        ("valid_to", RangeDateFilter),
        LeftAsFilter,
        "leaving_reason",
    )
    list_select_related = ("organisation",)
    search_fields = ("organisation__search_text", "note")
    ordering = ("-valid_from", "-pk")

    def get_queryset(self, request: HttpRequest) -> Any:
        memberships: Any = super().get_queryset(request)
        return memberships.classified_at("valid_from")

    @admin.display(description=pgettext_lazy("class", "kind"))
    def kind_when_joining(self, membership: Membership) -> str:
        kind = membership.kind  # type: ignore[attr-defined]  # classified_at
        return str(Classification.Kind(kind).label) if kind else "-"

    @admin.display(description=_("sub-kind"))
    def sub_kind_when_joining(self, membership: Membership) -> str:
        sub_kind = membership.sub_kind  # type: ignore[attr-defined]  # classified_at
        return str(Classification.SubKind(sub_kind).label) if sub_kind else "-"
