"""What the secretariat does with the newsletter. The mailing itself is not done here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import seoul_day
from members.models import Organisation, User
from newsletter.approving import mark_edited
from newsletter.calendar import no_newsletter_on
from newsletter.models import (
    EmailNotice,
    IssueArticle,
    NewsletterIssue,
    Promotion,
    PromotionPlacement,
    SendingState,
)


@dataclass(frozen=True)
class ArticleEntry:
    section: str
    title: str
    outlet: str = ""
    link: str = ""
    summary: str = ""


def open_issue(*, on: date, title: str = "") -> NewsletterIssue:
    """The day's issue, as a draft where there is none yet."""
    if refusal := no_newsletter_on(on):
        raise RuleViolation(refusal)
    issue, _created = NewsletterIssue.objects.get_or_create(date=on, defaults={"title": title})
    return issue


@transaction.atomic
def set_articles(
    *, issue: NewsletterIssue, entries: Iterable[ArticleEntry], by: User | None = None
) -> None:
    """Replace the stories of an issue that is not sent yet; an approval of others falls."""
    _refuse_if_sent(issue)
    mark_edited(issue, by=by, at=timezone.now())
    issue.articles.all().delete()
    IssueArticle.objects.bulk_create(
        IssueArticle(
            issue=issue,
            section=entry.section,
            position=position,
            title=entry.title,
            outlet=entry.outlet,
            link=entry.link,
            summary=entry.summary,
        )
        for position, entry in enumerate(entries, start=1)
    )


def book_promotion(
    *,
    organisation: Organisation,
    title: str,
    starts_on: date,
    ends_on: date,
    link: str = "",
    note: str = "",
) -> Promotion:
    """Book a banner for a stretch of days; the same title from the same day is one booking."""
    promotion, _created = Promotion.objects.update_or_create(
        organisation=organisation,
        title=title,
        starts_on=starts_on,
        defaults={"ends_on": ends_on, "link": link, "note": note},
    )
    return promotion


@transaction.atomic
def place_promotion(
    *, promotion: Promotion, issue: NewsletterIssue, by: User | None = None
) -> PromotionPlacement:
    _refuse_if_sent(issue)
    if not promotion.is_booked_on(issue.date):
        raise RuleViolation(
            _("“%(title)s” is not booked for %(day)s.")
            % {"title": promotion.title, "day": issue.date.isoformat()}
        )
    placement, created = PromotionPlacement.objects.get_or_create(
        issue=issue, promotion=promotion, defaults={"position": issue.placements.count() + 1}
    )
    if created:
        mark_edited(issue, by=by, at=timezone.now())
    return placement


def record_issue_sent(*, issue: NewsletterIssue, at: datetime) -> None:
    """Note that the issue went out; from now on its promotions count and it stays as it is."""
    if issue.state != SendingState.APPROVED:
        raise RuleViolation(_("Only an approved issue is sent, and only once."))
    issue.state, issue.sent_at = SendingState.SENT, at
    issue.save()


def record_past_issue(*, issue: NewsletterIssue, at: datetime) -> None:
    """An issue that was mailed by other means, before the portal did it."""
    _refuse_if_sent(issue)
    issue.state, issue.sent_at = SendingState.SENT, at
    issue.save()


def prepare_notice(
    *, organisation: Organisation, title: str, body: str, link: str = ""
) -> EmailNotice:
    return EmailNotice.objects.create(organisation=organisation, title=title, body=body, link=link)


def record_notice_sent(*, notice: EmailNotice, at: datetime) -> None:
    """Note that the mailing went out; it counts on that day of Seoul."""
    if notice.state == SendingState.SENT:
        raise RuleViolation(
            _("This notice was sent already, on %(day)s.")
            % {"day": seoul_day(notice.sent_at).isoformat() if notice.sent_at else "-"}
        )
    notice.state, notice.sent_at = SendingState.SENT, at
    notice.save()


def _refuse_if_sent(issue: NewsletterIssue) -> None:
    if issue.is_on_its_way:
        raise RuleViolation(_("A newsletter that was sent is not changed."))
