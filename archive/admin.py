"""The archive as officers keep it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from alliance.admin import (
    AttachmentInline,
    PasteColumn,
    PasteTable,
    PictureInline,
    RecordAdmin,
    columns,
)
from archive.models import ArchiveDocument, NewsItem, Notice
from members.admin.cells import organisation_cell
from members.admin.names import OrganisationCells
from members.models import Organisation


def issuer_cell(cell: str) -> tuple[Organisation, str]:
    """The organisation that is meant, and the name as written."""
    return organisation_cell(cell), cell


@admin.register(ArchiveDocument)
class ArchiveDocumentAdmin(RecordAdmin):
    list_display = ("number", "posted_on", "issuer_name", "title", "language", "file_count")
    list_display_links = ("title",)
    list_filter = ("posted_on", "language")
    date_hierarchy = "posted_on"
    search_fields = ("title", "issuer_name")
    autocomplete_fields = ("issuer",)
    ordering = ("-posted_on", "-pk")
    fields = (("posted_on", "language"), ("issuer", "issuer_name"), "title", "link")
    inlines = (AttachmentInline,)
    paste_tables = (
        PasteTable(
            ArchiveDocument,
            (
                PasteColumn(_("posted on"), "posted_on", columns.day, required=True),
                PasteColumn(
                    _("issuer"),
                    ("issuer", "issuer_name"),
                    issuer_cell,
                    required=True,
                    review=OrganisationCells(lambda organisation, text: (organisation, text)),
                ),
                PasteColumn(_("title"), "title", required=True),
                PasteColumn(_("link"), "link"),
            ),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        documents = ArchiveDocument.objects.with_numbers().select_related("issuer")
        return documents.annotate(files=Count("attachments"))  # type: ignore[no-any-return]

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        return queryset.matching(search_term), False

    @display(description=_("number in the year"), ordering="posted_on")
    def number(self, document: Any) -> int:
        return int(document.number)

    @display(description=_("files"))
    def file_count(self, document: Any) -> int:
        return int(document.files)


@admin.register(Notice)
class NoticeAdmin(RecordAdmin):
    list_display = ("title", "posted_on", "visible_from", "visible_to", "pinned")
    list_filter = ("pinned", "posted_on")
    date_hierarchy = "posted_on"
    search_fields = ("title", "body")
    fields = ("title", ("posted_on", "pinned"), ("visible_from", "visible_to"), "body")
    inlines = (AttachmentInline,)


@admin.register(NewsItem)
class NewsItemAdmin(RecordAdmin):
    list_display = ("title", "posted_on", "is_published")
    list_filter = ("is_published", "posted_on")
    date_hierarchy = "posted_on"
    search_fields = ("title", "body")
    fields = ("title", ("posted_on", "is_published"), "link", "body")
    inlines = (PictureInline,)
