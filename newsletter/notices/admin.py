"""Notices in the admin: written, aimed at a part of the readers, looked over, sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from alliance.admin import AttachmentInline, PictureInline, RecordAdmin
from alliance.admin.choices import RecordCheckboxes
from alliance.periods import today
from members.models import Body, Classification, Organisation
from newsletter import approving
from newsletter.issue_admin import SentIsFinalMixin
from newsletter.models import EmailNotice, SendingState, Subscriber
from newsletter.notices import verbs
from newsletter.notices.content import current_content
from newsletter.notices.texts import notice_text
from newsletter.review import ReviewMixin
from newsletter.sending.admin import ShowsMailings
from newsletter.sending.message import MailText


class NoticeForm(forms.ModelForm):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("classes of members"),
        choices=Classification.Kind.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("regions"),
        choices=Organisation.Region.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = EmailNotice
        fields = (
            "organisation",
            "title",
            "link",
            "body",
            "kinds",
            "regions",
            "business_fields",
            "subcommittees",
        )


@admin.register(EmailNotice)
class EmailNoticeAdmin(ReviewMixin, ShowsMailings, SentIsFinalMixin, RecordAdmin):
    form = NoticeForm
    list_display = ("title", "organisation", "aimed_at", "state", "sent_at")
    list_filter = ("state", "sent_at")
    date_hierarchy = "sent_at"
    list_select_related = ("organisation",)
    search_fields = ("title", "body", "organisation__name", "organisation__short_name")
    autocomplete_fields = ("organisation", "business_fields")
    readonly_fields = ("state", "sent_at", "last_edited_by")
    fieldsets = (
        (
            None,
            {"fields": ("organisation", "title", "link", "body", ("state", "sent_at"))},
        ),
        (
            gettext_lazy("Who gets it"),
            {
                "description": gettext_lazy(
                    "Nothing chosen: every reader of calls and events. Several lists narrow it "
                    "together; within one list any choice will do."
                ),
                "fields": ("kinds", "regions", "business_fields", "subcommittees"),
            },
        ),
    )
    inlines = (PictureInline, AttachmentInline)
    change_form_before_template = "admin/newsletter/_notice_bar.html"
    review_template = "admin/newsletter/notice_review.html"
    review_steps: ClassVar = {
        "_approve": "approve_step",
        "_take_back": "take_back_step",
        "_test": "test_step",
        "_send": "send_step",
    }

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request)
        return found.prefetch_related("business_fields", "subcommittees")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "subcommittees":
            kwargs["queryset"] = Body.objects.filter(kind=Body.Kind.SUBCOMMITTEE)
            kwargs["widget"] = RecordCheckboxes()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @display(description=gettext_lazy("Who gets it"))
    def aimed_at(self, notice: EmailNotice) -> str:
        return " · ".join(notice.segment_words()) or _("every reader")

    # --- Editing -------------------------------------------------------------------------------

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        edited = bool(form.changed_data) or any(each.has_changed() for each in formsets)
        if change and not edited:
            return
        by: Any = request.user
        was_approved = EmailNotice.objects.filter(
            pk=form.instance.pk, state=SendingState.APPROVED
        ).exists()
        approving.mark_edited(form.instance, by=by, at=timezone.now())
        if was_approved:
            words = _("The edit took the approval back; another officer approves it anew.")
            self.message_user(request, words, messages.WARNING)

    # --- Looking over and letting go -----------------------------------------------------------

    def mail_text(self, record: Any, **how: Any) -> MailText:
        return notice_text(record, **how)

    def current_content(self, record: Any) -> dict[str, Any]:
        return current_content(record).to_json()

    def is_out(self, record: Any) -> bool:
        return bool(record.is_on_its_way)

    def review_context(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        everybody = Subscriber.objects.active().filter(wants_notices=True)
        return {
            "segment": record.segment_words(),
            "readers": verbs.readers_of(record, today()),
            "everybody": everybody.count(),
            "mailing": record.mailings.first(),
            "is_out": record.is_on_its_way,
        }

    def approve_step(
        self, request: HttpRequest, notice: EmailNotice, said: Mapping[str, Any]
    ) -> str:
        by: Any = request.user
        verbs.approve_notice(
            notice=notice,
            by=by,
            at=timezone.now(),
            advertising=said["advertising"],
            stand_in_reason=said.get("reason", ""),
            version=said["version"],
            shown=said["shown"],
        )
        return _("Approved. It goes out when an officer sends it.")

    def send_step(self, request: HttpRequest, notice: EmailNotice) -> str:
        by: Any = request.user
        mailing = verbs.send_notice(notice=notice, at=timezone.now(), by=by)
        words = _("The sending to %(count)s readers has begun.") % {
            "count": mailing.deliveries.count()
        }
        self.log_change(request, notice, words)
        return words
