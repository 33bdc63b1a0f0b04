"""Events in the admin: organisations, sessions, programme, awards and press on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget

from alliance.admin import (
    AttachmentInline,
    PictureInline,
    RecordAdmin,
    RecordTabularInline,
)
from alliance.admin.steps import StepsMixin
from alliance.periods import today
from events.admin.pasting import PROGRAMME_TABLE
from events.checks import check_event
from events.models import (
    Award,
    AwardRecipient,
    Event,
    EventRole,
    EventSession,
    PressArticle,
    PressCoverage,
    ProgrammeRow,
)
from events.services.events import announce_event, cancel_event
from members.models import User


class RoleInline(RecordTabularInline):
    model = EventRole
    fields = ("position", "role", "organisation", "printed_name")
    autocomplete_fields = ("organisation",)
    tab = True


class SessionInline(RecordTabularInline):
    model = EventSession
    fields = ("number", "title", "room", "parallel")
    tab = True


class ProgrammeInline(RecordTabularInline):
    model = ProgrammeRow
    fields = (
        "position",
        "start",
        "end",
        "session",
        "group",
        "content",
        "sub_items",
        "presenter",
        "kind",
        "parallel",
        "shows_awards",
    )
    ordering = ("position", "start")
    tab = True

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "session":
            match = request.resolver_match
            found = str(match.kwargs.get("object_id", "")) if match else ""
            kwargs["queryset"] = EventSession.objects.filter(
                event=int(found) if found.isdecimal() else None
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "sub_items":
            kwargs["widget"] = UnfoldAdminTextareaWidget(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class AwardInline(RecordTabularInline):
    model = Award
    fields = ("position", "award_class", "grade", "count")
    show_change_link = True
    tab = True


class PressCountInline(RecordTabularInline):
    model = PressCoverage
    fields = ("counted_on", "article_count")
    tab = True


class ArticleInline(RecordTabularInline):
    model = PressArticle
    fields = ("position", "outlet", "title", "url", "published_on", "reporter")
    tab = True


@admin.register(Event)
class EventAdmin(StepsMixin, RecordAdmin):
    list_display = ("name", "kind", "date", "place", "announced_on", "cancelled_on")
    list_filter = ("kind", "announced_on")
    list_select_related = ("place",)
    search_fields = ("name", "short_name", "place__name")
    date_hierarchy = "date"
    autocomplete_fields = ("place",)
    readonly_fields = ("checks", "cancelled_on")
    inlines = (
        RoleInline,
        SessionInline,
        ProgrammeInline,
        AwardInline,
        PressCountInline,
        ArticleInline,
        PictureInline,
        AttachmentInline,
    )
    paste_tables = (PROGRAMME_TABLE,)
    actions_submit_line = ("announce", "cancel")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "kind"),
                    ("short_name", "headline"),
                    ("date", "last_day", "start", "end"),
                    ("place", "announced_on", "cancelled_on"),
                    ("audience", "participants", "participants_basis"),
                    "purpose",
                    "main_points",
                )
            },
        ),
        (_("Before printing"), {"fields": ("checks",)}),
    )

    def offers_step(self, name: str, obj: Any) -> bool:
        over = (obj.last_day or obj.date) < today()
        if name == "announce":
            return obj.announced_on is None and obj.cancelled_on is None and not over
        return obj.cancelled_on is None and not over

    @admin.display(description=_("what does not fit"))
    def checks(self, event: Event) -> SafeString | str:
        if event.pk is None:
            return "-"
        return render_to_string("admin/alliance/_findings.html", {"findings": check_event(event)})

    @action(description=_("Announce today"))
    def announce(self, request: HttpRequest, event: Event) -> str:
        announce_event(event_id=event.pk, on=today(), by=_user(request))
        return gettext("The event is announced.")

    @action(description=_("Cancel the event"))
    def cancel(self, request: HttpRequest, event: Event) -> str:
        cancel_event(event_id=event.pk, on=today(), by=_user(request))
        return gettext("The event is cancelled.")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
    return request.user


class RecipientInline(RecordTabularInline):
    model = AwardRecipient
    fields = ("position", "organisation", "person", "printed_name")
    autocomplete_fields = ("organisation", "person")


@admin.register(Award)
class AwardAdmin(RecordAdmin):
    list_display = ("event", "award_class", "grade", "count")
    list_filter = ("award_class", "grade", "event")
    list_select_related = ("event",)
    search_fields = ("event__name", "recipients__printed_name", "recipients__organisation__name")
    autocomplete_fields = ("event",)
    inlines = (RecipientInline,)
    fields = (("event", "position"), ("award_class", "grade", "count"))


@admin.register(PressCoverage)
class PressCoverageAdmin(RecordAdmin):
    list_display = ("event", "article_count", "counted_on")
    list_select_related = ("event",)
    search_fields = ("event__name",)
    autocomplete_fields = ("event",)


@admin.register(PressArticle)
class PressArticleAdmin(RecordAdmin):
    list_display = ("outlet", "title", "published_on", "event")
    list_select_related = ("event",)
    search_fields = ("outlet", "title", "event__name")
    autocomplete_fields = ("event",)
