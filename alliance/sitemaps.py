"""What search engines are told of. Each app names its public pages in its own `sitemaps.py`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from alliance.site import MENU


class PublicPages(Sitemap):  # type: ignore[type-arg]  # generic in the stubs alone
    """Pages of one app, at the portal's own address, whatever the request was sent to."""

    limit = 5_000

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme


class Front(PublicPages):
    """The home page and the places of the menu."""

    def items(self) -> list[str]:
        return [reverse("home"), *(item.path for item in MENU)]

    def location(self, item: str) -> str:
        return item


_sitemaps: dict[str, type[PublicPages]] = {}


def register(section: str, pages: type[PublicPages]) -> None:
    _sitemaps[section] = pages


register("front", Front)


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    # The framework's own view would name the address that the request was sent to.
    addresses = [
        f"{settings.SITE_URL}{reverse('sitemap', args=[section])}{f'?p={page}' if page > 1 else ''}"
        for section, pages in _sitemaps.items()
        for page in pages().paginator.page_range
    ]
    return TemplateResponse(
        request,
        "sitemap_index.xml",
        {"sitemaps": [{"location": address} for address in addresses]},
        content_type="application/xml",
    )


@login_not_required
@require_safe
def sitemap(request: HttpRequest, section: str) -> HttpResponseBase:
    answer: HttpResponseBase = views.sitemap(request, dict(_sitemaps), section)
    return answer
