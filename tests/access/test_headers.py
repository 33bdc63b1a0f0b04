"""What every answer carries, whoever asks, whatever it is."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from tests.access.asking import every_answer, every_row
from tests.access.identities import Who
from tests.access.writing import taken_back

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once("middleware puts headers on, whatever the page found"),
]

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# For programs, which have no token: by the start of the path, what they get instead of 403.
FOR_PROGRAMS = {
    # Read-only: nothing can be sent there at all.
    "/api/v1/": {404, 405},
    # Whoever returns mails signs what it tells; without a key to check that by, nobody is heard.
    "/newsletter/bounces/": {404},
    # A mail program leaves for its reader; the signed link says whom it is about.
    "/newsletter/unsubscribe/": {200, 404},
}
# A page whose address holds a secret tells no other page of it, not even our own.
SECRETIVE = {"Referrer-Policy": "no-referrer"}


def lacks(response: HttpResponse) -> set[str]:
    """Headers that are missing, or say something else."""
    found = {
        name
        for name, value in ALWAYS.items()
        if response.get(name) not in (value, SECRETIVE.get(name))
    }
    policy = response.get("Content-Security-Policy", "")
    return found if policy else found | {"Content-Security-Policy"}


def refusals(path: str) -> set[int]:
    return next((FOR_PROGRAMS[start] for start in FOR_PROGRAMS if path.startswith(start)), {403})


def is_strict(policy: str) -> bool:
    is_file = "sandbox" in policy
    return "unsafe-" not in policy and (is_file or "frame-ancestors 'none'" in policy)


def inline_code(response: HttpResponse) -> list[str]:
    page = html.fromstring(response.content.decode())
    return [
        # Data for a script is no script.
        *page.xpath(
            "//script[not(@src)][not(@type='application/json' or @type='application/ld+json')]"
            "/text()"
        ),
        *page.xpath("//style/text()"),
        *(f"{each.getparent().tag} {each.attrname}" for each in page.xpath("//@style")),
        *(each.attrname for each in page.xpath("//@*[starts-with(name(), 'on')]")),
        *page.xpath("//@href[starts-with(normalize-space(), 'javascript:')]"),
    ]


def test_pages_refusals_and_files(world):
    wrong = []
    for who, path, response in every_answer(world):
        if response.status_code >= 500:
            wrong.append((who, path, response.status_code))
        if lacking := lacks(response):
            wrong.append((who, path, lacking))
        is_admin = path.startswith("/admin/")
        if not is_admin and not is_strict(response["Content-Security-Policy"]):
            wrong.append((who, path, response["Content-Security-Policy"]))
        if who is not Who.VISITOR and response["Cache-Control"] != "no-store, private":
            wrong.append((who, path, response.get("Cache-Control")))
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not is_admin and response.content and inline_code(response):
            wrong.append((who, path, inline_code(response)))

    assert wrong == []


def test_forms_without_a_token_are_refused(world):
    """Whatever the address, whoever sends it; the refusal carries the headers too."""
    wrong = []
    for who in (Who.VISITOR, Who.PARTNER, Who.OFFICER):
        client = Client(enforce_csrf_checks=True)
        client.cookies = world.client(who).cookies
        for row in every_row():
            with taken_back():
                response = client.post(world.path(row.path), row.data)
            if response.status_code not in refusals(row.path) or lacks(response):
                wrong.append((who, row.path, response.status_code, lacks(response)))

    assert wrong == []


@pytest.mark.parametrize(
    ("status", "path", "asked"),
    [
        (400, "/", {"headers": {"Host": "evil.example"}}),
        (404, "/nowhere/", {}),
        (404, "/member_companies/%00/", {}),
        (301, "/my", {}),
    ],
)
def test_errors_and_redirects(world, status, path, asked):
    response = Client().get(path, **asked)

    assert (response.status_code, lacks(response)) == (status, set())


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=a"]
)
def test_too_much_at_once(world, content_type):
    start = '--a\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
    sent = f"text={start}{'x' * 34_000_000}\r\n--a--\r\n".encode()

    response = world.client(Who.PARTNER).generic(
        "POST", "/partner/rapa/activities/add/", sent, content_type=content_type
    )

    assert (response.status_code, lacks(response)) == (413, set())


def test_broken_page(world, monkeypatch):
    def break_down(*args):
        raise ZeroDivisionError

    monkeypatch.setattr("alliance.views.panels_for", break_down)
    for who in (Who.VISITOR, Who.OFFICER):
        response = world.client(who).get("/")

        assert (response.status_code, lacks(response)) == (500, set())


def test_redirect_to_tls_and_static_files(client, settings, tmp_path):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/")
    assert (response.status_code, lacks(response) - {"Referrer-Policy"}) == (301, set())
    settings.SECURE_SSL_REDIRECT = False

    (tmp_path / "a.css").write_text("a {}")
    settings.STATIC_ROOT = tmp_path
    response = Client().get("/static/a.css")

    assert (response.status_code, lacks(response)) == (200, set())
