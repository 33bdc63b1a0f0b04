"""Applying for membership in a real browser, and the pages around the register."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from members.models import MembershipApplication
from members.services import certificates
from tests.browsing import faults, is_wider_than_the_window
from tests.members.my_company import DAY, company_named, person_of, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looks_right(page):
    return (page.complaints, faults(page), is_wider_than_the_window(page)) == ([], [], False)


def test_from_an_application_to_a_member(open_page, officer_client):
    page = open_page("/join/", width=390)
    assert looks_right(page)
    page.get_by_role("button", name="가입 신청하기").click()
    page.get_by_text("빠졌거나 잘못된 항목이 있습니다.").wait_for()
    assert looks_right(page)
    for label, value in {
        "기관명": "㈜가온메타",
        "대표자": "김대표",
        "사업 내용 소개": "가상 전시관을 만듭니다.",
        "담당자 성명": "박담당",
        "담당자 전자우편": "contact@gaon.example",
        "담당자 전화번호": "02-000-0000",
    }.items():
        page.get_by_label(label).fill(value)
    page.get_by_label("회원 구분").select_option("company.small")
    page.get_by_label("위와 같이 개인정보를").check()
    page.get_by_role("button", name="가입 신청하기").click()
    page.get_by_text("접수번호는").wait_for()

    application = MembershipApplication.objects.get()
    review = open_page(
        f"/admin/members/membershipapplication/{application.pk}/change/", client=officer_client
    )
    assert looks_right(review)
    review.get_by_role("button", name="승인하고 환영 안내 보내기").click()
    review.get_by_text("가입을 승인했습니다.").wait_for()
    application.refresh_from_db()
    assert application.organisation.memberships.get().valid_from == DAY


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_around_the_register(open_page, officer_client, day, width):
    company = company_named("㈜가온메타")
    person = person_of(company, "me@gaon.example")
    certificate = certificates.issue(
        organisation=company, as_of=DAY, by=person, on=DAY, at=datetime(2025, 11, 26, tzinfo=UTC)
    )
    verified = certificates.verification_link(certificate).partition("/certificates/")[2]
    pages = [
        ("/certificates/", None),
        (f"/certificates/{verified}", None),
        (f"/my/{company.slug}/certificates/", signed_in(person)),
        (f"/my/{company.slug}/size/", signed_in(person)),
        ("/admin/members/organisation/statistics/", officer_client),
    ]

    wrong = {}
    for address, client in pages:
        page = open_page(address, client=client, width=width)
        found = (page.complaints, faults(page), is_wider_than_the_window(page))
        if found != ([], [], False):
            wrong[address] = found

    assert wrong == {}
