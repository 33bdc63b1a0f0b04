from __future__ import annotations

import re

import pytest

from tests.pages import tree

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy(response) -> dict[str, str]:
    parts = (part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    return {name: " ".join(sorted(set(value.split()))) for name, value in parts}


def expected(**changed) -> dict[str, str]:
    merged = STRICT | {name.replace("_", "-"): value for name, value in changed.items()}
    return {name: " ".join(sorted(value.split())) for name, value in merged.items()}


@pytest.mark.parametrize(
    "address",
    ["/", "/my/", "/styleguide/", "/accounts/password/change/", "/nowhere/", "/healthz", "/adminx"],
)
def test_pages_take_scripts_and_styles_from_us_alone(officer_client, address):
    response = officer_client.get(address)

    assert policy(response) == expected()


@pytest.mark.parametrize("address", ["/admin/", "/admin/alliance/place/", "/admin/nowhere/"])
def test_the_admin_theme_gets_what_it_needs_and_no_more(officer_client, address):
    response = officer_client.get(address)

    assert policy(response) == expected(
        script_src="'self' 'unsafe-inline' 'unsafe-eval'", style_src="'self' 'unsafe-inline'"
    )


@pytest.mark.parametrize("address", ["/", "/my/", "/styleguide/", "/accounts/2fa/", "/nowhere/"])
def test_pages_hold_no_inline_scripts_or_styles(officer_client, address):
    page = tree(officer_client.get(address))

    assert page.xpath("//script[not(@src)]") == []
    assert page.xpath("//style | //@style") == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []


@pytest.mark.parametrize("address", ["/", "/admin/", "/nowhere/", "/healthz"])
def test_other_headers_stand_on_every_answer(officer_client, address):
    response = officer_client.get(address)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_templates_of_the_site_have_no_style_attributes(settings):
    folder = settings.BASE_DIR / "templates"
    # Mails need inline styles (they come from a style sheet when they are built).
    skipped = ("admin", "unfold")
    found = [
        str(file.relative_to(folder))
        for file in folder.rglob("*.html")
        if file.relative_to(folder).parts[0] not in skipped
        and re.search(r"<[^>{]*\sstyle=|<style|<script(?![^>]*\ssrc=)", file.read_text())
    ]

    assert found == []
