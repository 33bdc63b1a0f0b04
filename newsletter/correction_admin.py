"""Correction mails (정정) for issues gone wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.admin import RecordAdmin
from newsletter import approving, dispatch
from newsletter.issue_admin import SentIsFinalMixin
from newsletter.models import IssueCorrection, NewsletterIssue, SendingState
from newsletter.review import ReviewMixin
from newsletter.sending.message import MailText
from newsletter.sending.texts import correction_text


@admin.register(IssueCorrection)
class IssueCorrectionAdmin(ReviewMixin, SentIsFinalMixin, RecordAdmin):
    list_display = ("title", "issue", "state", "sent_at")
    list_filter = ("state",)
    list_select_related = ("issue",)
    search_fields = ("title", "text")
    fields = ("issue", "title", "text", ("state", "sent_at", "last_edited_by"))
    readonly_fields = ("state", "sent_at", "last_edited_by")
    change_form_before_template = "admin/newsletter/_review_link.html"
    review_template = "admin/newsletter/correction_review.html"
    review_steps: ClassVar = {
        "_approve": "approve_step",
        "_take_back": "take_back_step",
        "_test": "test_step",
        "_send": "send_step",
    }

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "issue":
            # Only what was mailed is corrected; the latest first.
            kwargs["queryset"] = NewsletterIssue.objects.filter(mailings__correction=0).order_by(
                "-date"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change and not form.changed_data:
            return
        by: Any = request.user
        was_approved = IssueCorrection.objects.filter(
            pk=form.instance.pk, state=SendingState.APPROVED
        ).exists()
        approving.mark_edited(form.instance, by=by, at=timezone.now())
        if was_approved:
            words = _("The edit took the approval back; another officer approves it anew.")
            self.message_user(request, words, messages.WARNING)

    def mail_text(self, record: Any, **how: Any) -> MailText:
        return correction_text(record, **how)

    def current_content(self, record: Any) -> dict[str, Any]:
        return approving.correction_content(record)

    def approve_step(
        self, request: HttpRequest, correction: IssueCorrection, said: Mapping[str, Any]
    ) -> str:
        by: Any = request.user
        approving.approve_correction(
            correction=correction,
            by=by,
            at=timezone.now(),
            stand_in_reason=said.get("reason", ""),
            version=said["version"],
            shown=said["shown"],
        )
        return _("Approved. It goes out when an officer sends it.")

    def send_step(self, request: HttpRequest, correction: IssueCorrection) -> str:
        by: Any = request.user
        dispatch.send_correction(correction=correction, at=timezone.now(), by=by)
        words = _("The sending has begun.")
        self.log_change(request, correction, words)
        return words
