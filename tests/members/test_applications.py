"""From an application to a member, a welcome and an account; or to a refusal with its reason."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail, signing
from django.db import IntegrityError, transaction

from alliance import jobs
from alliance.errors import RuleViolation
from alliance.models import Job
from members.joining import views
from members.models import (
    Contact,
    MembershipApplication,
    Organisation,
    RegisterChange,
    User,
)
from members.services import applications
from members.services.admission import admit, leave
from members.services.naming import record_organisation
from tests.pages import form_values, text, tree

pytestmark = pytest.mark.django_db

AT = datetime(2025, 11, 20, 3, tzinfo=UTC)
DAY = date(2025, 11, 26)
SENT = {
    "name": "㈜가온메타",
    "size": "company.small",
    "registration_number": "1234567891",
    "representative": "김대표",
    "introduction": "가상 전시관을 만듭니다.",
    "contact_name": "박담당",
    "contact_title": "과장",
    "contact_email": "contact@gaon.example",
    "contact_phone": "02-000-0000",
    "consent": "on",
}


def applied(**changes):
    values = {key: value for key, value in SENT.items() if key not in ("size", "consent")}
    values |= {"kind": "company", "sub_kind": "small", "registration_number": "123-45-67891"}
    return applications.submit(MembershipApplication(**(values | changes)), at=AT)


def approve(application, by, **changes):
    values = {
        "organisation": None,
        "on": DAY,
        "kind": "company",
        "sub_kind": "medium",
        "invites": True,
        "by": by,
        "at": AT,
    }
    return applications.approve(application, **(values | changes))


def page(application):
    return f"/admin/members/membershipapplication/{application.pk}/change/"


def work():
    """What a worker would do next."""
    for job in Job.objects.filter(state=Job.State.QUEUED).order_by("pk"):
        jobs.run(job.pk)


# --- Applying -----------------------------------------------------------------------------------


def test_anybody_applies_and_hears_of_it(client, day):
    assert client.get("/join/").status_code == 200

    response = client.post("/join/", SENT, follow=True)

    application = MembershipApplication.objects.get()
    assert application.number in text(response)
    assert (application.state, application.kind, application.sub_kind) == (
        "submitted",
        "company",
        "small",
    )
    assert application.registration_number == "123-45-67891"
    work()
    (letter,) = mail.outbox
    assert letter.to == ["contact@gaon.example"]
    assert application.number in letter.body


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "필수 항목"),
        ({"size": "company."}, "올바르게 선택해 주세요"),
        ({"registration_number": "123-45-67890"}, "검증번호"),
        ({"registration_number": "12345"}, "000-00-00000"),
        ({"contact_email": "kein"}, "이메일"),
        ({"name": "!!!"}, "이름으로 쓸 글자가 있어야 합니다"),
        ({"name": "주식회사"}, "이름으로 쓸 글자가 있어야 합니다"),
        ({"contact_phone": "가나다"}, "전화번호를 02-000-0000처럼"),
        ({"contact_phone": "02-1"}, "전화번호를 02-000-0000처럼"),
        ({"homepage": "ftp://gaon.example"}, "URL"),
        ({"homepage": "javascript:alert(1)"}, "URL"),
        ({"consent": ""}, "동의하셔야"),
        ({"introduction": "가" * 2001}, "2,000자"),
        ({"name": "가" * 200}, "150"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(client, day, changed, words):
    response = client.post("/join/", SENT | changed)

    assert response.status_code == 200
    assert words in text(response)
    if "contact_phone" not in changed:
        assert form_values(response, "//main//form")["contact_phone"] == ["02-000-0000"]
    assert not MembershipApplication.objects.exists()


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(client, day):
    response = client.post("/join/", SENT | {"fax": "02-111-1111"})

    assert (response.status_code, response["Location"]) == (302, "/join/received/")
    assert not MembershipApplication.objects.exists()
    assert not Job.objects.exists()


def test_nobody_applies_all_day_long(client, day, settings):
    settings.RATE_LIMITED = True
    for _once in range(views.APPLYING.times):
        client.post("/join/", SENT)

    assert client.post("/join/", SENT).status_code == 429
    assert MembershipApplication.objects.count() == views.APPLYING.times
    # And nobody's mailbox is filled: the later ones are taken in without a mail.
    assert Job.objects.count() == views.ACKNOWLEDGING.times < views.APPLYING.times


# --- Deciding -----------------------------------------------------------------------------------


def test_approval_makes_a_member_with_contact_account_and_welcome(officer_client, officer):
    application = applied()
    mail.outbox.clear()
    assert application.name in text(officer_client.get("/admin/"))
    values = form_values(officer_client.get(page(application)), "//section[1]//form")

    response = officer_client.post(
        page(application),
        values | {"on": "2025-12-01", "size": "company.medium", "_approve": "1"},
    )

    assert response.status_code == 302, text(response)
    application.refresh_from_db()
    member = application.organisation
    assert (application.state, application.decided_by, application.member_from) == (
        "approved",
        officer,
        date(2025, 12, 1),
    )
    assert (member.name, member.member_number, member.representative) == (
        "㈜가온메타",
        "MA-00001",
        "김대표",
    )
    assert member.registration_number == "123-45-67891"
    assert [str(each) for each in member.classifications.all()] == ["중기업"]
    assert list(member.memberships.values_list("valid_from", "valid_to")) == [
        (date(2025, 12, 1), None)
    ]
    assert list(member.contacts.values_list("role", "name", "email")) == [
        ("main", "박담당", "contact@gaon.example")
    ]
    trace = RegisterChange.objects.get(kind="admitted")
    assert (trace.by, trace.effective_on) == (officer, date(2025, 12, 1))
    assert application.number in trace.reason

    Job.objects.filter(arguments__letter="received").delete()
    work()
    (letter,) = mail.outbox
    assert "MA-00001" in letter.body
    link = re.search(r"https?://\S+/accounts/password/reset/key/\S+", letter.body)[0]
    assert officer_client.get(link, follow=True).status_code == 200
    application.refresh_from_db()
    assert application.welcomed_at is not None
    account = User.objects.get(email="contact@gaon.example")
    post = account.person.affiliations.get()
    assert (post.organisation, post.acting_role, post.valid_from) == (
        member,
        "representative",
        date(2025, 12, 1),
    )


def test_who_gives_no_title_acts_as_the_contact(officer, day):
    approve(applied(contact_title=""), officer)

    post = User.objects.get(email="contact@gaon.example").person.affiliations.get()
    assert (post.title, post.acts_for) == ("담당자", True)


def test_a_welcome_is_sent_once(officer, day):
    application = applied()
    approve(application, officer)
    mail.outbox.clear()
    job = Job.objects.get(arguments__letter="welcome")
    running = jobs.claim(job.pk)
    from members.application_letters import send_letter

    send_letter(running)
    send_letter(running)

    assert len(mail.outbox) == 1


def test_a_former_member_comes_back_as_itself(officer_client, officer, day):
    former = record_organisation(name="주식회사 가온메타")
    admit(organisation=former, on=date(2022, 1, 1), kind="company", sub_kind="small", by=officer)
    leave(organisation=former, on=date(2024, 1, 1), by=officer)
    Contact.objects.create(organisation=former, name="옛담당", is_public=True)
    application = applied()
    shown = officer_client.get(page(application))
    assert "이름이 같습니다" in text(shown)
    values = form_values(shown, "//section[1]//form")
    assert "organisation" not in values  # Nobody is taken for another without being looked at.

    officer_client.post(
        page(application), values | {"organisation": str(former.pk), "_approve": "1"}
    )

    former.refresh_from_db()
    assert Organisation.objects.count() == 1
    assert former.member_number == "MA-00001"
    assert list(former.memberships.order_by("valid_from").values_list("valid_from", flat=True)) == [
        date(2022, 1, 1),
        DAY,
    ]
    # What the former contact released is not the new one's.
    assert list(former.contacts.values_list("name", "is_public")) == [("박담당", False)]


def test_what_was_written_for_the_secretariat_is_not_public_at_once(client, officer, day):
    member = approve(applied(), officer)

    page = text(client.get(member.get_absolute_url()))

    assert (member.shows_introduction, member.shows_homepage) == (False, not member.homepage)
    assert member.introduction
    assert member.introduction not in page


def test_what_a_former_member_had_published_stays_public(officer, day):
    former = record_organisation(name="가온메타")
    admit(organisation=former, on=date(2022, 1, 1), kind="company", sub_kind="small", by=officer)
    leave(organisation=former, on=date(2024, 1, 1), by=officer)
    former.introduction = "예전부터 공개된 소개"
    former.save()

    member = approve(applied(), officer, organisation=former)

    assert (member.introduction, member.shows_introduction) == ("예전부터 공개된 소개", True)


def test_who_is_a_member_is_not_admitted_again(officer_client, officer, day):
    member = record_organisation(name="가온메타")
    admit(organisation=member, on=date(2022, 1, 1), kind="company", sub_kind="small", by=officer)
    application = applied()
    shown = officer_client.get(page(application))
    assert "현재 회원사입니다" in text(shown)

    refused = officer_client.post(
        page(application),
        form_values(shown, "//section[1]//form")
        | {"organisation": str(member.pk), "_approve": "1"},
    )

    assert refused.status_code == 200
    assert MembershipApplication.objects.get().state == "submitted"
    with pytest.raises(RuleViolation):
        approve(application, officer, organisation=member)
    assert member.memberships.count() == 1


def test_nothing_is_left_of_an_approval_that_fails(officer, day):
    """The contact's address is an officer's: no member, no number, no contact."""
    application = applied(contact_email=officer.email)

    with pytest.raises(RuleViolation, match="사무국"):
        approve(application, officer)

    assert not Organisation.objects.exists()
    assert MembershipApplication.objects.get().state == "submitted"
    assert not Job.objects.filter(arguments__letter="welcome").exists()
    approve(MembershipApplication.objects.get(), officer, invites=False)
    assert Organisation.objects.count() == 1


def test_another_organisation_with_the_number_is_named(officer, day):
    other = record_organisation(name="다른이름")
    Organisation.objects.filter(pk=other.pk).update(registration_number="123-45-67891")

    with pytest.raises(RuleViolation, match="다른이름"):
        approve(applied(), officer)

    (hint,) = applications.hints(MembershipApplication.objects.get(), on=DAY)
    assert (hint.organisation, hint.reasons) == (other, ("사업자등록번호가 같습니다",))


def test_declining_and_sending_back_need_a_reason(officer_client, officer, day):
    application = applied()
    values = form_values(officer_client.get(page(application)), "//section[2]//form")

    refused = officer_client.post(page(application), values | {"_decline": "1"})
    assert "필수 항목" in text(refused)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipApplication.objects.update(state="declined", comment="")

    officer_client.post(
        page(application), values | {"comment": "가입 대상이 아닙니다.", "_decline": "1"}
    )

    application.refresh_from_db()
    assert (application.state, application.decided_by) == ("declined", officer)
    Job.objects.filter(arguments__letter="received").delete()
    work()
    assert "가입 대상이 아닙니다." in mail.outbox[-1].body
    assert tree(officer_client.get(page(application))).xpath("//section//form") == []


def test_the_applicant_completes_what_was_sent_back(client, officer, day):
    application = applied()
    applications.send_back(application, comment="소개를 더 적어 주세요.", by=officer, at=AT)
    Job.objects.filter(arguments__letter="received").delete()
    work()
    link = re.search(r"/join/\S+/", mail.outbox[-1].body)[0]
    shown = client.get(link)
    assert "소개를 더 적어 주세요." in text(shown)
    values = form_values(shown, "//main//form")
    assert values["size"] == ["company.small"]

    client.post(link, values | {"introduction": "가상 전시관과 교육.", "consent": "on"})

    application = MembershipApplication.objects.get()
    assert (application.state, application.introduction) == ("submitted", "가상 전시관과 교육.")
    # It is with the secretariat again: the link has done its work.
    assert client.get(link).status_code == 404
    assert client.post(link, values).status_code == 404


# A name for the one that is signed by the clock, so that all workers know the test by it.
@pytest.mark.parametrize(
    "token", ["1", "x:y:z", signing.dumps(1), "%00"], ids=["number", "words", "other salt", "nul"]
)
def test_forged_links_lead_nowhere(client, officer, day, token):
    applications.send_back(applied(), comment="보완", by=officer, at=AT)

    assert client.get(f"/join/{token}/").status_code == 404


def test_an_application_that_changed_is_looked_at_again(officer_client, second_officer, day):
    application = applied()
    values = form_values(officer_client.get(page(application)), "//section[1]//form")
    applications.decline(application, comment="중복 신청", by=second_officer, at=AT)

    late = officer_client.post(page(application), values | {"_approve": "1"})

    assert "반려" in text(late)
    assert not Organisation.objects.exists()


def test_of_two_officers_one_approves(race, officer, second_officer, day):
    application = applied()

    def by(email):
        def run():
            mine = MembershipApplication.objects.get(pk=application.pk)
            return approve(mine, User.objects.get(email=email)).name

        return run

    answers = race(by(officer.email), by(second_officer.email))

    found = race.look(
        lambda: (
            list(Organisation.objects.values_list("name", "member_number")),
            MembershipApplication.objects.get().state,
            Job.objects.filter(arguments__letter="welcome").count(),
        )
    )
    assert found == ([("㈜가온메타", "MA-00001")], "approved", 1)
    refused = [each for each in answers if isinstance(each, RuleViolation)]
    assert ("㈜가온메타" in answers, len(refused)) == (True, 1)


def test_what_came_to_nothing_loses_its_people(officer, day):
    declined, kept = applied(), applied(name="나래기술", registration_number="")
    applications.decline(declined, comment="대상 아님", by=officer, at=AT)
    after = AT + applications.KEPT_FOR

    assert applications.erase_forgotten(at=after) == 0
    assert applications.erase_forgotten(at=after + timedelta(seconds=1)) == 1

    declined.refresh_from_db()
    kept.refresh_from_db()
    assert [getattr(declined, name) for name in declined.PERSONAL] == [""] * 5
    assert kept.contact_email == "contact@gaon.example"
    assert applications.erase_forgotten(at=after + timedelta(days=1)) == 0
