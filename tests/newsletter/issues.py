"""Issues as tests need them."""

from __future__ import annotations

from datetime import UTC, datetime

from members.models import User
from newsletter.approving import approve_issue
from newsletter.models import IssueArticle

APPROVED_AT = datetime(2025, 11, 24, 0, 0, tzinfo=UTC)


def approve(issue, *, advertising="no", at=APPROVED_AT):
    """By an officer who edited nothing; an issue needs something in it."""
    if not issue.articles.exists() and not issue.placements.exists():
        IssueArticle.objects.create(issue=issue, section="domestic", title="소식")
    by, _created = User.objects.get_or_create(
        email="approver@alliance.example",
        # Gone since, so that results of mailings are not mailed to them too.
        defaults={"is_officer": True, "is_active": False},
    )
    approve_issue(issue=issue, by=by, at=at, advertising=advertising)
