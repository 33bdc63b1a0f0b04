"""Who reads the pictures of newsletters: everybody, once they really went out."""

from typing import Any

from django.db.models import Q

from alliance.files import readers_of
from alliance.periods import today
from newsletter.models import EmailNotice, NewsletterIssue, Promotion


@readers_of("newsletter.newsletterissue")
def may_read_issue(user: Any, issue: NewsletterIssue) -> bool:
    return issue.is_sent and issue.date <= today()


@readers_of("newsletter.promotion")
def may_read_promotion(user: Any, promotion: Promotion) -> bool:
    """From the first mail that may be out, which is before the issue counts as sent."""
    out = Q(state="sent") | Q(mailings__isnull=False)
    return promotion.issues.filter(out, date__lte=today()).exists()


@readers_of("newsletter.emailnotice")
def may_read_notice(user: Any, notice: EmailNotice) -> bool:
    return notice.is_on_its_way
