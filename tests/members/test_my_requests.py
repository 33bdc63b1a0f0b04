"""A member asks for another representative, or to leave; an officer does it or says why not."""

from datetime import date

import pytest
from django.core import mail

from members.models import MemberRequest, Organisation, RegisterChange
from members.services.representation import Represented, change_representative, represented_on
from members.services.requests import record_due
from tests.members.my_company import AT, DAY, STAFF, company_named, person_of, signed_in
from tests.pages import form_values, text, tree

pytestmark = pytest.mark.django_db

LAST_DAY = "2025-12-31"


@pytest.fixture
def company(day):
    return company_named("㈜가온메타", representative="옛대표")


@pytest.fixture
def me(company):
    return signed_in(person_of(company, "me@gaon.example"))


def path(company, rest=""):
    return f"/my/{company.slug}/requests/{rest}"


def ask(client, company, kind, **values):
    sent = {"kind": kind} | {f"{kind}-{name}": value for name, value in values.items()}
    return client.post(path(company), sent)


def decide(officer_client, request, **sent):
    address = f"/admin/members/memberrequest/{request.pk}/change/"
    values = form_values(officer_client.get(address), "//div[@class='entry-review']//form")
    return officer_client.post(address, values | sent)


def test_new_representative_stands_in_the_register(
    me, company, officer, officer_client, django_capture_on_commit_callbacks
):
    ask(me, company, "representative", new_representative="새대표", effective_on="2025-11-20")
    request = MemberRequest.objects.get()
    assert request.organisation.name in text(officer_client.get("/admin/"))

    with django_capture_on_commit_callbacks(execute=True):
        decide(officer_client, request, _accept="1")

    company.refresh_from_db()
    change = RegisterChange.objects.get(kind="represented")
    assert company.representative == "새대표"
    assert (change.before, change.after, change.effective_on, change.by) == (
        "옛대표",
        "새대표",
        date(2025, 11, 20),
        officer,
    )
    assert [letter.to for letter in mail.outbox] == [["me@gaon.example"]]
    assert "처리 완료" in text(me.get(path(company)))


def test_new_representative_takes_office_on_the_day(me, company, officer, officer_client):
    ask(me, company, "representative", new_representative="새대표", effective_on="2025-12-01")
    decide(officer_client, MemberRequest.objects.get(), _accept="1")
    waiting = text(me.get(path(company)))
    early = record_due(on=date(2025, 11, 30), at=AT)
    before = Organisation.objects.get(pk=company.pk).representative

    due = [record_due(on=date(2025, 12, 1), at=AT) for _twice in range(2)]

    company.refresh_from_db()
    change = RegisterChange.objects.get(kind="represented")
    assert "해당일에 반영 예정" in waiting
    assert (early, due) == (0, [1, 0])
    assert (before, company.representative) == ("옛대표", "새대표")
    assert (change.before, change.after, change.effective_on, change.by) == (
        "옛대표",
        "새대표",
        date(2025, 12, 1),
        officer,
    )


def test_who_represented_on_a_day(company, officer):
    """A change that is recorded late does not undo what took effect after it."""
    first = represented_on(company, DAY)
    change_representative(organisation=company, name="둘째", on=date(2025, 10, 1), by=officer)
    change_representative(organisation=company, name="첫째", on=date(2025, 6, 1), by=officer)
    days = (date(2025, 5, 31), date(2025, 6, 1), date(2025, 9, 30), date(2025, 10, 1), DAY)

    told = [represented_on(company, day) for day in days]

    assert first == Represented("옛대표", is_of_that_day=False)
    assert [each.name for each in told] == ["옛대표", "첫째", "첫째", "둘째", "둘째"]
    assert all(each.is_of_that_day for each in told)
    assert Organisation.objects.get(pk=company.pk).representative == "둘째"


def test_withdrawal_ends_the_membership_on_its_day(me, company, officer_client):
    ask(me, company, "withdrawal", effective_on=LAST_DAY, reason="사업 정리")
    assert company.memberships.get().valid_to is None

    decide(officer_client, MemberRequest.objects.get(), _accept="1")

    membership = company.memberships.get()
    assert (membership.valid_to, membership.note) == (date(2025, 12, 31), "사업 정리")
    assert Organisation.objects.members_on(date(2025, 12, 31)).exists()


def test_declining_needs_a_reason(me, company, officer_client, django_capture_on_commit_callbacks):
    ask(me, company, "withdrawal", effective_on=LAST_DAY)
    request = MemberRequest.objects.get()

    assert "까닭" in text(decide(officer_client, request, _decline="1"))
    with django_capture_on_commit_callbacks(execute=True):
        decide(officer_client, request, _decline="1", comment="공문으로 보내 주세요.")

    request.refresh_from_db()
    assert (request.state, company.memberships.get().valid_to) == ("declined", None)
    assert "공문으로 보내 주세요." in mail.outbox[0].body
    assert "공문으로 보내 주세요." in text(me.get(path(company)))


@pytest.mark.parametrize(
    ("kind", "sent", "words"),
    [
        ("withdrawal", {"effective_on": "2025-11-25"}, "지난 날짜"),
        ("withdrawal", {"effective_on": ""}, "필수 항목"),
        ("representative", {"effective_on": LAST_DAY}, "필수 항목"),
    ],
)
def test_what_cannot_be_asked_is_told_in_the_form(me, company, kind, sent, words):
    response = ask(me, company, kind, **sent)

    assert words in text(response)
    assert not MemberRequest.objects.exists()


def test_one_of_a_kind_waits_and_may_be_taken_back(me, company, officer_client):
    ask(me, company, "withdrawal", effective_on=LAST_DAY)
    again = ask(me, company, "withdrawal", effective_on=LAST_DAY)

    request = MemberRequest.objects.get()
    assert again.status_code == 200
    assert tree(again).xpath("//input[@value='withdrawal']") == []
    page = f"/admin/members/memberrequest/{request.pk}/change/"
    me.post(path(company, f"{request.pk}/take-back/"))
    late = officer_client.post(page, {"_accept": "1"})

    request.refresh_from_db()
    assert request.state == "taken_back"
    assert late.status_code == 200
    assert company.memberships.get().valid_to is None


def test_staff_asks_nothing(company):
    staff = signed_in(person_of(company, "staff@gaon.example", STAFF))

    page = tree(staff.get(path(company)))
    refused = ask(staff, company, "withdrawal", effective_on=LAST_DAY)

    assert page.xpath("//main//form") == []
    assert refused.status_code == 200
    assert not MemberRequest.objects.exists()
