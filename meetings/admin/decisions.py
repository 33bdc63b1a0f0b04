"""Decisions, renewals, bylaws and minutes in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from alliance.admin import RecordAdmin, RecordStackedInline, RecordTabularInline
from alliance.admin.steps import StepsMixin
from alliance.periods import today
from meetings.admin.choices import SectionChoiceMixin
from meetings.models import (
    Bylaw,
    BylawArticle,
    BylawItem,
    BylawParagraph,
    Decision,
    MinutesEntry,
    Renewal,
    RenewedSeat,
)
from meetings.services.decisions import apply_renewal


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    list_display = ("text", "agenda_item", "outcome", "decided_on", "basis", "follow_up")
    list_filter = ("outcome", "kind", "agenda_item__meeting__year")
    list_select_related = ("agenda_item", "basis__paragraph__article__bylaw")
    search_fields = ("text", "follow_up", "agenda_item__title")
    date_hierarchy = "decided_on"
    autocomplete_fields = ("agenda_item", "basis")


class RenewedSeatInline(RecordTabularInline):
    model = RenewedSeat
    fields = ("seat", "new_seat")
    readonly_fields = ("new_seat",)
    autocomplete_fields = ("seat",)


@admin.register(Renewal)
class RenewalAdmin(StepsMixin, RecordAdmin):
    list_display = ("agenda_item", "office", "term_months", "basis", "decision", "applied_on")
    list_filter = ("office", "agenda_item__meeting__year")
    list_select_related = ("agenda_item", "basis__paragraph__article__bylaw", "decision")
    search_fields = ("agenda_item__title",)
    autocomplete_fields = ("agenda_item", "basis", "decision")
    readonly_fields = ("applied_on",)
    inlines = (RenewedSeatInline,)
    actions_submit_line = ("write_terms",)

    @action(description=_("Write the new terms"))
    def write_terms(self, request: HttpRequest, renewal: Renewal) -> str:
        seats = apply_renewal(renewal_id=renewal.pk, on=today())
        return gettext("%(count)s new terms were written.") % {"count": len(seats)}


@admin.register(MinutesEntry)
class MinutesEntryAdmin(SectionChoiceMixin, RecordAdmin):
    list_display = ("agenda_item", "position", "kind", "section_key", "label")
    list_filter = ("kind", "agenda_item__meeting__year")
    list_select_related = ("agenda_item",)
    search_fields = ("text", "label", "section_key")
    autocomplete_fields = ("agenda_item",)


class ArticleInline(RecordTabularInline):
    model = BylawArticle
    fields = ("number", "title")
    show_change_link = True


class ParagraphInline(RecordTabularInline):
    model = BylawParagraph
    fields = ("number", "text")
    show_change_link = True


class ItemInline(RecordStackedInline):
    model = BylawItem
    fields = (("number", "code"), "text")


@admin.register(Bylaw)
class BylawAdmin(RecordAdmin):
    list_display = ("title", "valid_from", "valid_to", "note")
    search_fields = ("title", "short_title", "code")
    inlines = (ArticleInline,)


@admin.register(BylawArticle)
class BylawArticleAdmin(RecordAdmin):
    list_display = ("__str__", "bylaw")
    list_select_related = ("bylaw",)
    search_fields = ("title", "bylaw__title")
    autocomplete_fields = ("bylaw",)
    inlines = (ParagraphInline,)


@admin.register(BylawParagraph)
class BylawParagraphAdmin(RecordAdmin):
    list_display = ("__str__", "text")
    list_select_related = ("article__bylaw",)
    search_fields = ("text", "article__title")
    autocomplete_fields = ("article",)
    inlines = (ItemInline,)


@admin.register(BylawItem)
class BylawItemAdmin(RecordAdmin):
    list_display = ("citation", "text", "code")
    list_filter = ("code",)
    list_select_related = ("paragraph__article__bylaw",)
    search_fields = ("text", "paragraph__text", "paragraph__article__title")
    autocomplete_fields = ("paragraph",)

    @admin.display(description=_("citation"), ordering="paragraph__article__number")
    def citation(self, item: BylawItem) -> str:
        return item.citation
