"""Production settings as strangers meet them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from tests.access.test_headers import ALWAYS

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "alliance.settings.prod",
    "SECRET_KEY": "only-for-this-test-" + "0123456789abcdefghij" * 3,
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://owner:hidden@db.internal:1/portal",
    "REDIS_URL": "redis://:hidden@cache.internal:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    # Development's switches have no effect here.
    "DEBUG": "1",
    "PORTAL_TODAY": "2025-11-26",
}
# What an answer to strangers never holds.
INSIDE = re.compile(
    r"Traceback|ZeroDivision|a secret of|hidden|\.internal|[Dd]jango|gunicorn|sqlite|psycopg"
    r"|/alliance/|site-packages|Exception"
)


def run(tmp_path, *command: str) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **ENVIRONMENT}
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={**environment, "PYTHONPATH": str(settings.BASE_DIR)},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    done = run(tmp_path_factory.mktemp("var"), "tests/access/production_probe.py")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def answers(portal):
    return portal["answers"]


def test_deployment_check_has_nothing_to_say(tmp_path):
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "INFO")

    assert done.returncode == 0, done.stderr


def test_settings(portal):
    assert portal["settings"] == {
        "ALLOWED_HOSTS": ["portal.example"],
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_DOMAIN": None,
        "CSRF_COOKIE_PATH": "/",
        "CSRF_TRUSTED_ORIGINS": ["https://portal.example"],
        "DEBUG": False,
        "DEMO": False,
        "MFA_REQUIRED": True,
        "PORTAL_TODAY": None,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": True,
        "USE_X_FORWARDED_HOST": False,
    }


@pytest.mark.parametrize(
    ("case", "status", "told"),
    [
        ("missing", 404, "페이지를 찾을 수 없습니다"),
        ("without token", 403, "유효 시간이 지났습니다"),
        ("other host", 400, "요청을 처리할 수 없습니다"),
        ("broken", 500, "일시적인 오류가 발생했습니다"),
    ],
)
def test_errors_are_told_in_korean_and_tell_nothing_else(answers, case, status, told):
    answer = answers[case]

    assert answer["status"] == status
    assert told in answer["body"]
    assert 'lang="ko"' in answer["body"]
    assert INSIDE.findall(answer["body"]) == []
    assert INSIDE.findall(str(answer["headers"])) == []
    assert "Content-Security-Policy" in answer["headers"]


@pytest.mark.parametrize("case", ["missing", "sign-in", "without token", "other host", "broken"])
def test_headers(answers, case):
    headers = answers[case]["headers"]

    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
    assert headers["Strict-Transport-Security"] == ("max-age=31536000; includeSubDomains; preload")
    assert not {"Server", "X-Powered-By"} & set(headers)


def test_cookies_are_bound_to_this_host(answers):
    """Browsers take a __Host- cookie only with Secure, Path=/ and without a domain."""
    (cookie,) = answers["sign-in"]["cookies"].items()
    name, words = cookie

    assert name == "__Host-csrftoken"
    assert {"Secure", "Path=/", "SameSite=Lax"} <= {word.strip() for word in words.split(";")}
    assert "Domain" not in words


@pytest.mark.parametrize("case", ["plain", "forged"])
def test_plain_http_is_led_to_tls_whatever_strangers_claim(answers, case):
    answer = answers[case]

    assert (answer["status"], answer["headers"]["Location"]) == (
        301,
        "https://portal.example/nowhere/",
    )
    assert answer["body"] == ""
    assert answer["headers"]["X-Frame-Options"] == "DENY"


def test_health_pages_tell_no_more_than_that(answers):
    assert answers["alive"]["body"] == "ok\n"
    assert answers["ready"]["status"] == 503
    assert answers["ready"]["body"].splitlines() == [
        "Database: unavailable",
        "Cache: unavailable",
        "Storage: OK",
        "Broker: unavailable",
    ]
    for case in ("alive", "ready"):
        assert INSIDE.findall(str(answers[case]["headers"])) == []
