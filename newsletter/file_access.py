"""Who reads the pictures of newsletters: everybody, once they really went out."""

from typing import Any

from alliance.files import readers_of
from alliance.periods import today
from newsletter.models import NewsletterIssue, Promotion


@readers_of("newsletter.newsletterissue")
def may_read_issue(user: Any, issue: NewsletterIssue) -> bool:
    return issue.is_sent and issue.date <= today()


@readers_of("newsletter.promotion")
def may_read_promotion(user: Any, promotion: Promotion) -> bool:
    sent = promotion.issues.sent().filter(date__lte=today())  # type: ignore[attr-defined]
    return bool(sent.exists())
