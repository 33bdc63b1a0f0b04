"""The words of a notice's mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from newsletter.mail_page import (
    PICTURE_WIDTH,
    PictureAddress,
    ShownPicture,
    on_the_site,
    render_html,
    render_text,
)
from newsletter.models import EmailNotice, NewsletterIssue
from newsletter.notices.content import NoticeContent, notice_content
from newsletter.sending.message import MailLinks, MailText
from newsletter.sending.texts import ADVERTISING


def notice_subject(notice: EmailNotice, content: NoticeContent) -> str:
    if notice.advertising == NewsletterIssue.Advertising.YES:
        return f"{ADVERTISING} {content.title}"
    return content.title


def notice_text(
    notice: EmailNotice,
    *,
    is_test: bool = False,
    links: MailLinks | None = None,
    pictures: PictureAddress = on_the_site,
) -> MailText:
    """Of the approved words where it is approved."""
    links = links or MailLinks.personal()
    content = notice_content(notice)
    context: dict[str, Any] = {
        "notice": content,
        "posters": _posters(content, pictures),
        "files": [(each.title, _address(each.name)) for each in content.files],
        "is_test": is_test,
    }
    subject = notice_subject(notice, content)
    return MailText(
        subject=_("[Test] %(subject)s") % {"subject": subject} if is_test else subject,
        html=render_html("newsletter/mail/notice.html", context, links=links),
        text=render_text("newsletter/mail/notice.txt", context, links=links),
        links=links,
    )


def _posters(
    content: NoticeContent, picture_address: PictureAddress
) -> list[tuple[str, ShownPicture]]:
    found = []
    for each in content.pictures:
        src = picture_address(each.picture)
        if src and each.picture.width:
            width = min(each.picture.width, PICTURE_WIDTH)
            height = max(1, round(each.picture.height * width / each.picture.width))
            found.append((each.caption, ShownPicture(src, width, height)))
    return found


def _address(name: str) -> str:
    address = str(default_storage.url(name))
    return settings.SITE_URL + address if address.startswith("/") else address
