"""The newsletter for feed readers."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from alliance.korean import long_date
from newsletter.models import NewsletterIssue
from newsletter.rendering import one_line, render_issue
from newsletter.views.archive import readable_issues

LATEST = 30
# XML has no way to write these; one of them would take the feed from all its readers.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class _BasedAtomFeed(Atom1Feed):
    """Pictures are addressed from the site's root; a reader elsewhere must know which site."""

    def root_attributes(self) -> dict[str, Any]:
        return super().root_attributes() | {"xml:base": settings.SITE_URL + "/"}


class IssueFeed(Feed):
    """Whole issues, as they stand in the archive: a feed reader shows what a page would."""

    feed_type = _BasedAtomFeed
    language = "ko"

    def title(self) -> str:
        return _("%(alliance)s newsletter") % {"alliance": settings.ALLIANCE_NAME}

    def subtitle(self) -> str:
        return _("News of the industry, events and calls, mailed on working days")

    def link(self) -> str:
        return settings.SITE_URL + reverse("newsletter:issue-list")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("newsletter:feed")

    def items(self) -> list[NewsletterIssue]:
        return list(readable_issues().with_contents().order_by("-date")[:LATEST])  # type: ignore[attr-defined]

    def item_title(self, issue: Any) -> str:
        named = _("Newsletter of %(day)s") % {"day": long_date(issue.date)}
        title = one_line(issue.title)
        return f"{named}: {title}" if title else named

    def item_description(self, issue: Any) -> str:
        return _NO_XML.sub("", render_issue(issue))

    def item_link(self, issue: Any) -> str:
        return settings.SITE_URL + str(issue.get_absolute_url())

    def item_pubdate(self, issue: Any) -> datetime:
        return issue.sent_at  # type: ignore[no-any-return]


_feed = IssueFeed()


@login_not_required
@require_safe
@conditional_page
def issue_feed(request: HttpRequest) -> HttpResponse:
    return _feed(request)
