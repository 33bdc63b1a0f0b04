"""Rights change at once: whoever is signed in when a right ends is refused at the next request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import RosterEntry
from members.models import Seat, User
from members.services.accounts import close_account, set_password
from members.services.affiliations import end_post
from projectgroups.models import EvaluationRound
from tests.access.identities import Who
from tests.access.world import DAY, PASSWORD

pytestmark = pytest.mark.django_db

YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture
def signed_in(world):
    """A session of their own, begun before the right ends."""

    def begin(who: Who) -> tuple[Client, User]:
        client, account = Client(), User.objects.get(pk=world.accounts[who].pk)
        client.force_login(account)
        return client, account

    return begin


@pytest.mark.parametrize("who", [Who.OFFICER, Who.MEMBER, Who.PARTNER])
def test_account_is_closed(world, signed_in, who):
    client, account = signed_in(who)
    assert client.get("/my/").status_code == 200

    close_account(user=account, by=None)

    assert client.get("/my/").status_code == 302
    assert client.get("/admin/members/person/").status_code == 302
    assert client.get("/committee/2025-4/packet/1/").status_code == 302
    assert client.get("/partner/").status_code == 302


def test_officer_becomes_an_account_like_others(world, signed_in):
    client, account = signed_in(Who.OFFICER)
    paths = [
        world.path(path)
        for path in (
            "/admin/meetings/packet/{packet}/workbench/",
            "/files/{attachment_of_meetings_packetentry}",
            "/committee/2025-4/",
            "/committee/2025-4/packet/1/",
            "/jobs/{partners_job}/",
            "/styleguide/",
        )
    ]
    assert {client.get(path).status_code for path in paths} == {200}

    User.objects.filter(pk=account.pk).update(is_officer=False)

    assert [client.get(path).status_code for path in paths] == [302, 404, 404, 404, 404, 404]
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("who", [Who.MEMBER, Who.CHAIR])
def test_seat_ends(world, signed_in, who):
    client, account = signed_in(who)
    assert client.get("/committee/2025-4/packet/1/").status_code == 200

    Seat.objects.filter(person=account.person).update(valid_to=YESTERDAY)

    assert client.get("/committee/2025-4/packet/1/").status_code == 404
    # What was published in one's own term stays readable.
    assert client.get("/committee/2025-3/packet/1/").status_code == 200


def test_another_proxy_is_named(world, signed_in):
    client, account = signed_in(Who.PROXY)
    assert client.get("/committee/2025-4/packet/1/").status_code == 200

    RosterEntry.objects.filter(proxy_person=account.person).update(proxy_person=None)

    assert client.get("/committee/2025-4/packet/1/").status_code == 404
    assert client.get("/committee/").status_code == 404


def test_post_at_the_partner_ends(world, signed_in):
    client, account = signed_in(Who.PARTNER)
    activity = world.path("/partner/activities/{rapa_activity}/")
    picture = world.path("/files/{picture_of_reporting_activity}")
    assert client.get(activity).status_code == client.get(picture).status_code == 200

    end_post(affiliation=account.person.affiliations.get(), on=YESTERDAY)

    assert client.get(activity).status_code == client.get(picture).status_code == 404
    assert client.post(f"{activity}delete/").status_code == 404


def test_round_is_sealed(world, signed_in):
    client, _account = signed_in(Who.JUDGE)
    paper = world.path("/files/{attachment_of_projectgroups_projectgroup}")
    assert client.get(paper).status_code == 200

    EvaluationRound.objects.update(state="sealed")

    assert client.get(paper).status_code == 404


def test_new_password_ends_every_other_session(world, signed_in):
    client, account = signed_in(Who.MEMBER)

    set_password(user=account, password="another-long-password", by=None)

    assert client.get("/my/").status_code == 302


def test_session_is_of_no_use_after_signing_out(world, signed_in):
    client, _account = signed_in(Who.MEMBER)
    kept = client.cookies["sessionid"].value

    client.get(reverse("account_logout"))
    assert client.get("/my/").status_code == 200
    client.post(reverse("account_logout"))

    replayed = Client()
    replayed.cookies["sessionid"] = kept
    assert replayed.get("/my/").status_code == 302


def sign_in(client: Client, who: Who, **more: str):
    login = f"{who.name.lower()}@people.example"
    return client.post(reverse("account_login"), {"login": login, "password": PASSWORD, **more})


def test_session_planted_by_another_is_not_taken_over(world):
    """Fixation: whoever knew the session before sign-in knows none after it."""
    planted = "abcdefghijklmnopqrstuvwxyz012345"
    victim, attacker = Client(), Client()
    for client in (victim, attacker):
        client.cookies["sessionid"] = planted

    sign_in(victim, Who.MEMBER)

    assert victim.cookies["sessionid"].value != planted
    assert victim.get("/my/").status_code == 200
    assert attacker.get("/my/").status_code == 302


def test_session_of_a_visitor_is_changed_at_sign_in(world):
    """One that the portal itself handed out may be known to others as well."""
    victim, attacker = Client(), Client()
    session = victim.session
    session["seen"] = "yes"
    session.save()
    attacker.cookies["sessionid"] = session.session_key
    victim.cookies["sessionid"] = session.session_key

    sign_in(victim, Who.MEMBER)

    assert victim.get("/my/").status_code == 200
    assert attacker.get("/my/").status_code == 302


def test_signing_in_as_somebody_else_begins_anew(world):
    client = Client()
    sign_in(client, Who.OFFICER)
    client.post(reverse("account_logout"))
    sign_in(client, Who.OUTSIDER)

    assert client.get("/my/").status_code == 200
    assert client.get("/admin/", follow=True).status_code == 403
