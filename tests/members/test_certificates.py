"""회원 확인서: issued once under a number, as of a day; anybody verifies it."""

import io
from datetime import UTC, date, datetime

import pikepdf
import pytest
from django.core.files.base import ContentFile

from alliance import jobs
from alliance.errors import RuleViolation
from alliance.models import AccessRecord, Attachment, Job
from members.certificates import views
from members.models import MembershipCertificate, User
from members.services import certificates
from members.services.admission import leave
from members.services.classification import reclassify
from members.services.naming import rename_organisation
from members.services.representation import change_representative
from tests.members.my_company import DAY, STAFF, company_named, person_of, signed_in
from tests.pages import form_values, text

pytestmark = pytest.mark.django_db

AT = datetime(2025, 11, 26, 1, tzinfo=UTC)


@pytest.fixture
def company(day):
    return company_named("㈜가온메타", representative="김대표", registration_number="123-45-67891")


@pytest.fixture
def me(company):
    return signed_in(person_of(company, "me@gaon.example"))


def issue(company, by, **changes):
    values = {"as_of": DAY, "by": by, "on": DAY, "at": AT} | changes
    return certificates.issue(organisation=company, **values)


def path(company):
    return f"/my/{company.slug}/certificates/"


def printed(certificate):
    """As a worker would have made it, without the second that a rendering takes."""
    return Attachment.objects.create(
        owner=certificate,
        file=ContentFile(b"%PDF-1.7", name="certificate.pdf"),
        original_name=f"회원확인서-{certificate.number}.pdf",
    )


def test_what_is_certified_is_what_held_on_the_day(company, officer):
    rename_organisation(organisation=company, name="㈜가온", on=date(2025, 6, 1), by=officer)
    reclassify(
        organisation=company, kind="company", sub_kind="medium", on=date(2025, 6, 1), by=officer
    )

    before, now = issue(company, officer, as_of=date(2025, 5, 31)), issue(company, officer)

    assert [
        (each.number, each.name, each.class_label, each.member_since, each.issued_by)
        for each in (before, now)
    ] == [
        ("2025-0001", "㈜가온메타", "기업(소기업)", date(2022, 1, 1), officer),
        ("2025-0002", "㈜가온", "기업(중기업)", date(2022, 1, 1), officer),
    ]
    assert before.code != now.code


@pytest.mark.parametrize(
    ("as_of", "words"),
    [(date(2021, 12, 31), "회원이 아닙니다"), (date(2025, 11, 27), "앞으로의 날짜")],
)
def test_nothing_untrue_is_certified(company, officer, as_of, words):
    with pytest.raises(RuleViolation, match=words):
        issue(company, officer, as_of=as_of)

    assert not MembershipCertificate.objects.exists()


def test_numbers_begin_anew_each_year(company, officer):
    new_year = date(2026, 1, 1)

    numbers = [issue(company, officer, on=on).number for on in (DAY, new_year, new_year)]

    assert numbers == ["2025-0001", "2026-0001", "2026-0002"]


def test_certificates_stay_as_they_are(company, officer):
    certificate = issue(company, officer)

    with pytest.raises(TypeError):
        certificate.save()
    with pytest.raises(TypeError):
        certificate.delete()


def test_a_representative_issues_and_downloads(me, company):
    response = me.post(
        path(company), {"as_of": "2025-11-26", "purpose": "입찰 제출용"}, follow=True
    )
    assert "만들고 있습니다" in text(response)
    certificate = MembershipCertificate.objects.get()
    assert (certificate.purpose, certificate.issued_by.email) == ("입찰 제출용", "me@gaon.example")

    jobs.run(Job.objects.get(kind="members.certificate").pk)

    address = f"/files/{certificate.file.file.name}"
    assert address in me.get(path(company)).content.decode()
    response = me.get(address)
    content = b"".join(response.streaming_content)
    pdf = pikepdf.open(io.BytesIO(content))
    assert (len(pdf.pages), str(pdf.docinfo["/Title"])) == (1, "회원 확인서 제2025-0001호")
    assert "2025-0001" in response["Content-Disposition"]
    assert AccessRecord.objects.filter(action=AccessRecord.Action.DOWNLOAD).count() == 1
    # A second attempt of the job makes no second file.
    certificates.print_file(
        MembershipCertificate.objects.get(), progress=lambda done, total, step: None
    )
    assert Attachment.objects.count() == 1


