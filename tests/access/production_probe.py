"""Asks a portal under production settings, in a process of its own; prints what it saw as JSON.

Run by test_production.py. Needs neither database nor Redis: it asks what a stranger would ask.
"""

from __future__ import annotations

import json
from typing import Any

import django
from django.conf import settings

django.setup()

from django.http import HttpResponse  # noqa: E402 -- after the settings stand
from django.test import Client, override_settings  # noqa: E402

from alliance import views  # noqa: E402

NAMES = (
    "ALLOWED_HOSTS",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_DOMAIN",
    "CSRF_COOKIE_PATH",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "DEMO",
    "MFA_REQUIRED",
    "PORTAL_TODAY",
    "SECURE_CONTENT_TYPE_NOSNIFF",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_DOMAIN",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_PATH",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_SECURE",
    "USE_X_FORWARDED_HOST",
)


def seen(response: HttpResponse) -> dict[str, Any]:
    return {
        "status": response.status_code,
        "headers": dict(response.items()),
        "body": response.content.decode(),
        "cookies": {name: morsel.OutputString() for name, morsel in response.cookies.items()},
    }


def break_down(*args: Any) -> None:
    hidden = "a secret of the process"
    raise ZeroDivisionError(hidden)


# Its files are not collected here, so they have no names with digests.
PLAIN = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@override_settings(STORAGES=PLAIN)
def probe() -> dict[str, Any]:
    strict = Client(raise_request_exception=False, enforce_csrf_checks=True)
    host = {"Host": "portal.example"}

    def ask(path: str, *, secure: bool = True, method: str = "get", **headers: str) -> Any:
        return seen(getattr(strict, method)(path, secure=secure, headers={**host, **headers}))

    answers = {
        "missing": ask("/nowhere/"),
        "sign-in": ask("/accounts/login/"),
        "without token": ask("/accounts/login/", method="post"),
        "other host": ask("/nowhere/", Host="evil.example"),
        "plain": ask("/nowhere/", secure=False),
        "forged": ask("/nowhere/", secure=False, **{"X-Forwarded-Proto": "https"}),
        "alive": ask("/healthz", secure=False),
        "ready": ask("/readyz", secure=False),
    }
    views.panels_for = break_down
    answers["broken"] = ask("/")
    return answers


print(  # noqa: T201 -- what the test reads
    json.dumps({"settings": {name: getattr(settings, name) for name in NAMES}, "answers": probe()})
)
