"""The register in the admin."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from members.models import (
    Body,
    BusinessField,
    Membership,
    Organisation,
    Person,
    RegisterChange,
    Seat,
    Tag,
    User,
)
from members.services.admission import admit, leave
from members.services.naming import record_organisation
from tests import pages

pytestmark = pytest.mark.django_db

LIST = "/admin/members/organisation/"


@pytest.fixture
def member(officer, day):
    organisation = record_organisation(name="주식회사 가온")
    admit(
        organisation=organisation,
        on=date(2025, 3, 1),
        kind="company",
        sub_kind="small",
        by=officer,
    )
    return organisation


@pytest.fixture
def former(officer, day):
    organisation = record_organisation(name="나래")
    admit(organisation=organisation, on=date(2024, 3, 1), kind="university", by=officer)
    leave(organisation=organisation, on=date(2025, 9, 30), by=officer)
    return organisation


def listed(response):
    return [each.name for each in response.context["cl"].queryset]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["주식회사 가온", "나래"]),
        ({"member_on": "2025-09-30"}, ["주식회사 가온", "나래"]),
        ({"member_on": "2025-10-01"}, ["주식회사 가온"]),
        ({"member_on": "2024-12-31"}, ["나래"]),
        ({"member_on": "어제"}, ["주식회사 가온", "나래"]),
        ({"member_on": "2025-09-30", "class": "university"}, ["나래"]),
        ({"member_on": "2025-09-30", "class": "company.small"}, ["주식회사 가온"]),
        ({"class": "company.large"}, []),
        ({"q": "㈜가온"}, ["주식회사 가온"]),
        ({"q": "ㄴㄹ"}, ["나래"]),
        ({"q": "MA-00001"}, ["주식회사 가온"]),
    ],
)
def test_list_of_organisations_on_a_day(officer_client, member, former, query, found):
    assert listed(officer_client.get(LIST, query)) == found


def test_every_model_has_its_pages_in_korean(officer_client, member):
    person = Person.objects.create(name="김하나")
    body = Body.objects.create(
        kind="panel", code="p", name="심사위원회", valid_from=date(2025, 1, 1)
    )
    records = [
        member,
        person,
        body,
        Seat.objects.create(body=body, person=person, valid_from=date(2025, 1, 1)),
        User.objects.get(),
        BusinessField.objects.create(name="XR"),
        Tag.objects.create(name="VR"),
    ]
    for record in records:
        name = record._meta.model_name
        for page in ("changelist", "add"):
            assert officer_client.get(reverse(f"admin:members_{name}_{page}")).status_code == 200
        change = reverse(f"admin:members_{name}_change", args=[record.pk])
        assert officer_client.get(change).status_code == 200
    assert officer_client.get(reverse("admin:members_registerchange_changelist")).status_code == 200


def test_add_makes_name_address_and_index(officer_client, day):
    page = officer_client.get(f"{LIST}add/")
    values = pages.form_values(page) | {"name": ["(주)새 회원"]}

    response = officer_client.post(f"{LIST}add/", values)

    assert response.status_code == 302
    organisation = Organisation.objects.get()
    assert organisation.slug == "주새회원"
    assert [each.name for each in organisation.names.all()] == ["(주)새 회원"]
    assert organisation.search_text == "새회원"


def verb(client, organisation, verb_name, **values):
    return client.post(f"{LIST}{organisation.pk}/{verb_name}/", values)


def test_verbs_run_the_services_and_leave_their_trace(officer_client, officer, day):
    organisation = record_organisation(name="가온")
    heir = record_organisation(name="다솜")

    verb(officer_client, organisation, "admit", on="2025-01-02", size="company.small")
    verb(officer_client, organisation, "reclassify", on="2025-04-01", size="company.medium")
    verb(officer_client, organisation, "rename", on="2025-05-01", name="새가온", reason="사명변경")
    verb(officer_client, organisation, "leave", on="2025-06-30", why="closed")
    verb(officer_client, organisation, "merge", on="2025-07-01", into="㈜다솜")

    organisation.refresh_from_db()
    assert (organisation.name, organisation.successor) == ("새가온", heir)
    membership = Membership.objects.get()
    assert (membership.valid_to, membership.leaving_reason) == (date(2025, 6, 30), "closed")
    changes = RegisterChange.objects.order_by("pk")
    assert [each.kind for each in changes] == [
        "reclassified",
        "admitted",
        "reclassified",
        "renamed",
        "left",
        "merged",
    ]
    assert {each.by for each in changes} == {officer}


def test_refused_verb_says_why_and_changes_nothing(officer_client, member):
    response = verb(officer_client, member, "admit", on="2025-05-01", size="company.small")

    assert response.status_code == 200
    assert "이미 회원입니다" in pages.text(response)
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("into", "words"),
    [("모름", "이런 이름의 기관이 없습니다"), ("두리", "같은 이름의 기관이 여럿입니다")],
)
def test_merge_into_what_is_not_clear(officer_client, member, into, words):
    record_organisation(name="(주)두리")
    record_organisation(name="(사)두리")

    response = verb(officer_client, member, "merge", on="2025-05-01", into=into)

    assert words in pages.text(response)
    member.refresh_from_db()
    assert member.successor is None


def test_correction_in_the_form_leaves_a_trace(officer_client, officer, member):
    url = f"{LIST}{member.pk}/change/"
    values = pages.form_values(officer_client.get(url)) | {
        "memberships-0-valid_from": ["2025-02-01"]
    }

    refused = officer_client.post(url, values)
    assert "사유" in pages.text(refused)
    assert member.memberships.get().valid_from == date(2025, 3, 1)
    assert not RegisterChange.objects.filter(kind="corrected").exists()
    assert pages.form_values(refused)["memberships-0-valid_from"] == ["2025-02-01"]
    response = officer_client.post(url, values | {"correction_reason": ["신청서 날짜"]})

    assert response.status_code == 302, pages.text(response)
    assert member.memberships.get().valid_from == date(2025, 2, 1)
    change = RegisterChange.objects.get(kind="corrected")
    assert (change.by, change.effective_on, change.reason) == (
        officer,
        date(2025, 2, 1),
        "신청서 날짜",
    )
    assert change.before.endswith("2025-03-01~")
    assert change.after.endswith("2025-02-01~")


def test_joining_day_corrected_in_the_form_takes_the_class_along(officer_client, member):
    url = f"{LIST}{member.pk}/change/"
    values = pages.form_values(officer_client.get(url)) | {
        "memberships-0-valid_from": ["2024-02-01"],
        "correction_reason": ["신청서 날짜"],
    }

    officer_client.post(url, values)

    assert member.classifications.get().valid_from == date(2024, 2, 1)


def test_membership_corrected_in_the_form_does_not_outlive_a_merger(officer_client, member):
    heir = record_organisation(name="다솜")
    verb(officer_client, member, "merge", on="2025-06-01", into="다솜")
    url = f"{LIST}{member.pk}/change/"
    values = pages.form_values(officer_client.get(url)) | {
        "memberships-0-valid_to": ["2025-08-01"],
        "correction_reason": ["착오"],
    }

    response = officer_client.post(url, values)

    assert response.status_code == 200
    assert member.memberships.get().valid_to == date(2025, 5, 31)
    assert Organisation.objects.get(pk=member.pk).successor == heir


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("가" * 180, "150자"),
        ("!!!", "이름으로 쓸 글자가 있어야 합니다"),
        ("주식회사", "이름으로 쓸 글자가 있어야 합니다"),
        ("㈜다솜", "같은 이름의 기관이 있습니다: 다솜"),
    ],
    ids=["too long", "no letters", "legal form only", "taken"],
)
def test_name_that_cannot_be_is_refused(officer_client, member, name, words):
    record_organisation(name="다솜")

    response = verb(officer_client, member, "rename", on="2025-05-01", name=name)

    assert words in pages.text(response)
    assert [each.name for each in member.names.all()] == ["주식회사 가온"]


def test_name_of_another_is_recorded_if_the_officer_says_so(officer_client, member):
    record_organisation(name="다솜")

    verb(officer_client, member, "rename", on="2025-05-01", name="㈜다솜", shares_name="on")

    assert Organisation.objects.get(pk=member.pk).name == "㈜다솜"


def test_alias_added_in_the_form_is_found(officer_client, member, client):
    url = f"{LIST}{member.pk}/change/"
    values = pages.form_values(officer_client.get(url)) | {
        "aliases-TOTAL_FORMS": ["1"],
        "aliases-0-name": ["Gaon"],
    }

    officer_client.post(url, values)

    assert listed(officer_client.get(LIST, {"q": "gaon"})) == ["주식회사 가온"]


def test_who_was_a_member_is_not_deleted(officer_client, former):
    response = officer_client.post(f"{LIST}{former.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403
    assert Organisation.objects.filter(pk=former.pk).exists()


def test_autocomplete_finds_any_spelling(officer_client, member):
    response = officer_client.get(
        "/admin/autocomplete/",
        {
            "term": "가온㈜",
            "app_label": "members",
            "model_name": "affiliation",
            "field_name": "organisation",
        },
    )

    assert [each["text"] for each in response.json()["results"]] == ["주식회사 가온"]


@pytest.mark.parametrize("count", [1, 8])
def test_query_count_of_the_list_does_not_grow(
    officer_client, member, officer, count, django_assert_max_num_queries
):
    for number in range(count):
        admit(
            organisation=record_organisation(name=f"회원{number}"),
            on=date(2025, 1, 1),
            kind="university",
            by=officer,
        )

    with django_assert_max_num_queries(14):
        officer_client.get(LIST)


def test_seats_are_filtered_by_body_and_day(officer_client, committee_member):
    url = reverse("admin:members_seat_changelist")

    def seats(**query):
        return [each.person.name for each in officer_client.get(url, query).context["cl"].queryset]

    assert seats(body="steering", held_on="2025-11-26") == ["김위원"]
    assert seats(body="steering", held_on="2026-01-01") == []
    assert seats(body="other") == []


def test_account_is_made_without_password_and_invited(officer_client, officer):
    url = reverse("admin:members_user_add")
    values = pages.form_values(officer_client.get(url)) | {"email": ["New@Gaon.example"]}
    officer_client.post(url, values)
    user = User.objects.get(email="new@gaon.example")
    assert not user.has_usable_password()

    officer_client.post(f"/admin/members/user/{user.pk}/invite/", {})

    (letter,) = mail.outbox
    assert letter.to == ["new@gaon.example"]


def test_officer_sets_a_password(officer_client, outsider):
    url = f"/admin/members/user/{outsider.pk}/set-password/"

    refused = officer_client.post(url, {"password": "short"})
    assert refused.status_code == 200
    assert not User.objects.get(pk=outsider.pk).check_password("short")

    officer_client.post(url, {"password": "four words make one"})
    assert User.objects.get(pk=outsider.pk).check_password("four words make one")


@pytest.mark.parametrize("name", ["admit", "leave", "rename", "reclassify", "merge"])
def test_verbs_are_for_officers(client, member, outsider, name):
    client.force_login(outsider)

    response = verb(client, member, name, on="2025-05-01", size="company.large", name="x")

    assert response.status_code in (302, 403, 404)
    assert RegisterChange.objects.exclude(kind__in=["admitted", "reclassified"]).count() == 0
    assert Organisation.objects.get(pk=member.pk).name == "주식회사 가온"
