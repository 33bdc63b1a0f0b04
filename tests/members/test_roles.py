"""Rights follow from dated facts and end with them; officers use a second factor."""

import time
from datetime import date

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.urls import reverse

from alliance.errors import RuleViolation
from members import roles
from members.models import Body, Person, Seat, User
from members.services.accounts import close_account, create_account, invite, set_password
from members.services.affiliations import end_post, take_post
from members.services.naming import record_organisation

pytestmark = pytest.mark.django_db

DAY = date(2025, 11, 26)
PASSWORD = "a-long-enough-password"


def test_seat_gives_the_right_for_its_term_only(committee_member):
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]

    assert [roles.is_committee_member_on(committee_member, each) for each in days] == [
        False,
        True,
        True,
        False,
    ]
    Seat.objects.update(valid_to=date(2025, 6, 30))
    assert not roles.is_committee_member_on(committee_member, DAY)


def test_seat_in_a_body_that_ended_gives_nothing(committee_member, steering_committee):
    steering_committee.valid_to = date(2025, 10, 31)
    steering_committee.save()

    assert not roles.is_committee_member_on(committee_member, DAY)


def test_each_role_is_told_apart(committee_member, officer, outsider):
    panel = Body.objects.create(
        kind=Body.Kind.PANEL, code="panel", name="심사", valid_from=date(2022, 1, 1)
    )
    judge = User.objects.create_user(
        "judge@people.example", person=Person.objects.create(name="강심사")
    )
    Seat.objects.create(body=panel, person=judge.person, valid_from=date(2025, 1, 1))

    def told(who):
        return (roles.is_officer(who), roles.is_committee_member_on(who, DAY))

    assert [told(who) for who in (judge, committee_member, officer, outsider)] == [
        (False, False),
        (False, True),
        (True, False),
        (False, False),
    ]


def test_closed_account_has_no_role(committee_member, officer):
    close_account(user=committee_member, by=officer)

    assert not roles.is_committee_member_on(committee_member, DAY)


def test_acting_for_an_organisation_ends_with_the_post():
    organisation, other = record_organisation(name="가온"), record_organisation(name="나래")
    person = Person.objects.create(name="김대표")
    user = User.objects.create_user("rep@gaon.example", person=person)
    post = take_post(
        person=person,
        organisation=organisation,
        title="대표",
        on=date(2025, 1, 1),
        acts_for=True,
    )
    take_post(person=person, organisation=other, title="고문", on=date(2025, 1, 1))

    assert list(roles.organisations_represented_on(user, DAY)) == [organisation]
    assert roles.represents_on(user, organisation, DAY)
    assert not roles.represents_on(user, other, DAY)
    end_post(affiliation=post, on=date(2025, 11, 25))
    assert not roles.represents_on(user, organisation, DAY)


# --- Accounts ---------------------------------------------------------------------------------


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


@pytest.fixture
def account(officer):
    return create_account(email="Kim@Gaon.example", person=None, by=officer, password=PASSWORD)


def test_sign_in_by_email_whatever_its_case(client, account):
    sign_in(client, "kim@GAON.example")

    assert client.session["_auth_user_id"] == str(account.pk)
    assert client.get("/my/").status_code == 200