def test_others_get_nothing(me, company, client):
    certificate = issue(company, User.objects.get(email="me@gaon.example"))
    address = f"/files/{printed(certificate).file.name}"
    other = company_named("나래기술")
    stranger = signed_in(person_of(other, "other@narae.example"))
    staff = signed_in(person_of(company, "staff@gaon.example", STAFF))

    assert me.get(address).status_code == 200
    assert [each.get(address).status_code for each in (stranger, staff, client)] == [404] * 3
    assert [each.get(path(company)).status_code for each in (stranger, staff)] == [404] * 2
    assert stranger.post(path(company), {"as_of": "2025-11-26"}).status_code == 404
    assert MembershipCertificate.objects.count() == 1


def test_who_is_no_member_any_more_issues_nothing(me, company, officer):
    leave(organisation=company, on=date(2025, 11, 25), by=officer)

    assert me.post(path(company), {"as_of": "2025-11-20"}).status_code == 404


@pytest.mark.parametrize(
    ("as_of", "words"),
    [("2025-11-27", "앞으로의 날짜"), ("2025-02-30", "올바른 날짜"), ("", "필수")],
)
def test_days_that_cannot_be_are_told_in_the_form(me, company, as_of, words):
    response = me.post(path(company), {"as_of": as_of})

    assert (response.status_code, words in text(response)) == (200, True)
    assert not MembershipCertificate.objects.exists()


def test_an_officer_issues_from_the_organisations_page(officer_client, officer, company):
    page = f"/admin/members/organisation/{company.pk}/certify/"
    values = form_values(officer_client.get(page), "//form[@class='alliance-verb']")
    assert values["on"] == ["2025-11-26"]

    response = officer_client.post(page, values | {"purpose": "증빙용"}, follow=True)

    certificate = MembershipCertificate.objects.get()
    assert certificate.issued_by == officer
    assert "제2025-0001호" in text(response)
    listing = text(officer_client.get("/admin/members/membershipcertificate/"))
    assert ("2025-0001" in listing, "만드는 중" in listing) == (True, True)


def test_representative_is_the_one_of_the_day(company, officer):
    unknown = issue(company, officer, as_of=date(2025, 9, 1))
    of_today = issue(company, officer)
    change_representative(organisation=company, name="새대표", on=date(2025, 10, 1), by=officer)

    before, after = (issue(company, officer, as_of=day) for day in (date(2025, 9, 30), DAY))

    assert [
        (each.representative, each.representative_is_of_issue)
        for each in (unknown, of_today, before, after)
    ] == [("김대표", True), ("김대표", False), ("김대표", False), ("새대표", False)]
    assert ["(발급일 현재)" in html_of(each) for each in (unknown, of_today, before)] == [
        True,
        False,
        False,
    ]


def html_of(certificate):
    return certificates.document_of(certificate).parts[0].html


def test_anybody_verifies_a_certificate_with_its_code(client, company, officer):
    certificate = issue(company, officer)

    def asked(**query):
        return text(client.get("/certificates/", query))

    right = {"number": "2025-0001", "code": certificate.printed_code.lower()}
    assert "사무국이 발급한 회원 확인서입니다." in asked(**right)
    assert "㈜가온메타" in asked(number=" 2025-0001 ", code=certificate.code)
    # As word processors and Korean keyboards write it.
    for number in ("2025–0001", "2025 − 0001", "２０２５－０００１", "제2025-0001호"):
        dashed = certificate.printed_code.replace("-", "–")
        assert "㈜가온메타" in asked(number=number, code=dashed)
    for wrong in (
        {"number": "2025-0002", "code": certificate.code},
        {"number": "2025-0001", "code": "AAAA-AAAA-AAAA"},
        {"number": "x", "code": certificate.code},
        {"number": "2025-0001", "code": "한글"},
    ):
        found = asked(**wrong)
        assert ("일치하는 회원 확인서가 없습니다" in found, "㈜가온메타" in found) == (True, False)
    assert "필수" in asked(number="2025-0001", code="")
    certificate_link = certificates.verification_link(certificate)
    assert "㈜가온메타" in text(client.get(certificate_link))


def test_codes_are_not_guessed_all_day_long(client, day, settings):
    settings.RATE_LIMITED = True
    query = {"number": "2025-0001", "code": "AAAA"}
    for _once in range(views.VERIFYING.times):
        assert client.get("/certificates/", query).status_code == 200

    assert client.get("/certificates/", query).status_code == 429


def test_two_at_once_get_two_numbers(race, company, officer, second_officer):
    def by(email):
        def run():
            mine = type(company).objects.get(pk=company.pk)
            return issue(mine, User.objects.get(email=email)).number

        return run

    answers = race(by(officer.email), by(second_officer.email))

    assert sorted(answers) == ["2025-0001", "2025-0002"]
