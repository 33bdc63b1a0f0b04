"""The way from a banner to its partner's page, counted."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from alliance.periods import today
from newsletter.models import Promotion
from newsletter.promotions.clicks import approved_link, count_click
from newsletter.tokens import read_promotion
from newsletter.views.links import link_page, missing_if_bad


@login_not_required
@require_safe
@link_page
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """To the partner's page and nowhere else: the address is what was approved, not the request's.

    The one GET that writes, a number (docs/decisions/0008).
    """
    promotion: Promotion = missing_if_bad(read_promotion, token)
    link = approved_link(promotion)
    if not link:
        raise Http404
    count_click(promotion, request, on=today())
    return HttpResponseRedirect(link)
