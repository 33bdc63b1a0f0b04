"""What the officers are told before an issue goes out. Nobody is stopped; they decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from alliance.findings import CheckFinding, errors_first
from alliance.periods import seoul_day
from newsletter.calendar import no_newsletter_on
from newsletter.mail_page import MOST_BYTES
from newsletter.models import CheckedLink, NewsletterIssue, Promotion, SendingState, Subscriber
from newsletter.rendering import current_content
from newsletter.sending.texts import issue_text


def check_issue(issue: NewsletterIssue, *, at: datetime) -> list[CheckFinding]:
    """Load it `with_contents`."""
    found = [*_articles(issue), *_banners(issue), *_mail(issue), *_sending(issue, at)]
    return errors_first(found)


def _dead_links(links: list[str]) -> dict[str, str]:
    dead = CheckedLink.objects.filter(url__in=links).exclude(problem="")
    return dict(dead.values_list("url", "problem"))


def _articles(issue: NewsletterIssue) -> Iterator[CheckFinding]:
    dead = _dead_links([article.link for article in issue.articles.all()])
    for article in issue.articles.all():
        named = {"title": article.title}
        if article.is_expired_on(issue.date):
            yield CheckFinding.error(
                "article-expired", _("“%(title)s” closed before the day of the issue.") % named
            )
        problem = dead.get(article.link, "")
        if not problem and article.story and article.link == article.story.link:
            problem = article.story.link_problem
        if problem:
            yield CheckFinding.error(
                "dead-link",
                _("The link of “%(title)s” is dead: %(problem)s") % {**named, "problem": problem},
            )
        if not article.link:
            yield CheckFinding.warning("no-link", _("“%(title)s” has no link.") % named)
    if not issue.articles.all():
        yield CheckFinding.error("no-articles", _("The issue tells no news."))


def _banners(issue: NewsletterIssue) -> Iterator[CheckFinding]:
    placed = [each.promotion for each in issue.placements.all()]
    dead = _dead_links([promotion.link for promotion in placed])
    for promotion in placed:
        named = {"title": promotion.title}
        if promotion.link in dead:
            yield CheckFinding.error(
                "dead-link",
                _("The link of “%(title)s” is dead: %(problem)s")
                % {**named, "problem": dead[promotion.link]},
            )
        if not promotion.is_booked_on(issue.date):
            yield CheckFinding.error(
                "banner-not-booked", _("“%(title)s” is not booked for this day.") % named
            )
        if not promotion.pictures.all():
            yield CheckFinding.warning(
                "banner-without-picture", _("“%(title)s” has no picture.") % named
            )
    booked = Promotion.objects.booked_on(issue.date)
    for promotion in booked.exclude(pk__in=[each.pk for each in placed]):
        yield CheckFinding.warning(
            "banner-not-placed",
            _("“%(title)s” is booked for this day and does not stand in the issue.")
            % {"title": promotion.title},
        )


def _mail(issue: NewsletterIssue) -> Iterator[CheckFinding]:
    size = len(issue_text(issue).html.encode())
    if size > MOST_BYTES:
        yield CheckFinding.error(
            "mail-too-long",
            _("The mail has %(size)s KB; more than %(limit)s KB is cut off by some readers.")
            % {"size": size // 1024, "limit": MOST_BYTES // 1024},
        )
    is_approved = issue.state == SendingState.APPROVED
    if is_approved and issue.approved_content != current_content(issue).to_json():
        yield CheckFinding.warning(
            "changed-since-approval",
            _(
                "A banner was changed since the approval. The issue goes out as it was "
                "approved; to take the change in, take the approval back and approve again."
            ),
        )
    if not (settings.SECRETARIAT_ADDRESS and settings.SECRETARIAT_PHONE):
        yield CheckFinding.warning(
            "sender-unknown",
            _("The foot lacks the secretariat's address or telephone (settings of the portal)."),
        )


def _sending(issue: NewsletterIssue, at: datetime) -> Iterator[CheckFinding]:
    if issue.is_on_its_way:
        return
    if refusal := no_newsletter_on(issue.date):
        yield CheckFinding.error("no-sending-day", refusal)
    if not Subscriber.objects.for_newsletter().exists():
        yield CheckFinding.error("no-readers", _("Nobody is subscribed to the newsletter."))
    if issue.date < seoul_day(at):
        yield CheckFinding.warning(
            "day-passed", _("Its day is past: it goes out only when an officer sends it.")
        )
    elif issue.state == SendingState.DRAFT and issue.scheduled_at and issue.scheduled_at <= at:
        yield CheckFinding.warning(
            "hour-passed", _("Its hour has passed: once approved, it goes out at once.")
        )
