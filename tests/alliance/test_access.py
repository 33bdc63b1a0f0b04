"""Default deny: only the addresses listed here answer people who have not signed in."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, get_resolver

OPEN_TO_ANYONE = {
    # The site's frame
    "",
    "healthz",
    "readyz",
    "robots.txt",
    "sitemap.xml",
    "sitemap-<slug:section>.xml",
    # Each file asks who is reading
    "files/<path:name>",
    # Answers the admin only; refuses others itself, as the page that asks cannot follow a redirect
    "admin/outline-preview/",
    # Leads to the sign-in page
    "admin/login/",
    # The link is the key
    "my/invitation/",
    "committee/draft/<str:token>/",
    # Public pages
    "member_companies/",
    "member_companies/<str:slug>/",
    "metabus_trends_reports/",
    "metabus_trends_reports/<int:pk>/",
    "alliance_news/",
    "alliance_news/<int:pk>/",
    "notice_board/",
    "notice_board/<int:pk>/",
    "events/",
    "events/<int:pk>/",
    "newsletter/",
    "newsletter/<day:day>/",
    "newsletter/feed/",
    # The signature says who asks
    "newsletter/bounces/",
    "newsletter/subscribe/",
    "newsletter/subscribe/sent/",
    # The link is the key
    "newsletter/confirm/<str:token>/",
    "newsletter/preferences/<str:token>/",
    "newsletter/unsubscribe/<str:token>/",
    # Leads to the partner whose banner it is
    "newsletter/go/<str:token>/",
    # Applying for membership
    "join/",
    "join/received/",
    "join/<str:token>/",
    # Says whether a paper is genuine, to whoever knows its code
    "certificates/",
    # Open data
    "api/v1/",
    "api/v1/openapi.json",
    "api/v1/organisations",
    "api/v1/organisations.csv",
    "api/v1/organisations/<slug>",
    "api/v1/<path:rest>",
    # Signing in and out
    "accounts/login/",
    "accounts/logout/",
    "accounts/inactive/",
    "accounts/signup/",
    "accounts/confirm-email/",
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$",
    "accounts/login/code/confirm/",
    "accounts/password/reset/",
    "accounts/password/reset/done/",
    "accounts/password/reset/key/done/",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "accounts/2fa/authenticate/",
}


def addresses(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from addresses(pattern.url_patterns, route)


def test_only_listed_addresses_are_open():
    found = {route for route, view in addresses() if not getattr(view, "login_required", True)}

    assert found == OPEN_TO_ANYONE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/my/", "/styleguide/", "/committee/", "/admin/", "/accounts/password/change/"],
)
def test_working_places_ask_for_a_sign_in(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response.url.startswith(("/accounts/login/?next=", "/admin/login/?next="))


@pytest.mark.django_db
def test_admin_has_no_sign_in_of_its_own(client):
    response = client.post("/admin/login/?next=/admin/", {"username": "x", "password": "y"})

    assert (response.status_code, response.url) == (302, "/accounts/login/?next=%2Fadmin%2F")


@pytest.mark.django_db
def test_style_guide_is_for_the_secretariat(client, outsider, officer_client):
    client.force_login(outsider)

    assert client.get("/styleguide/").status_code == 404
    assert officer_client.get("/styleguide/").status_code == 200


@pytest.mark.django_db
def test_only_officers_enter_the_admin(client, outsider, officer_client):
    client.force_login(outsider)

    assert client.get("/admin/", follow=True).status_code == 403
    assert officer_client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_pages_of_people_signed_in_are_kept_nowhere(officer_client, client):
    for address in ("/", "/my/", "/admin/", "/robots.txt"):
        assert officer_client.get(address)["Cache-Control"] == "no-store, private"
    assert "no-store" not in client.get("/").get("Cache-Control", "")
