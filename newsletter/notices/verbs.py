"""From a draft to the mailing of exactly what was approved, to exactly whom it was approved for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from newsletter.approving import approve_record
from newsletter.models import EmailNotice, Mailing, NewsletterIssue, SendingState, Subscriber
from newsletter.notices.content import current_content, notice_content
from newsletter.notices.texts import notice_text
from newsletter.sending import mailings


def readers_of(notice: EmailNotice, on: date) -> int:
    """How many would get it if it went out now."""
    segment = notice_content(notice).segment
    return int(Subscriber.objects.for_notices(segment, on).count())


@transaction.atomic
def approve_notice(
    *,
    notice: EmailNotice,
    by: Any,
    at: datetime,
    advertising: str = "",
    stand_in_reason: str = "",
    version: int | None = None,
    shown: str | None = None,
) -> None:
    stored = EmailNotice.objects.select_for_update().get(pk=notice.pk)
    choice = advertising or stored.advertising
    if choice not in (NewsletterIssue.Advertising.YES, NewsletterIssue.Advertising.NO):
        raise RuleViolation(_("Say first whether the mail is advertising."))
    content = current_content(stored)
    if not (content.body.strip() or content.link or content.pictures):
        raise RuleViolation(_("There is nothing in this notice yet but its title."))
    approve_record(
        stored,
        by=by,
        at=at,
        content=content.to_json(),
        stand_in_reason=stand_in_reason,
        version=version,
        shown=shown,
        advertising=choice,
    )
    notice.refresh_from_db()


@transaction.atomic
def send_notice(*, notice: EmailNotice, at: datetime, by: Any = None) -> Mailing:
    """Of several at once, one starts the mailing."""
    stored = EmailNotice.objects.select_for_update().get(pk=notice.pk)
    if stored.state != SendingState.APPROVED:
        raise RuleViolation(_("Only an approved notice is sent, and only once."))
    segment = notice_content(stored).segment
    mailing = mailings.start_notice(
        notice=stored, text=notice_text(stored), at=at, segment=segment, by=by
    )
    # The approval may have fallen while the text was made.
    same = EmailNotice.objects.filter(pk=stored.pk, version=stored.version)
    if not same.update(state=SendingState.APPROVED):
        raise RuleViolation(_("Somebody else changed it this very moment. Please look again."))
    return mailing
