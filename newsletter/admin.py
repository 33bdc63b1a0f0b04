"""The newsletter desk's records. What was sent is shown, not changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import display

from alliance.admin import (
    AttachmentInline,
    PasteColumn,
    PasteTable,
    PictureInline,
    RecordAdmin,
    RecordTabularInline,
    columns,
)
from members.admin.cells import organisation_cell
from newsletter.models import (
    EmailNotice,
    IssueArticle,
    NewsletterIssue,
    Promotion,
    PromotionPlacement,
    SendingPlan,
    SendingState,
)


class SentIsFinalMixin:
    """A record that went out to the members stays as it is."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and self._was_sent(obj):
            return False
        return bool(super().has_change_permission(request, obj))  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and self._was_sent(obj):
            return False
        return bool(super().has_delete_permission(request, obj))  # type: ignore[misc]

    def _was_sent(self, obj: Any) -> bool:
        # The form has already put the new state on `obj` when it asks; the stored one decides.
        stored = type(obj)._default_manager.filter(pk=obj.pk).values_list("state", flat=True)
        return stored.first() == SendingState.SENT

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        found = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        sent = [str(each) for each in objs if self._was_sent(each)]
        return (found[0], found[1], found[2], [*found[3], *sent]) if sent else found


class ArticleInline(RecordTabularInline):
    model = IssueArticle
    fields = ("position", "section", "title", "outlet", "link")


class PlacementInline(RecordTabularInline):
    model = PromotionPlacement
    fields = ("position", "promotion")
    autocomplete_fields = ("promotion",)


@admin.register(NewsletterIssue)
class NewsletterIssueAdmin(SentIsFinalMixin, RecordAdmin):
    list_display = ("date", "state", "article_count", "promotion_count", "sent_at")
    list_filter = ("state", "date")
    date_hierarchy = "date"
    search_fields = ("title", "articles__title")
    fields = (("date", "title"), ("state", "sent_at"))
    inlines = (PlacementInline, ArticleInline, PictureInline)
    paste_tables = (
        PasteTable(
            IssueArticle,
            (
                PasteColumn(
                    pgettext_lazy("newsletter", "section"),
                    "section",
                    columns.choice(IssueArticle.Section),
                    required=True,
                    fills_down=True,
                ),
                PasteColumn(_("title"), "title", required=True),
                PasteColumn(_("outlet"), "outlet"),
                PasteColumn(_("link"), "link"),
            ),
            parent_field="issue",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                articles_in_it=Count("articles", distinct=True),
                promotions_in_it=Count("placements", distinct=True),
            )
        )

    @display(description=_("articles"))
    def article_count(self, issue: Any) -> int:
        return int(issue.articles_in_it)

    @display(description=_("promotions"))
    def promotion_count(self, issue: Any) -> int:
        return int(issue.promotions_in_it)


@admin.register(Promotion)
class PromotionAdmin(RecordAdmin):
    list_display = ("title", "organisation", "starts_on", "ends_on", "first_sent")
    list_filter = ("starts_on",)
    date_hierarchy = "starts_on"
    list_select_related = ("organisation",)
    search_fields = ("title", "organisation__name", "organisation__short_name")
    autocomplete_fields = ("organisation",)
    fields = ("organisation", "title", "link", ("starts_on", "ends_on"), "note")
    inlines = (PictureInline,)
    paste_tables = (
        PasteTable(
            Promotion,
            (
                PasteColumn(_("organisation"), "organisation", organisation_cell, required=True),
                PasteColumn(_("title"), "title", required=True),
                PasteColumn(_("booked from"), "starts_on", columns.day, required=True),
                PasteColumn(_("booked until"), "ends_on", columns.day, required=True),
                PasteColumn(_("link"), "link"),
            ),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).with_first_sent()  # type: ignore[attr-defined]

    @display(description=_("first sent"), ordering="first_sent_on")
    def first_sent(self, promotion: Any) -> Any:
        """The day by which the booking counts."""
        return promotion.first_sent_on


@admin.register(EmailNotice)
class EmailNoticeAdmin(SentIsFinalMixin, RecordAdmin):
    list_display = ("title", "organisation", "state", "sent_at")
    list_filter = ("state", "sent_at")
    date_hierarchy = "sent_at"
    list_select_related = ("organisation",)
    search_fields = ("title", "body", "organisation__name", "organisation__short_name")
    autocomplete_fields = ("organisation",)
    fields = ("organisation", "title", "link", ("state", "sent_at"), "body")
    inlines = (PictureInline, AttachmentInline)


@admin.register(SendingPlan)
class SendingPlanAdmin(RecordAdmin):
    list_display = ("issues_per_week", "valid_from", "valid_to")
    fields = ("issues_per_week", ("valid_from", "valid_to"))
