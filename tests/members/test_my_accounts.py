"""Accounts of a company: invited by an officer, with a link that works once and for a week."""

import time
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from alliance.errors import RuleViolation
from members import roles
from members.models import Affiliation, Invitation, User
from members.services.accounts import close_account
from members.services.naming import record_organisation
from members.services.representatives import (
    ask_for_invitation,
    invite_to_organisation,
    unanswered_requests,
)
from tests.pages import text

pytestmark = pytest.mark.django_db

DAY = date(2025, 11, 26)
PASSWORD = "a-long-enough-password"
WEEK = 7 * 24 * 3600
STAFF = Affiliation.ActingRole.STAFF
REPRESENTATIVE = Affiliation.ActingRole.REPRESENTATIVE


@pytest.fixture
def company():
    return record_organisation(name="㈜가온메타")


def invited(company, officer, role=REPRESENTATIVE, email="new@gaon.example"):
    return invite_to_organisation(
        organisation=company,
        name="허은결",
        email=email,
        title="과장",
        role=role,
        on=DAY,
        by=officer,
    )


def path_of(letter) -> str:
    return (
        next(line for line in letter.body.splitlines() if "/accounts/" in line)
        .split("testserver", 1)[-1]
        .replace("http://localhost:8000", "")
    )


def choose_password(client, path, password=PASSWORD):
    form = client.get(path, follow=True)
    return client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})


def test_officer_invites_from_the_organisations_page(officer_client, company):
    values = {"name": "허은결", "email": "New@Gaon.example", "post": "과장", "role": "staff"}

    officer_client.post(f"/admin/members/organisation/{company.pk}/invite/", values)

    user = User.objects.get(email="new@gaon.example")
    (letter,) = mail.outbox
    assert (letter.to, company.name in letter.body) == (["new@gaon.example"], True)
    assert roles.represents_on(user, company, DAY)
    assert not roles.hands_in_for_on(user, company, DAY)
    assert (
        "acting_role"
        in officer_client.get(f"/admin/members/organisation/{company.pk}/change/").content.decode()
    )


@pytest.mark.parametrize(("role", "hands_in"), [(REPRESENTATIVE, True), (STAFF, False)])
def test_role_ends_with_the_post(company, officer, role, hands_in):
    user = invited(company, officer, role)
    assert roles.hands_in_for_on(user, company, DAY) is hands_in

    Affiliation.objects.update(valid_to=DAY)

    assert not roles.represents_on(user, company, DAY + timedelta(days=1))
    assert not roles.hands_in_for_on(user, company, DAY + timedelta(days=1))


def test_several_accounts_and_an_account_for_several(company, officer):
    first, second = invited(company, officer), invited(company, officer, STAFF, "two@gaon.example")
    sister = record_organisation(name="나래기술")
    first.set_password(PASSWORD)
    first.save()

    assert invited(sister, officer) == first

    assert {each.user for each in Invitation.objects.all()} == {first, second}
    assert [each.to for each in mail.outbox] == [
        ["new@gaon.example"],
        ["two@gaon.example"],
        ["new@gaon.example"],
    ]
    assert "/accounts/" not in mail.outbox[-1].body
    assert set(roles.organisations_represented_on(first, DAY)) == {company, sister}


def test_officers_account_is_no_companys(company, officer):
    with pytest.raises(RuleViolation):
        invited(company, officer, email=officer.email)

    assert not Affiliation.objects.exists()


def test_link_works_for_a_week(company, officer, client):
    user = invited(company, officer)
    path = path_of(mail.outbox[0])

    with time_machine.travel(time.time() + WEEK + 60):
        page = client.get(path, follow=True)
        choose_password(client, path)
    assert "/my/invitation/" in page.content.decode()
    assert not User.objects.get(pk=user.pk).has_usable_password()

    with time_machine.travel(time.time() + WEEK - 60):
        choose_password(Client(), path)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_used_link_says_so_and_changes_nothing(company, officer):
    user = invited(company, officer)
    path = path_of(mail.outbox[0])
    choose_password(Client(), path)

    page = Client().get(path, follow=True)
    choose_password(Client(), path, "another-long-password")

    assert page.status_code == 200
    assert "새 초대 메일을 사무국에 요청" in text(page)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_secretariat_learns_who_asks_again(company, officer, officer_client):
    invited(company, officer)
    stranger, known = Client(), Client()

    answers = [
        text(each.post("/my/invitation/", {"email": email}))
        for each, email in ((stranger, "nobody@gaon.example"), (known, "NEW@gaon.example"))
    ]

    assert answers[0] == answers[1]
    (request,) = unanswered_requests()
    assert request.user.email == "new@gaon.example"
    assert "허은결" in text(officer_client.get("/admin/"))

    officer_client.post(f"/admin/members/user/{request.user_id}/invite/", {})
    assert unanswered_requests() == []


def test_asking_twice_keeps_the_first_hour(company, officer):
    invited(company, officer)
    first = timezone.now()

    ask_for_invitation(email="new@gaon.example", at=first)
    ask_for_invitation(email="new@gaon.example", at=first + timedelta(hours=1))

    assert Invitation.objects.get().asked_again_at == first


def test_asking_is_limited(settings, client):
    settings.RATE_LIMITED = True

    told = [client.post("/my/invitation/", {"email": "a@b.example"}).status_code for _ in range(6)]

    assert told == [200] * 5 + [429]


def test_role_is_not_changed_by_an_invitation(company, officer, officer_client):
    user = invited(company, officer)
    values = {"name": "허은결", "email": user.email, "post": "과장", "role": "staff"}
    mail.outbox.clear()

    response = officer_client.post(f"/admin/members/organisation/{company.pk}/invite/", values)

    assert "이미 포털에서 활동합니다: 허은결" in text(response)
    assert roles.hands_in_for_on(user, company, DAY)
    assert not mail.outbox
    assert invited(company, officer) == user


def test_account_of_another_person_gets_no_right(company, officer, officer_client):
    sister = record_organisation(name="나래기술")
    user = invited(company, officer)
    values = {"name": "김다른", "email": user.email, "post": "과장", "role": "staff"}

    response = officer_client.post(f"/admin/members/organisation/{sister.pk}/invite/", values)

    assert "다른 사람의 계정 주소입니다: new@gaon.example(허은결)" in text(response)
    assert list(roles.organisations_represented_on(user, DAY)) == [company]


def test_closing_an_account_spends_its_invitation(company, officer):
    user = invited(company, officer)
    path = path_of(mail.outbox[0])
    close_account(user=user, by=officer)
    User.objects.filter(pk=user.pk).update(is_active=True)

    choose_password(Client(), path)

    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_link_for_a_forgotten_password_works_for_a_day(company, officer, client):
    user = invited(company, officer)
    choose_password(Client(), path_of(mail.outbox[0]))
    mail.outbox.clear()
    client.post("/accounts/password/reset/", {"email": user.email})
    path = path_of(mail.outbox[0])

    with time_machine.travel(time.time() + 24 * 3600 + 60):
        choose_password(Client(), path, "another-long-password")
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)

    with time_machine.travel(time.time() + 24 * 3600 - 60):
        choose_password(Client(), path, "another-long-password")
    assert User.objects.get(pk=user.pk).check_password("another-long-password")
