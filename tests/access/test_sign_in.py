"""Signing in tells strangers nothing and sends nobody elsewhere."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from alliance.models import AccessRecord
from members.models import User
from tests.access.identities import Who
from tests.access.test_sessions import sign_in
from tests.access.world import PASSWORD
from tests.pages import text

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "\x00//evil.example",
    "/\t/evil.example",
    " //evil.example",
]


def leads_elsewhere(response) -> bool:
    target = response.get("Location", "")
    parts = urlsplit(re.sub(r"[\t\r\n\x00 ]", "", target).replace("\\", "/"))
    return bool(parts.scheme or parts.netloc)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_elsewhere(world, target):
    client = Client()
    asked = quote(target)
    assert not leads_elsewhere(client.get(f"/admin/login/?next={asked}"))
    assert not leads_elsewhere(sign_in(client, Who.OFFICER, next=target))
    for path in (
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/reauthenticate/",
        "/accounts/2fa/authenticate/",
        "/accounts/2fa/reauthenticate/",
        "/accounts/2fa/totp/activate/",
        "/admin/login/",
        "/admin/",
    ):
        assert not leads_elsewhere(client.get(f"{path}?next={asked}")), path
    reauthenticated = client.post(
        f"/accounts/reauthenticate/?next={asked}", {"password": PASSWORD, "next": target}
    )
    assert reauthenticated.status_code == 302
    assert not leads_elsewhere(reauthenticated)
    retried = client.post(world.path("/jobs/{job}/retry/"), {"next": target})
    assert retried.status_code == 302
    assert not leads_elsewhere(retried)
    left = client.post(f"/accounts/logout/?next={asked}", {"next": target})
    assert left.status_code == 302
    assert not leads_elsewhere(left)


@pytest.mark.parametrize("path", ["//evil.example/my/", "/\\evil.example/my/", "//evil.example"])
def test_addresses_that_look_like_hosts_lead_nowhere(world, path):
    for who in (Who.VISITOR, Who.OFFICER):
        response = world.client(who).get(path)
        assert not leads_elsewhere(response)
        assert "evil.example" not in urlsplit(response.get("Location", "")).netloc


def attempt(login: str, password: str) -> tuple[int, str]:
    client = Client()
    response = client.post(reverse("account_login"), {"login": login, "password": password})
    assert "_auth_user_id" not in client.session
    # The form shows again what was typed into it.
    return response.status_code, text(response).replace(login, "")


def test_refused_sign_in_does_not_tell_who_has_an_account(world):
    known = attempt("member@people.example", "wrong")

    assert attempt("nobody@people.example", "wrong") == known
    assert attempt("closed_officer@people.example", "wrong") == known
    assert attempt("officer@people.example", "wrong") == known


def test_forgotten_password_does_not_tell_who_has_an_account(world):
    answers = set()
    for login in ("member", "nobody", "closed_officer", "officer"):
        client = Client()
        email = f"{login}@people.example"
        response = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        answers.add((response.status_code, response.request["PATH_INFO"], text(response)))

    assert len(answers) == 1
    # Each address hears something, so that the time taken does not tell either; only members of
    # the portal hear a link.
    assert {message.to[0]: "/password/reset/key/" in message.body for message in mail.outbox} == {
        "member@people.example": True,
        "nobody@people.example": False,
        "closed_officer@people.example": False,
        "officer@people.example": True,
    }


def test_nobody_makes_an_account(world):
    before = User.objects.count()
    known, unknown = (
        Client().post(
            reverse("account_signup"),
            {"email": f"{login}@people.example", "password1": PASSWORD, "password2": PASSWORD},
        )
        for login in ("member", "nobody")
    )

    assert User.objects.count() == before
    assert text(known) == text(unknown)


def reset_link(**headers: str) -> str:
    Client().post(
        reverse("account_reset_password"),
        {"email": "member@people.example"},
        headers={"Host": "testserver", **headers},
    )
    return re.search(r"https?://\S+", mail.outbox[-1].body)[0]


def test_letters_lead_to_this_portal(world):
    assert urlsplit(reset_link()).netloc == "testserver"
    assert urlsplit(reset_link(**{"X-Forwarded-Host": "evil.example"})).netloc == "testserver"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil", ""])
def test_other_hosts_are_refused(world, host):
    client = Client(raise_request_exception=False)

    for path in ("/", "/accounts/password/reset/"):
        assert client.get(path, headers={"Host": host}).status_code == 400
        response = client.post(path, {"email": "member@people.example"}, headers={"Host": host})
        assert response.status_code == 400
    assert mail.outbox == []


def test_strangers_do_not_choose_the_address_that_is_written_down(world):
    client = world.client(Who.MEMBER)

    client.get("/committee/2025-4/packet/1/", headers={"X-Forwarded-For": "198.51.100.9"})

    assert AccessRecord.objects.latest("pk").address == "127.0.0.1"


def test_own_address_changes_only_after_the_password_was_asked_again(world):
    client = world.client(Who.MEMBER)
    path = reverse("account_email")

    response = client.post(path, {"action_add": "", "email": "thief@evil.example"})

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not world.accounts[Who.MEMBER].emailaddress_set.filter(email__contains="evil").exists()
    assert mail.outbox == []
