"""Partners' banners in the admin: bookings, the calendar of places, clicks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.decorators import action, display

from alliance.admin import (
    PasteColumn,
    PasteTable,
    PictureInline,
    ReadOnlyAdmin,
    RecordAdmin,
    columns,
)
from alliance.korean import short_date
from alliance.periods import today
from members.admin.cells import organisation_cell
from members.admin.names import ORGANISATION_CELLS
from newsletter import approving
from newsletter.calendar import LAST_DAY, is_of_this_century, sending_days
from newsletter.models import Promotion, PromotionClicks
from newsletter.promotions.places import BookedDay, month_of_places, overbooked_days

_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")
_NAMED_DAYS = 5


class BannerInline(PictureInline):
    """The first is the banner; its caption is what is read out where no picture is shown.

    In an issue that is approved or out it stays; for later issues another may be added.
    """

    verbose_name = gettext_lazy("banner")
    verbose_name_plural = gettext_lazy(
        "banner (the caption is read out to people who do not see it)"
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().has_change_permission(request, obj)) and not _is_shown(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(super().has_delete_permission(request, obj)) and not _is_shown(obj)


def _is_shown(promotion: Promotion | None) -> bool:
    return promotion is not None and promotion.pk is not None and promotion.is_shown


@admin.register(Promotion)
class PromotionAdmin(RecordAdmin):
    list_display = ("title", "organisation", "starts_on", "ends_on", "first_sent", "clicks")
    list_filter = ("starts_on",)
    date_hierarchy = "starts_on"
    list_select_related = ("organisation",)
    search_fields = ("title", "organisation__name", "organisation__short_name")
    autocomplete_fields = ("organisation",)
    fields = ("organisation", "title", "link", ("starts_on", "ends_on"), "note")
    inlines = (BannerInline,)
    actions_list = ("open_calendar",)
    paste_tables = (
        PasteTable(
            Promotion,
            (
                PasteColumn(
                    gettext_lazy("organisation"),
                    "organisation",
                    organisation_cell,
                    required=True,
                    review=ORGANISATION_CELLS,
                ),
                PasteColumn(gettext_lazy("title"), "title", required=True),
                PasteColumn(gettext_lazy("booked from"), "starts_on", columns.day, required=True),
                PasteColumn(gettext_lazy("booked until"), "ends_on", columns.day, required=True),
                PasteColumn(gettext_lazy("link"), "link"),
            ),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).with_first_sent().with_clicks()  # type: ignore[attr-defined]

    @display(description=gettext_lazy("first sent"), ordering="first_sent_on")
    def first_sent(self, promotion: Any) -> Any:
        """The day by which the booking counts."""
        return promotion.first_sent_on

    @display(description=pgettext_lazy("promotion", "clicks"), ordering="click_count")
    def clicks(self, promotion: Any) -> int:
        return int(promotion.click_count)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change or {"starts_on", "ends_on"} & set(form.changed_data):
            self._tell_conflicts(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        shown = {"organisation", "title", "link"} & set(form.changed_data)
        if change and not shown and not any(formset.has_changed() for formset in formsets):
            return
        by: Any = request.user
        if form.instance.is_shown:
            words = _("Issues that are approved or sent keep the banner as it was approved.")
            self.message_user(request, words, messages.WARNING)
        approving.note_banner_edit(form.instance, by=by, at=timezone.now())

    def _tell_conflicts(self, request: HttpRequest, promotion: Promotion) -> None:
        """Told, not refused: which banner waits is for people to agree on."""
        # No issue that goes out beyond a year from now was planned by anybody.
        longest = min(timedelta(days=366), LAST_DAY - promotion.starts_on)
        last = min(promotion.ends_on, promotion.starts_on + longest)
        if not any(sending_days(promotion.starts_on, last)):
            words = _("No newsletter goes out on these days, so the banner would never be shown.")
            self.message_user(request, words, messages.WARNING)
            return
        if full := overbooked_days(promotion.starts_on, last):
            words = _("More banners than places: %(days)s.") % {"days": _days(full)}
            self.message_user(request, words, messages.WARNING)

    # --- Calendar ------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.calendar_view)
        return [path("calendar/", view, name="newsletter_promotion_calendar"), *super().get_urls()]

    @action(
        description=gettext_lazy("Calendar"), url_path="open-calendar", icon="calendar_view_month"
    )
    def open_calendar(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:newsletter_promotion_calendar")

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        found = _MONTH.fullmatch(request.GET.get("month", ""))
        month = date(int(found[1]), int(found[2]), 1) if found else today().replace(day=1)
        weeks = month_of_places(month.year, month.month)
        own = [each for week in weeks for each in week if each.in_month and each.is_sending_day]
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(
            request,
            "admin/newsletter/promotion_calendar.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Calendar of promotions"),
                "opts": self.opts,
                "media": self.media,
                "month": month,
                "previous": _of_the_calendar(month - timedelta(days=1)),
                "next": _of_the_calendar(month + timedelta(days=31)),
                "weeks": weeks,
                "weekdays": "월화수목금토일",
                "free": sum(each.free for each in own),
                "places": sum(each.places for each in own),
                "overbooked": [each for each in own if each.too_many],
                "bare": _without_picture(own),
                "this_day": today(),
                "may_add": self.has_add_permission(request),
            },
        )


def _of_the_calendar(day: date) -> date | None:
    return day if is_of_this_century(day) else None


def _without_picture(days: list[BookedDay]) -> list[Promotion]:
    found = {each.pk: each for day in days for each in day.bookings if not each.pictures.all()}
    return list(found.values())


def _days(days: list[BookedDay]) -> str:
    named = ", ".join(short_date(each.day) for each in days[:_NAMED_DAYS])
    return f"{named} …" if len(days) > _NAMED_DAYS else named


@admin.register(PromotionClicks)
class PromotionClicksAdmin(ReadOnlyAdmin):
    list_display = ("day", "organisation", "promotion", "count")
    list_filter = ("day",)
    date_hierarchy = "day"
    list_select_related = ("promotion__organisation",)
    search_fields = ("promotion__title", "promotion__organisation__search_text")

    @display(description=gettext_lazy("organisation"), ordering="promotion__organisation__sort_key")
    def organisation(self, clicks: PromotionClicks) -> str:
        return str(clicks.promotion.organisation)
