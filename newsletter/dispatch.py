"""From an approved issue to its mailing: at its hour, by an officer's word, or held back.

Nothing is sent blindly: an issue whose hour passed long ago (the portal was down, or the database
is an old copy) waits for an officer, who is asked by mail and on the issue's page.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import seoul_day
from members.models import User
from newsletter.calendar import no_newsletter_on
from newsletter.intake.stories import use_up
from newsletter.models import IssueCorrection, Mailing, NewsletterIssue, SendingState
from newsletter.sending import mailings
from newsletter.sending.texts import correction_text, issue_text, refuse_if_too_long

logger = logging.getLogger(__name__)

# A restart takes minutes, and a late approval is a decision of its own. What is hours late was
# forgotten by the portal, and a person must say whether it is still wanted.
LATE_AFTER = timedelta(hours=2)


@transaction.atomic
def send_issue(*, issue: NewsletterIssue, at: datetime, by: User | None = None) -> Mailing:
    """Exactly what was approved; of several at once, one starts the mailing."""
    stored = NewsletterIssue.objects.with_contents().select_for_update().get(pk=issue.pk)
    _refuse_day(stored.date, at)
    text = issue_text(stored)
    refuse_if_too_long(text)
    mailing = mailings.start_issue(issue=stored, text=text, at=at, by=by)
    # The approval may have fallen, or the hour have changed, while the text was made.
    same = NewsletterIssue.objects.filter(pk=stored.pk, version=stored.version)
    if not same.update(held_at=None):
        raise RuleViolation(_("Somebody else changed it this very moment. Please look again."))
    use_up(stored)
    return mailing


def _refuse_day(day: date, at: datetime) -> None:
    if refusal := no_newsletter_on(day):
        raise RuleViolation(refusal)
    if day > seoul_day(at):
        raise RuleViolation(
            _("This is the newsletter of %(day)s: it goes out on its day, not before.")
            % {"day": day.isoformat()}
        )


@transaction.atomic
def send_correction(
    *, correction: IssueCorrection, at: datetime, by: User | None = None
) -> Mailing:
    stored = IssueCorrection.objects.select_for_update().get(pk=correction.pk)
    if stored.state != SendingState.APPROVED:
        raise RuleViolation(_("Only an approved correction is sent, and only once."))
    issue = NewsletterIssue.objects.with_contents().get(pk=stored.issue_id)
    mailing = mailings.start_correction(issue=issue, text=correction_text(stored), at=at, by=by)
    same = IssueCorrection.objects.filter(
        pk=stored.pk, version=stored.version, state=SendingState.APPROVED
    )
    if not same.update(state=SendingState.SENT, sent_at=at, mailing=mailing):
        raise RuleViolation(_("Somebody else changed it this very moment. Please look again."))
    return mailing


@transaction.atomic
def set_hour(*, issue: NewsletterIssue, hour: datetime | None) -> None:
    """When it goes out by itself. The hour is no content, so an approval stays."""
    stored = NewsletterIssue.objects.select_for_update().get(pk=issue.pk)
    if stored.is_on_its_way:
        raise RuleViolation(_("A newsletter that was sent is not changed."))
    if hour is not None and seoul_day(hour) != stored.date:
        raise RuleViolation(_("The hour lies on another day than the issue."))
    NewsletterIssue.objects.filter(pk=stored.pk).update(scheduled_at=hour, held_at=None)
    issue.refresh_from_db()


def send_due(*, at: datetime) -> None:
    """What beat does every minute."""
    due = NewsletterIssue.objects.due(at).annotate(
        due_since=Greatest(F("scheduled_at"), F("approved_at"))
    )
    for issue in due:
        if issue.date < seoul_day(at):
            hold(issue=issue, at=at, reason=_("Its day is past."))
            continue
        if at - issue.due_since > LATE_AFTER:
            hold(issue=issue, at=at, reason=_("Its hour passed long ago."))
            continue
        _start_or_hold(issue, at)


def _start_or_hold(issue: NewsletterIssue, at: datetime) -> None:
    """Whatever is wrong with one issue, the others go out."""
    try:
        send_issue(issue=issue, at=at, by=issue.approved_by)
    except RuleViolation as refusal:
        logger.warning("%s was not sent: %s", issue, refusal)
        hold(issue=issue, at=at, reason=str(refusal))
    except (InterfaceError, OperationalError):
        # The database is away or locked, and passes; the next minute tries again.
        logger.warning("%s was not sent yet", issue, exc_info=True)
    except Exception:
        logger.exception("%s was not sent", issue)
        hold(
            issue=issue,
            at=at,
            reason=_(
                "The sending could not be started. The administrators find the cause in the log."
            ),
        )


def hold(*, issue: NewsletterIssue, at: datetime, reason: str) -> None:
    """Ask the officers, once."""
    waiting = NewsletterIssue.objects.due(at).filter(pk=issue.pk)
    with transaction.atomic():
        if waiting.update(held_at=at):
            transaction.on_commit(partial(_ask, issue, reason))


def _ask(issue: NewsletterIssue, reason: str) -> None:
    officers = User.objects.filter(is_officer=True, is_active=True)
    addresses = list(officers.values_list("email", flat=True))
    if not addresses:
        return
    page = reverse("admin:newsletter_newsletterissue_review", args=[issue.pk])
    context = {"issue": issue, "reason": reason, "link": f"{settings.SITE_URL}{page}"}
    letter = render_to_string("newsletter/mail/issue_held.txt", context)
    subject = _("Held back: %(issue)s") % {"issue": issue}
    try:
        EmailMessage(" ".join(subject.split()), letter.strip() + "\n", to=addresses).send()
    except OSError:
        logger.warning("The officers could not be asked about %s", issue, exc_info=True)
