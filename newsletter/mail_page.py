"""The mail as a page: HTML for mail readers (tables, styles on each element) and plain text."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from typing import Any

import css_inline
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse

from newsletter.rendering import BannerPicture, IssueContent
from newsletter.sending.message import MailLinks, UnusableText

# Between the margins of the sheet; telephones scale it down.
PICTURE_WIDTH = 592
# Longer mails are cut off by some readers, the unsubscribe link with it.
MOST_BYTES = 100 * 1024

PictureAddress = Callable[[BannerPicture], str]


@dataclass(frozen=True)
class ShownPicture:
    src: str
    width: int
    height: int


def on_the_site(picture: BannerPicture) -> str:
    address = picture.url
    return settings.SITE_URL + address if address.startswith("/") else address


def in_the_page(picture: BannerPicture) -> str:
    """For previews: their frame is a stranger to the site and would get no file from it."""
    try:
        with default_storage.open(picture.name) as file:
            content = file.read()
    except OSError:
        return ""
    kind = picture.name.rpartition(".")[2].lower().replace("jpg", "jpeg")
    return f"data:image/{kind};base64,{b64encode(content).decode('ascii')}"


def render_html(
    template: str,
    context: dict[str, Any],
    *,
    links: MailLinks,
    picture_address: PictureAddress = on_the_site,
) -> str:
    shown = _shown_pictures(context.get("content"), picture_address)
    plain = _with_links(template, {**context, "pictures": shown}, links)
    page = _inliner().inline(plain)
    for place in (links.unsubscribe, links.preferences) if links.are_marks else ():
        if page.count(place) != plain.count(place):
            message = "The links of readers did not stay where they were set."
            raise UnusableText(message)
    return page


def render_text(template: str, context: dict[str, Any], *, links: MailLinks) -> str:
    text = _with_links(template, context, links)
    lines = [line.rstrip() for line in text.strip().splitlines()]
    # Conditions in the template leave empty lines behind; one is enough.
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept) + "\n"


def _with_links(template: str, context: dict[str, Any], links: MailLinks) -> str:
    own = {"unsubscribe_url": links.unsubscribe, "preferences_url": links.preferences}
    return render_to_string(template, {**_frame(), **context, **own})


def _frame() -> dict[str, Any]:
    """What stands at the foot of every mail."""
    return {
        "alliance": settings.ALLIANCE_NAME,
        "secretariat_email": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "secretariat_phone": settings.SECRETARIAT_PHONE,
        "secretariat_address": settings.SECRETARIAT_ADDRESS,
        "site": settings.SITE_URL,
        "archive_url": settings.SITE_URL + reverse("newsletter:issue-list"),
    }


def _shown_pictures(
    content: IssueContent | None, picture_address: PictureAddress
) -> dict[int, ShownPicture]:
    if content is None:
        return {}
    found = {}
    for banner in content.promotions:
        picture = banner.picture
        src = picture and picture_address(picture)
        if picture and src and picture.width:
            width = min(picture.width, PICTURE_WIDTH)
            height = max(1, round(picture.height * width / picture.width))
            found[banner.promotion] = ShownPicture(src, width, height)
    return found


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    sheet = Path(str(finders.find("css/mail/newsletter.css"))).read_text()
    return css_inline.CSSInliner(extra_css=sheet, keep_at_rules=True, load_remote_stylesheets=False)