def test_wrong_password_and_unknown_address_get_the_same_answer(client, account):
    wrong = sign_in(client, "kim@gaon.example", "wrong")
    unknown = sign_in(client, "nobody@gaon.example", "wrong")

    def errors(response):
        return dict(response.context["form"].errors)

    assert errors(wrong) == errors(unknown) != {}
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client):
    response = client.post(
        reverse("account_signup"),
        {"email": "new@gaon.example", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert not User.objects.filter(email="new@gaon.example").exists()
    assert "_auth_user_id" not in client.session
    assert response.status_code in (200, 302)


def test_invitation_sets_a_password_once(client, officer):
    user = create_account(email="new@gaon.example", person=None, by=officer)

    link = invite(user=user, by=officer)

    (letter,) = mail.outbox
    assert letter.to == ["new@gaon.example"]
    assert link in letter.body
    path = "/" + link.split("/", 3)[3]
    form = client.get(path, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    later = Client()
    form = later.get(path, follow=True)
    later.post(form.request["PATH_INFO"], {"password1": "x" * 14, "password2": "x" * 14})
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_without_invitation_nobody_signs_in(client, officer):
    user = create_account(email="new@gaon.example", person=None, by=officer)

    assert not user.has_usable_password()
    sign_in(client, "new@gaon.example", "")
    assert "_auth_user_id" not in client.session


def test_one_account_a_person_and_an_address(account, officer):
    person = Person.objects.create(name="김하나")
    create_account(email="one@people.example", person=person, by=officer)

    with pytest.raises(RuleViolation):
        create_account(email="two@people.example", person=person, by=officer)
    with pytest.raises(RuleViolation):
        create_account(email="KIM@gaon.example", person=None, by=officer)


def test_weak_password_is_refused(account, officer):
    with pytest.raises(RuleViolation):
        set_password(user=account, password="short", by=officer)

    assert User.objects.get(pk=account.pk).check_password(PASSWORD)


def test_closing_ends_the_session(client, account, officer):
    client.force_login(account)
    assert client.get("/my/").status_code == 200

    close_account(user=account, by=officer)

    assert client.get("/my/").status_code == 302


def test_nobody_closes_their_own_account(officer):
    with pytest.raises(RuleViolation):
        close_account(user=officer, by=officer)


# --- Second factor ----------------------------------------------------------------------------


def test_officer_is_sent_to_set_up_the_second_factor(officer_client, officer, settings):
    settings.MFA_REQUIRED = True

    response = officer_client.get("/admin/")

    assert (response.status_code, response["Location"]) == (
        302,
        f"{reverse('mfa_activate_totp')}?next=/admin/",
    )
    assert officer_client.get("/accounts/2fa/", follow=True).status_code == 200


def test_officer_with_second_factor_passes(officer_client, officer, settings):
    settings.MFA_REQUIRED = True
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})

    assert officer_client.get("/admin/").status_code == 200


def test_second_factor_is_asked_of_officers_only(client, outsider, officer_client, settings):
    client.force_login(outsider)
    assert officer_client.get("/admin/").status_code == 200
    settings.MFA_REQUIRED = True

    assert client.get("/my/").status_code == 200
    assert Client().get("/member_companies/").status_code == 200


def test_admin_is_closed_to_others(client, committee_member, outsider):
    for user in (committee_member, outsider):
        client.force_login(user)
        response = client.get("/admin/members/organisation/")
        assert response.status_code in (302, 403, 404)
        assert "changelist" not in response.content.decode()


def test_officer_sets_up_the_second_factor_and_needs_it_from_then_on(day, settings):
    settings.MFA_REQUIRED = True
    create_account(
        email="new-officer@alliance.example",
        person=None,
        by=None,
        password=PASSWORD,
        is_officer=True,
    )
    client = Client()
    sign_in(client, "new-officer@alliance.example")
    asked = client.get("/admin/", follow=True)
    page = client.post(
        asked.request["PATH_INFO"] + "?" + asked.request["QUERY_STRING"],
        {"password": PASSWORD},
        follow=True,
    )

    secret = page.context["form"].secret
    client.post(page.request["PATH_INFO"], {"code": totp_code(secret)})

    assert client.get("/admin/").status_code == 200
    again = Client()
    sign_in(again, "new-officer@alliance.example")
    assert "_auth_user_id" not in again.session
    # Each code is good for one sign-in, so the next one is the next half minute's.
    with time_machine.travel(time.time() + 30):
        again.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
        assert again.get("/admin/").status_code == 200


def test_admins_own_sign_in_is_no_way_around_the_second_factor(client, officer, settings):
    settings.MFA_REQUIRED = True

    client.post("/admin/login/", {"username": officer.email, "password": "officer-password"})

    assert "_auth_user_id" not in client.session


def totp_code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
