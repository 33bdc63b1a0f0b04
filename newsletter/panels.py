"""What the newsletter shows on pages of others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.panels import PanelContext, PanelPlace, panel
from members.roles import organisations_represented_on
from newsletter.models import Mailing, NewsletterIssue, Subscriber
from newsletter.models.subscribers import plain_address
from newsletter.rendering import issue_content
from newsletter.tokens import Purpose, subscriber_token
from newsletter.views.archive import readable_issues

_TITLES_ON_HOME = 3
_MOST_WAITING = 10
_DOUBTS_SHOWN_FOR = timedelta(days=14)


@panel(
    PanelPlace.HOME,
    "newsletter.latest",
    title=_("Newsletter"),
    order=50,
    template_name="newsletter/panels/latest.html",
)
def latest_newsletter(context: PanelContext) -> Mapping[str, Any] | None:
    """The last issue's first lines, and the way to get the next one by mail."""
    issue = readable_issues().with_contents().order_by("-date").first()  # type: ignore[attr-defined]
    if issue is None:
        return None
    content = issue_content(issue)
    titles = [line.title for group in content.groups for line in group.articles]
    return {"issue": issue, "titles": titles[:_TITLES_ON_HOME]}


@panel(
    PanelPlace.MY,
    "newsletter.subscription",
    title=_("Newsletter subscription"),
    order=40,
    template_name="newsletter/panels/my_subscription.html",
)
def my_subscription(context: PanelContext) -> Mapping[str, Any] | None:
    """The reader's own; of colleagues only how many they are."""
    own = Subscriber.objects.active().filter(email=plain_address(context.user.email))
    subscriber = own.first()
    represented = organisations_represented_on(context.user, context.on)
    colleagues = Subscriber.objects.active().filter(organisation__in=represented.values("pk"))
    number = colleagues.count()
    if subscriber is None and not represented.exists():
        return None
    token = subscriber_token(subscriber, Purpose.PREFERENCES) if subscriber else ""
    return {"subscriber": subscriber, "subscribers": number, "token": token}


@panel(
    PanelPlace.DASHBOARD,
    "newsletter.waiting",
    title=_("Mailings that wait for your word"),
    order=5,
    template_name="newsletter/panels/waiting_mailings.html",
)
def waiting_mailings(context: PanelContext) -> Mapping[str, Any] | None:
    """Held back, in trouble, or with mails in doubt: nothing of it goes on by itself."""
    issues = list(NewsletterIssue.objects.exclude(held_at=None)[:_MOST_WAITING])
    since = timezone.now() - _DOUBTS_SHOWN_FOR
    mailings = list(Mailing.objects.light().waiting_for_a_word(since)[:_MOST_WAITING])
    return {"issues": issues, "mailings": mailings} if issues or mailings else None
