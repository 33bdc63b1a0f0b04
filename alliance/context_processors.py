from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from alliance.periods import today
from alliance.site import menu_for


def portal(request: HttpRequest) -> dict[str, Any]:
    return {
        "is_demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "today": today(),
        # Called by the template that shows it; most responses of the admin do not.
        "site_menu": partial(menu_for, request),
    }
