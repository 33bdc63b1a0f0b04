"""The words of a mailing, from the issue or its correction."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from newsletter.mail_page import (
    MOST_BYTES,
    PictureAddress,
    on_the_site,
    render_html,
    render_text,
)
from newsletter.models import IssueCorrection, NewsletterIssue
from newsletter.rendering import IssueContent, issue_content, one_line
from newsletter.sending.message import MailLinks, MailText

# The law names these very signs, and no others.
ADVERTISING = "(광고)"


def issue_subject(issue: NewsletterIssue, content: IssueContent) -> str:
    subject = content.title or _("Newsletter of %(day)s") % {"day": content.date.isoformat()}
    if issue.advertising == NewsletterIssue.Advertising.YES:
        return f"{ADVERTISING} {subject}"
    return subject


def kilobytes(text: MailText) -> int:
    return -(-len(text.html.encode()) // 1024)


def refuse_if_too_long(text: MailText) -> None:
    """What is cut off loses its end, and with it the link that unsubscribes."""
    if len(text.html.encode()) > MOST_BYTES:
        raise RuleViolation(
            _(
                "The mail has %(size)s KB; more than %(limit)s KB is cut off by some readers. "
                "Shorten or take out articles."
            )
            % {"size": kilobytes(text), "limit": MOST_BYTES // 1024}
        )


def other_subject(subject: str) -> str:
    """The same with the other answer about advertising."""
    plain = subject.removeprefix(f"{ADVERTISING} ")
    return plain if plain != subject else f"{ADVERTISING} {subject}"


def issue_text(
    issue: NewsletterIssue,
    *,
    is_test: bool = False,
    links: MailLinks | None = None,
    pictures: PictureAddress = on_the_site,
) -> MailText:
    """Load the issue `with_contents`; without `links` for mailing, with places for readers' own."""
    links = links or MailLinks.personal()
    content = issue_content(issue)
    context = {"content": content, "is_test": is_test}
    subject = issue_subject(issue, content)
    return MailText(
        subject=_("[Test] %(subject)s") % {"subject": subject} if is_test else subject,
        html=render_html(
            "newsletter/mail/issue.html", context, links=links, picture_address=pictures
        ),
        text=render_text("newsletter/mail/issue.txt", context, links=links),
        links=links,
    )


def correction_text(
    correction: IssueCorrection,
    *,
    is_test: bool = False,
    links: MailLinks | None = None,
    pictures: PictureAddress = on_the_site,
) -> MailText:
    """Of the approved words where it is approved."""
    links = links or MailLinks.personal()
    content = correction.approved_content or {"title": correction.title, "text": correction.text}
    title = one_line(content["title"])
    context = {
        "title": title,
        "text": content["text"],
        "issue": correction.issue,
        "is_test": is_test,
    }
    subject = _("[Correction] %(title)s") % {"title": title}
    if correction.issue.advertising == NewsletterIssue.Advertising.YES:
        subject = f"{ADVERTISING} {subject}"
    return MailText(
        subject=_("[Test] %(subject)s") % {"subject": subject} if is_test else subject,
        html=render_html(
            "newsletter/mail/correction.html", context, links=links, picture_address=pictures
        ),
        text=render_text("newsletter/mail/correction.txt", context, links=links),
        links=links,
    )
