"""The day's issue: its form, and the page on which officers look it over and let it go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.decorators import display

from alliance.admin import (
    PasteColumn,
    PasteTable,
    PictureInline,
    RecordAdmin,
    RecordStackedInline,
    RecordTabularInline,
    columns,
)
from alliance.errors import RuleViolation
from alliance.periods import SEOUL, seoul_day, today
from newsletter import approving, composing, dispatch
from newsletter.checks import check_issue
from newsletter.intake.stories import release_stories
from newsletter.models import IssueArticle, NewsletterIssue, PromotionPlacement, SendingState
from newsletter.rendering import current_content
from newsletter.review import HourForm, ReviewMixin
from newsletter.sending.admin import ShowsMailings
from newsletter.sending.message import MailText
from newsletter.sending.texts import issue_text


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
        stored = type(obj)._default_manager.filter(pk=obj.pk).first()
        return stored is not None and (
            stored.state == SendingState.SENT or getattr(stored, "is_on_its_way", False)
        )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        found = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        sent = [str(each) for each in objs if self._was_sent(each)]
        return (found[0], found[1], found[2], [*found[3], *sent]) if sent else found


class ArticleInline(RecordStackedInline):
    """In the order of the mail."""

    model = IssueArticle
    fields = (
        ("section", "position", "closes_on"),
        ("title", "outlet"),
        ("link", "summary"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).in_order()  # type: ignore[no-any-return]


class PlacementInline(RecordTabularInline):
    model = PromotionPlacement
    fields = ("position", "promotion")
    autocomplete_fields = ("promotion",)


@admin.register(NewsletterIssue)
class NewsletterIssueAdmin(ReviewMixin, ShowsMailings, SentIsFinalMixin, RecordAdmin):
    list_display = ("date", "state", "article_count", "promotion_count", "scheduled_at", "sent_at")
    list_filter = ("state", "date")
    date_hierarchy = "date"
    search_fields = ("title", "articles__title")
    fields = (("date", "title"), "scheduled_at", ("state", "sent_at", "last_edited_by"))
    readonly_fields = ("state", "sent_at", "last_edited_by")
    inlines = (ArticleInline, PlacementInline, PictureInline)
    change_form_before_template = "admin/newsletter/_issue_bar.html"
    list_before_template = "admin/newsletter/_compose.html"
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
                PasteColumn(gettext_lazy("title"), "title", required=True),
                PasteColumn(gettext_lazy("outlet"), "outlet"),
                PasteColumn(gettext_lazy("link"), "link"),
                PasteColumn(gettext_lazy("summary"), "summary"),
            ),
            parent_field="issue",
        ),
    )
    review_template = "admin/newsletter/issue_review.html"
    review_steps: ClassVar = {
        "_approve": "approve_step",
        "_take_back": "take_back_step",
        "_test": "test_step",
        "_hour": "hour_step",
        "_send": "send_step",
        "_take_in": "take_in_step",
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                articles_in_it=Count("articles", distinct=True),
                promotions_in_it=Count("placements", distinct=True),
            )
        )

    @display(description=gettext_lazy("articles"))
    def article_count(self, issue: Any) -> int:
        return int(issue.articles_in_it)

    @display(description=gettext_lazy("promotions"))
    def promotion_count(self, issue: Any) -> int:
        return int(issue.promotions_in_it)

    # --- Editing -------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if "scheduled_at" in form.changed_data:
            # Another hour is an answer to the question whether it is still wanted.
            obj.held_at = None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        stood = composing.standing_in(form.instance) if change else set()
        super().save_related(request, form, formsets, change)
        # The hour and the pictures for the packet are no content of the mail.
        content = [each for each in formsets if each.model in (IssueArticle, PromotionPlacement)]
        edited = set(form.changed_data) - {"scheduled_at"}
        if not change or edited or any(formset.has_changed() for formset in content):
            self._note_edit(request, form.instance, stood)

    def _note_edit(self, request: HttpRequest, issue: NewsletterIssue, stood: set[str]) -> None:
        composing.leave_out(issue, stood=stood)
        by: Any = request.user
        was_approved = NewsletterIssue.objects.filter(
            pk=issue.pk, state=SendingState.APPROVED
        ).exists()
        approving.mark_edited(issue, by=by, at=timezone.now())
        composing.keep_stories(issue)
        if was_approved:
            words = _("The edit took the approval back; another officer approves it anew.")
            self.message_user(request, words, messages.WARNING)

    def _take(self, request: HttpRequest, table: PasteTable, parent: Any, form: Any) -> Any:
        stood = composing.standing_in(parent)
        sheet, saved = super()._take(request, table, parent, form)
        if saved is not None:
            self._note_edit(request, parent, stood)
        return sheet, saved

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        release_stories(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for issue in queryset:
            release_stories(issue)
        super().delete_queryset(request, queryset)

    # --- Drafting ------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.compose_view)
        return [
            path("compose/", view, name="newsletter_newsletterissue_compose"),
            *super().get_urls(),
        ]

    def compose_view(self, request: HttpRequest) -> HttpResponse:
        """Today's draft, as beat makes it in the morning."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            by: Any = request.user
            draft = composing.compose_issue(on=today(), at=timezone.now(), by=by)
        except RuleViolation as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:newsletter_newsletterissue_changelist")
        if draft.is_new:
            self.log_addition(request, draft.issue, _("Drafted"))
            self.message_user(request, _("Today's issue is drafted. Look it over."))
        else:
            self.message_user(request, _("Today's issue was begun already; here it is."))
        return redirect(reverse("admin:newsletter_newsletterissue_change", args=[draft.issue.pk]))

    # --- Looking over and letting go -----------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is not None and _is_review(request):
            return NewsletterIssue.objects.with_contents().get(pk=found.pk)
        return found

    def mail_text(self, record: Any, **how: Any) -> MailText:
        return issue_text(record, **how)

    def current_content(self, record: Any) -> dict[str, Any]:
        return current_content(record).to_json()

    def is_out(self, record: Any) -> bool:
        return bool(record.is_on_its_way)

    def review_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        hour = record.scheduled_at and timezone.localtime(record.scheduled_at, SEOUL)
        return {
            "findings": check_issue(record, at=timezone.now()),
            "hour_form": HourForm(initial={"hour": hour and f"{hour:%H:%M}"}),
            "is_out": record.is_on_its_way,
            "mailing": record.mailings.filter(correction=0).first(),
            "corrections": record.corrections.all(),
            "new_correction": reverse("admin:newsletter_issuecorrection_add")
            + f"?issue={record.pk}",
        }

    def approve_step(
        self, request: HttpRequest, issue: NewsletterIssue, said: Mapping[str, Any]
    ) -> str:
        by: Any = request.user
        at = timezone.now()
        approving.approve_issue(
            issue=issue,
            by=by,
            at=at,
            advertising=said["advertising"],
            stand_in_reason=said.get("reason", ""),
            version=said["version"],
            shown=said["shown"],
        )
        if issue.scheduled_at is None:
            return _("Approved. It goes out when an officer sends it.")
        if issue.date < seoul_day(at):
            return _("Approved. Its day is past, so it goes out only when an officer sends it.")
        if issue.scheduled_at <= at:
            return _("Approved. Its hour has passed, so it goes out at once.")
        hour = timezone.localtime(issue.scheduled_at, SEOUL)
        return _("Approved. It goes out at %(hour)s.") % {"hour": f"{hour:%H:%M}"}

    def hour_step(self, request: HttpRequest, issue: NewsletterIssue) -> str:
        form = HourForm(request.POST)
        if not form.is_valid():
            raise RuleViolation(_("Not an hour like 09:00."))
        chosen = form.cleaned_data["hour"]
        hour = chosen and datetime.combine(issue.date, chosen, tzinfo=SEOUL)
        dispatch.set_hour(issue=issue, hour=hour)
        words = (
            _("Goes out at %(hour)s once approved.") % {"hour": f"{chosen:%H:%M}"}
            if chosen
            else _("Goes out when an officer sends it.")
        )
        self.log_change(request, issue, words)
        return words

    def send_step(self, request: HttpRequest, issue: NewsletterIssue) -> str:
        by: Any = request.user
        dispatch.send_issue(issue=issue, at=timezone.now(), by=by)
        words = _("The sending has begun.")
        self.log_change(request, issue, words)
        return words

    def take_in_step(self, request: HttpRequest, issue: NewsletterIssue) -> str:
        by: Any = request.user
        number = composing.take_in(issue=issue, by=by, at=timezone.now())
        if not number:
            return _("There is nothing new to take in.")
        words = _("%(count)s taken in from the desk.") % {"count": number}
        self.log_change(request, issue, words)
        return words


def _is_review(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and found.url_name == "newsletter_newsletterissue_review"
