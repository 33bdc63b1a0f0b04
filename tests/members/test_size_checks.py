"""규모 확인: who is due, who is asked, what they answer, and the officer's word."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core import mail

from alliance import jobs
from alliance.errors import RuleViolation
from alliance.models import Job
from members.models import Contact, Organisation, RegisterChange, SizeCheck, User
from members.querysets import year_before
from members.services import size_checks
from members.services.admission import admit
from members.services.classification import reclassify
from members.services.naming import record_organisation
from tests.members.my_company import DAY, STAFF, company_named, person_of, signed_in
from tests.pages import form_values, text

pytestmark = pytest.mark.django_db

AT = datetime(2025, 11, 26, 1, tzinfo=UTC)
LIST = "/admin/members/organisation/"


@pytest.fixture
def company(day):
    return company_named("㈜가온메타")


def due(on=DAY):
    return [each.name for each in Organisation.objects.size_check_due(on)]


def confirm(company, by, size="small", on=DAY, **more):
    return size_checks.confirm(organisation=company, size=size, on=on, by=by, at=AT, **more)


def act(officer_client, action, *organisations):
    return officer_client.post(
        LIST,
        {"action": action, "_selected_action": [each.pk for each in organisations]},
        follow=True,
    )


def sizes(company):
    return [
        (each.sub_kind, each.valid_from, each.valid_to)
        for each in company.classifications.order_by("valid_from")
    ]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2025, 11, 26), date(2024, 11, 26)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 28)),
    ],
)
def test_a_year_before(day, before):
    assert year_before(day) == before


def test_due_is_whose_size_nobody_determined_for_a_year(company, officer):
    young = record_organisation(name="나래")
    admit(organisation=young, on=date(2024, 11, 27), kind="company", sub_kind="small", by=None)
    school = record_organisation(name="다온대학교")
    admit(organisation=school, on=date(2022, 1, 1), kind="university", by=None)
    grown = company_named("라온")
    reclassify(organisation=grown, kind="company", sub_kind="medium", on=date(2025, 1, 1), by=None)

    assert due() == ["㈜가온메타"]
    assert due(date(2025, 11, 27)) == ["㈜가온메타", "나래"]
    confirm(company, officer)
    assert due() == []
    # A day that was before the confirmation is as it was.
    assert due(date(2025, 11, 25)) == ["㈜가온메타"]
    assert due(date(2026, 11, 25)) == ["나래", "라온"]
    assert due(date(2026, 11, 26)) == ["㈜가온메타", "나래", "라온"]


def test_confirming_another_size_is_dated_and_traced(company, officer):
    check = confirm(company, officer, size="medium", reason="매출 증가")

    assert sizes(company) == [
        ("small", date(2022, 1, 1), date(2025, 11, 25)),
        ("medium", DAY, None),
    ]
    assert (check.state, check.size, check.confirmed_by) == ("confirmed", "medium", officer)
    change = RegisterChange.objects.get(kind="reclassified", effective_on=DAY)
    assert (change.by, change.reason) == (officer, "매출 증가")


def test_confirming_the_same_size_changes_nothing_else(company, officer):
    confirm(company, officer)
    again = confirm(company, officer)

    assert sizes(company) == [("small", date(2022, 1, 1), None)]
    assert SizeCheck.objects.get() == again


@pytest.mark.parametrize("size", ["", "other_nonprofit", "huge"])
def test_what_is_no_size_is_refused(company, officer, size):
    with pytest.raises(RuleViolation):
        confirm(company, officer, size=size)

    assert not SizeCheck.objects.exists()


def test_who_is_no_company_or_no_member_has_no_size(company, officer):
    school = record_organisation(name="다온대학교")
    admit(organisation=school, on=date(2022, 1, 1), kind="university", by=None)
    for other in (school, record_organisation(name="아무개")):
        with pytest.raises(RuleViolation):
            confirm(other, officer)


def test_companies_are_asked_once_and_answer_under_my(officer_client, officer, company):
    person = person_of(company, "me@gaon.example")
    without_account = company_named("나래")
    Contact.objects.filter(organisation=without_account).update(email="narae@narae.example")
    assert "기업 2개사" in text(officer_client.get("/admin/"))

    response = act(officer_client, "ask_for_sizes", company, without_account)
    assert "2개 기업에 확인을 요청했습니다" in text(response)
    assert "0개 기업에 확인을 요청했습니다" in text(
        act(officer_client, "ask_for_sizes", company, without_account)
    )
    job = Job.objects.get(kind="members.size_letters")
    jobs.run(job.pk)

    assert sorted(letter.to for letter in mail.outbox) == [
        ["me@gaon.example"],
        ["narae@narae.example"],
    ]
    link = next(
        re.search(r"/my/\S+/size/", letter.body)[0]
        for letter in mail.outbox
        if letter.to == ["me@gaon.example"]
    )
    me = signed_in(person)
    assert link in me.get("/my/").content.decode()
    assert "소기업" in text(me.get(link))
    me.post(link, {"size": "medium", "note": "직원이 늘었습니다."})

    check = SizeCheck.objects.get(organisation=company)
    assert (check.state, check.answer, check.answered_by) == ("answered", "medium", person)
    assert sizes(company) == [("small", date(2022, 1, 1), None)]
    assert link not in me.get("/my/").content.decode()

    page = f"{LIST}{company.pk}/confirm-size/"
    assert page in officer_client.get("/admin/").content.decode()
    assert page in officer_client.get("/admin/members/sizecheck/").content.decode()
    values = form_values(officer_client.get(page), "//form[@class='alliance-verb']")
    assert (values["size"], values["reason"]) == (["medium"], ["직원이 늘었습니다."])
    officer_client.post(page, values)

    check.refresh_from_db()
    assert (check.state, check.size, check.confirmed_by) == ("confirmed", "medium", officer)
    assert sizes(company)[-1] == ("medium", DAY, None)


def test_letters_go_out_once(company, officer):
    person_of(company, "me@gaon.example")
    size_checks.ask([company], by=officer, on=DAY, at=AT)
    running = jobs.claim(Job.objects.get().pk)

    size_checks.write_letters(running)
    size_checks.write_letters(running)

    assert [letter.to for letter in mail.outbox] == [["me@gaon.example"]]


def test_many_are_confirmed_at_once(officer_client, officer, company):
    other, unasked = company_named("나래"), company_named("다온")

    response = act(officer_client, "confirm_sizes", company, other)

    assert "2개 기업의 규모를 확인했습니다." in text(response)
    assert due() == ["다온"]
    listed = officer_client.get(LIST, {"size_due": "2025-11-26"}).context["cl"].queryset
    assert list(listed) == [unasked]


def test_others_neither_see_nor_answer(company, client):
    address = f"/my/{company.slug}/size/"
    school = record_organisation(name="다온대학교")
    admit(organisation=school, on=date(2022, 1, 1), kind="university", by=None)
    stranger = signed_in(person_of(company_named("나래"), "other@narae.example"))
    staff = signed_in(person_of(company, "staff@gaon.example", STAFF))
    teacher = signed_in(person_of(school, "me@daon.example"))

    for who in (stranger, staff):
        assert who.get(address).status_code == 404
        assert who.post(address, {"size": "large"}).status_code == 404
    # A university has no size.
    assert teacher.get(f"/my/{school.slug}/size/").status_code == 404
    assert client.get(address).status_code == 302
    assert not SizeCheck.objects.exists()


def test_two_officers_confirm_at_once(race, company, officer, second_officer):
    def by(email, size):
        def run():
            mine = Organisation.objects.get(pk=company.pk)
            return confirm(mine, User.objects.get(email=email), size=size).size

        return run

    answers = race(by(officer.email, "medium"), by(second_officer.email, "medium"))

    found = race.look(
        lambda: (
            list(SizeCheck.objects.values_list("state", "size")),
            list(
                Organisation.objects.get()
                .classifications.order_by("valid_from")
                .values_list("sub_kind", flat=True)
            ),
        )
    )
    assert (answers, found) == (
        ["medium", "medium"],
        ([("confirmed", "medium")], ["small", "medium"]),
    )
