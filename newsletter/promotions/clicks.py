"""How often banners were followed: a number a day, nothing about who did.

The link is the same for all readers; neither an address nor a cookie is kept.
"""

from __future__ import annotations

import re
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.http import HttpRequest

from alliance.rate_limits import RateLimit
from newsletter.models import Promotion, PromotionClicks
from newsletter.models.promotions import IS_FIXED
from newsletter.rendering import web_link

# Programs that follow links to look what is behind them, of mail servers and search engines.
_PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|scan|fetch|monitor|curl|wget|python|java/|go-http|"
    r"headless|facebookexternalhit|kakaotalk-scrap|yeti|barracuda|proofpoint|mimecast",
    re.IGNORECASE,
)
# One who presses again and again is one who presses again and again.
FROM_ONE_PLACE = RateLimit("newsletter-click", times=5, seconds=60)


def is_a_reader(request: HttpRequest) -> bool:
    """As far as a request tells; officers who try their own banners do not count."""
    agent = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    return (
        request.method == "GET"
        and bool(agent)
        and not _PROGRAMS.search(agent)
        and "prefetch" not in ahead.lower()
        and not (request.user.is_authenticated and request.user.is_staff)
    )


def count_click(promotion: Promotion, request: HttpRequest, *, on: date) -> None:
    """Of banners that really went out: tests and previews count for nothing."""
    if not is_a_reader(request) or not _went_out(promotion):
        return
    address = getattr(request, "client_address", "") or request.META["REMOTE_ADDR"]
    if FROM_ONE_PLACE.wait(f"{promotion.pk}:{address}"):
        return
    of_day = PromotionClicks.objects.filter(promotion=promotion, day=on)
    if of_day.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            PromotionClicks.objects.create(promotion=promotion, day=on, count=1)
    except IntegrityError:  # Another reader of the day was first this very moment.
        of_day.update(count=F("count") + 1)


def approved_link(promotion: Promotion) -> str:
    """Where the banner of the latest approved issue leads; the booking's own link before that.

    One officer can change the booking, and no mail that went out may lead elsewhere then.
    """
    fixed = promotion.placements.filter(IS_FIXED).select_related("issue")
    latest = fixed.exclude(issue__approved_content=None).order_by("-issue__date").first()
    kept = latest.issue.approved_content if latest is not None else None
    for banner in kept["promotions"] if kept else []:
        if banner["promotion"] == promotion.pk:
            return str(banner["link"])
    return web_link(promotion.link)


def _went_out(promotion: Promotion) -> bool:
    out = Q(issue__state="sent") | Q(issue__mailings__isnull=False)
    return promotion.placements.filter(out).exists()
