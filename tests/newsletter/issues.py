"""Issues as tests need them."""

from __future__ import annotations

from datetime import UTC, datetime

from django.urls import reverse

from members.models import User
from newsletter.approving import approve_issue
from newsletter.models import IssueArticle
from tests.pages import tree

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


def looked_at(client, record):
    """What the review page tells the approval that comes from it."""
    name = record._meta.model_name
    page = tree(client.get(reverse(f"admin:newsletter_{name}_review", args=[record.pk])))
    return {
        key: page.xpath(f"string(//input[@name='{key}']/@value)") for key in ("version", "shown")
    }
