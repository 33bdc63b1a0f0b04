"""A slip of the year is told at its field; it never becomes a fact of the register."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from members.models import MemberRequest, Membership, Organisation
from members.services.admission import admit
from members.services.naming import record_organisation
from members.validators import plausible_day
from tests.members.my_company import company_named, person_of, signed_in
from tests.pages import form_values

SLIPS = ["0001-01-01", "0025-11-01", "2009-12-31", "2028-01-01", "2099-01-01", "9999-12-31"]


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


@pytest.mark.once("no database")
@pytest.mark.parametrize(
    ("day", "is_right"),
    [("2010-01-01", True), ("2027-12-31", True), *((slip, False) for slip in SLIPS)],
)
def test_plausible_day(day, is_right):
    assert plausible_day(date.fromisoformat(day), on=date(2025, 11, 26)) is is_right


@pytest.mark.django_db
@pytest.mark.parametrize("slip", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("verb", ["admit", "leave", "rename", "reclassify", "merge"])
def test_verb_of_the_register_refuses_a_slip_of_the_year(verb, slip, member, officer_client):
    before = list(Membership.objects.values())
    values = {"size": "small", "why": "withdrawn", "name": "새이름", "into": "가온"}

    response = officer_client.post(
        f"/admin/members/organisation/{member.pk}/{verb}/", values | {"on": slip}
    )

    assert response.status_code == 200
    assert response.context["form"].errors["on"] == [f"연도를 다시 확인해 주세요: {slip}"]
    assert list(Membership.objects.values()) == before
    assert Organisation.objects.get().name == "주식회사 가온"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["representative", "withdrawal"])
def test_request_refuses_a_slip_of_the_year(kind, day):
    company = company_named("㈜가온메타")
    me = signed_in(person_of(company, "me@gaon.example"))

    response = me.post(
        f"/my/{company.slug}/requests/",
        {
            "kind": kind,
            f"{kind}-effective_on": "9999-12-31",
            f"{kind}-new_representative": "새대표",
        },
    )

    assert "연도를 다시 확인해 주세요: 9999-12-31" in response.content.decode()
    assert not MemberRequest.objects.exists()


@pytest.mark.django_db
def test_import_command_refuses_a_slip_of_the_year(day, tmp_path):
    with pytest.raises(CommandError, match="the year cannot be right: 0001-01-01"):
        call_command("import_members", str(tmp_path / "a.csv"), "--effective", "0001-01-01")


@pytest.mark.django_db
def test_corrected_row_refuses_a_slip_of_the_year(member, officer_client):
    address = f"/admin/members/organisation/{member.pk}/change/"
    values = form_values(officer_client.get(address))
    values |= {"memberships-0-valid_from": "0025-03-01", "correction_reason": "정정"}

    response = officer_client.post(address, values)

    assert "연도를 다시 확인해 주세요: 0025-03-01" in response.content.decode()
    assert Membership.objects.get().valid_from == date(2025, 3, 1)
