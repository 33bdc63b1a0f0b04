"""The news desk in the admin: feeds, stories, and the page on which a morning's work is done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from unfold.decorators import action, display

from alliance import jobs
from alliance.admin import PasteColumn, PasteTable, RecordAdmin, columns
from alliance.errors import RuleViolation
from alliance.models import Job
from alliance.periods import today
from newsletter.intake import desk, pasting
from newsletter.jobs import FETCH_NEWS
from newsletter.models import Feed, Story, StoryTag

DESK = "admin:newsletter_story_desk"


@admin.register(Feed)
class FeedAdmin(RecordAdmin):
    list_display = ("name", "tag", "is_active", "health", "fetched_at", "new_items")
    list_filter = ("is_active", "tag")
    search_fields = ("name", "url")
    fields = (
        "name",
        "url",
        ("tag", "is_active"),
        ("seconds_limit", "megabytes_limit", "items_limit"),
        "health",
        ("fetched_at", "succeeded_at", "new_items"),
    )
    readonly_fields = ("health", "fetched_at", "succeeded_at", "new_items")
    actions = ("read_now",)
    paste_tables = (
        PasteTable(
            Feed,
            (
                PasteColumn(gettext_lazy("outlet"), "name", required=True),
                PasteColumn(gettext_lazy("feed address"), "url", required=True),
                PasteColumn(pgettext_lazy("story", "tag"), "tag", columns.choice(StoryTag)),
            ),
        ),
    )

    @display(description=gettext_lazy("last reading"))
    def health(self, feed: Feed) -> str | SafeString:
        if feed.error:
            return format_html('<span class="desk-problem">{}</span>', feed.error)
        return pgettext("feed", "in order") if feed.fetched_at else pgettext("feed", "not read yet")

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        if change and "url" in form.changed_data:
            # What was known of another address says nothing about this one.
            obj.etag = obj.last_modified = obj.error = ""
            obj.fetched_at = obj.succeeded_at = None
        super().save_model(request, obj, form, change)

    @action(description=gettext_lazy("Read the chosen feeds now"))
    def read_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        for feed in queryset:
            jobs.enqueue(FETCH_NEWS, by=request.user, subject=feed)
        told = ngettext(
            "%(count)s feed is being read.", "%(count)s feeds are being read.", len(queryset)
        )
        self.message_user(request, told % {"count": len(queryset)})


@admin.register(Story)
class StoryAdmin(RecordAdmin):
    list_display = ("title", "outlet", "tag", "state", "article_count", "published_at")
    list_filter = ("state", "tag", "published_at")
    date_hierarchy = "published_at"
    search_fields = ("title", "outlet", "items__title", "items__outlet", "link")
    fields = ("title", "outlet", "link", "summary", ("tag", "expires_on"), "told_by")
    readonly_fields = ("told_by",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(articles_of_it=Count("items", distinct=True))

    @display(description=pgettext_lazy("story", "articles"))
    def article_count(self, story: Any) -> int:
        return int(story.articles_of_it)

    @display(description=gettext_lazy("told by"))
    def told_by(self, story: Story) -> SafeString:
        return render_to_string("admin/newsletter/_told_by.html", {"story": story})

    def has_add_permission(self, request: HttpRequest) -> bool:
        # Their addresses are pasted on the desk.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A deleted one would come back with the next reading; dropping keeps it away.
        return False

    def save_model(self, request: HttpRequest, obj: Story, form: Any, change: bool) -> None:
        if "link" in form.changed_data:
            obj.link_checked_at, obj.link_problem = None, ""
        super().save_model(request, obj, form, change)
        if form.changed_data:
            by: Any = request.user
            obj.editors.add(by)

    def response_post_save_change(self, request: HttpRequest, obj: Story) -> HttpResponseRedirect:
        day = request.GET.get("desk")
        if day is None:
            return super().response_post_save_change(request, obj)
        return redirect_to_desk(_day(day), f"story-{obj.pk}")

    # --- The desk ----------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def url(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"newsletter_story_{name}")

        return [
            url("desk/", self.desk_view, "desk"),
            url("desk/press/", self.press_view, "press"),
            url("desk/paste/", self.paste_view, "paste_addresses"),
            url("desk/read/", self.read_view, "read_feeds"),
            *super().get_urls(),
        ]

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        shown = desk.desk_of(_day(request.GET.get("day")))
        if _asks_for_data(request):
            return self._part(request, shown)
        return self._page(request, shown)

    def _page(self, request: HttpRequest, shown: desk.Desk, **more: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("News desk"),
            "opts": self.opts,
            "media": self.media,
            "desk": shown,
            "feeds_in_trouble": desk.feeds_in_trouble(),
            "feed_count": Feed.objects.active().count(),
            "tags": StoryTag,
            **more,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/newsletter/desk.html", context)

    def _part(
        self, request: HttpRequest, shown: desk.Desk, *, told: str = "", refused: bool = False
    ) -> JsonResponse:
        html = render_to_string("admin/newsletter/_desk_stories.html", {"desk": shown}, request)
        return JsonResponse(
            {"told": told, "refused": refused, "html": html, "reading": shown.is_reading}
        )

    def press_view(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        day, refused, anchor = _day(request.POST.get("day")), False, ""
        by: Any = request.user
        try:
            done = desk.press(request.POST.get("do", ""), request.POST.getlist("chosen"), by=by)
        except RuleViolation as refusal:
            told, refused = str(refusal), True
        else:
            told, anchor = done.told, f"story-{done.story.pk}"
            if done.is_noted:
                self.log_change(request, done.story, told)
        if _asks_for_data(request):
            return self._part(request, desk.desk_of(day), told=told, refused=refused)
        self.message_user(request, told, messages.ERROR if refused else messages.SUCCESS)
        return redirect_to_desk(day, anchor)

    def paste_view(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        day, text = _day(request.POST.get("day")), request.POST.get("addresses", "")
        tag = request.POST.get("tag", "")
        typed = {"typed": text, "typed_tag": tag}
        try:
            pasted = pasting.paste(text, tag=tag, by=request.user, at=timezone.now())
        except RuleViolation as refusal:
            return self._page(request, desk.desk_of(day), paste_refused=str(refusal), **typed)
        for story in pasted.added:
            self.log_change(request, story, _("Pasted: %(link)s") % {"link": story.link})
        self.message_user(
            request, pasted.told, messages.SUCCESS if pasted.added else messages.WARNING
        )
        if not pasted.refused:
            return redirect_to_desk(day)
        # What was not taken stays in the field, so that nothing is typed twice.
        typed["typed"] = "\n".join(line.text for line in pasted.refused)
        return self._page(request, desk.desk_of(day), refused_lines=pasted.refused, **typed)

    def read_view(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        waiting = Job.objects.filter(
            kind=FETCH_NEWS, subject_id=None, state__in=[Job.State.QUEUED, Job.State.RUNNING]
        )
        if not waiting.exists():
            jobs.enqueue(FETCH_NEWS, by=request.user)
        self.message_user(request, _("The feeds are being read; load the page again in a moment."))
        return redirect_to_desk(_day(request.POST.get("day")))


def _day(text: str | None) -> date:
    """The day of the address; the next issue's where it is none of this century."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return desk.next_issue_day(today())
    return day if day.year // 100 == today().year // 100 else desk.next_issue_day(today())


def _asks_for_data(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def redirect_to_desk(day: date, anchor: str = "") -> HttpResponseRedirect:
    place = f"{reverse(DESK)}?day={day.isoformat()}"
    return HttpResponseRedirect(f"{place}#{anchor}" if anchor else place)
