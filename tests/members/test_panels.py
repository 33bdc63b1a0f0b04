"""What the members' app shows on pages that others own."""

from datetime import date

import pytest

from alliance.panels import PanelContext, PanelPlace, panels_for
from members.models import Person, User
from members.services.admission import admit
from members.services.affiliations import take_post
from members.services.naming import record_organisation
from tests import pages

pytestmark = pytest.mark.django_db

DAY = date(2025, 11, 26)


@pytest.fixture
def member(officer, day):
    organisation = record_organisation(name="주식회사 가온")
    admit(
        organisation=organisation,
        on=date(2025, 10, 1),
        kind="company",
        sub_kind="small",
        by=officer,
    )
    return organisation


def shown(place, user):
    context = PanelContext(user=user, on=DAY)
    return {
        panel.key: content
        for panel, content in panels_for(place, context)
        if panel.key.startswith("members.")
    }


def test_home_tells_how_many_members_there_are(client, member):
    text = pages.text(client.get("/"))

    assert "회원사 1개" in text
    assert "기업 1 기관 0 대학/산학 협력단 0" in text


def test_dashboard_leads_to_the_counted_members(officer_client, member):
    response = officer_client.get("/admin/")

    (link,) = pages.tree(response).xpath("//a[contains(@href, 'member_on=')]")
    assert " ".join(link.text_content().split()) == "'25.11.26.(수) 기준 회원사 1개"
    counted = officer_client.get(link.get("href"))
    assert [each.name for each in counted.context["cl"].queryset] == ["주식회사 가온"]


def test_my_page_lists_what_one_acts_for_and_where_one_sits(
    client, member, committee_member, outsider
):
    plain = record_organisation(name="유관기관")
    person = Person.objects.create(name="김대표")
    user = User.objects.create_user("rep@gaon.example", person=person)
    for organisation in (member, plain):
        take_post(
            person=person,
            organisation=organisation,
            title="대표",
            on=date(2025, 1, 1),
            acts_for=True,
        )

    content = shown(PanelPlace.MY, user)["members.organisations"]
    assert [(desk.organisation, desk.is_listed) for desk in content["desks"]] == [(member, True)]
    assert content["others"] == [plain]
    assert "members.seats" in shown(PanelPlace.MY, committee_member)
    assert shown(PanelPlace.MY, outsider) == {}
    client.force_login(user)
    assert pages.tree(client.get("/my/")).xpath("//a/text()[contains(., '가온')]")
