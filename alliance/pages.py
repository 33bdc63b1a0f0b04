"""Pages about the portal itself: robots.txt and the style guide."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

_WORKING_PLACES = ("accounts", "admin", "committee", "my", "partner")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The demo is no place for search engines; the portal's working places are not either."""
    closed = ["/"] if settings.DEMO else [f"/{place}/" for place in _WORKING_PLACES]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    if not settings.DEMO:
        lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap-index')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component once, for those who build pages."""
    if not request.user.is_staff:
        raise Http404
    pages = Paginator(range(200), 10)
    page = pages.page(4)
    levels = (messages.SUCCESS, messages.INFO, messages.WARNING, messages.ERROR)
    shown = [Message(level, _("This is what a message looks like.")) for level in levels]
    return render(
        request,
        "alliance/styleguide.html",
        {
            "page": page,
            "page_numbers": pages.get_elided_page_range(page.number),
            "shown": shown,
            "heads": [_("Quarter"), _("Meetings"), _("Members")],
            "rows": [["1/4분기", 3, "1,090"], ["2/4분기", 4, "1,112"]],
        },
    )
