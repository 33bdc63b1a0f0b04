from typing import Any

from django.conf import settings
from django.http import HttpRequest

from alliance.periods import today


def portal(request: HttpRequest) -> dict[str, Any]:
    return {"is_demo": settings.DEMO, "site_url": settings.SITE_URL, "today": today()}
