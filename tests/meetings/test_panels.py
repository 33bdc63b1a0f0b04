"""What committee members find on their own page after signing in."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.urls import reverse

from alliance.panels import PanelContext, PanelPlace, panels_for
from meetings.models import Meeting

pytestmark = pytest.mark.django_db

ON = date(2025, 11, 20)


def panels_of(user, on=ON):
    context = PanelContext(user=user, on=on)
    return {panel.key: content for panel, content in panels_for(PanelPlace.MY, context)}


@pytest.fixture
def meeting(steering_committee):
    return Meeting.objects.create(
        body=steering_committee,
        year=2025,
        ordinal=4,
        date=date(2025, 11, 26),
        start=time(15),
        end=time(17),
    )


def test_member_is_led_to_the_next_meeting_and_the_committees_place(
    client, committee_member, meeting, day
):
    client.force_login(committee_member)
    page = client.get("/my/").content.decode()

    assert reverse("committee:meeting-detail", args=["2025-4"]) in page
    assert f'href="{reverse("committee:meeting-list")}"' in page


def test_member_without_any_meeting_still_finds_the_place(committee_member):
    assert panels_of(committee_member)["meetings.committee"] == {
        "upcoming": None,
        "published": None,
    }


def test_nobody_else_hears_of_meetings(outsider, officer, meeting):
    assert "meetings.committee" not in panels_of(outsider)
    assert "meetings.committee" not in panels_of(officer)


@pytest.mark.parametrize(
    ("who", "address"),
    [("officer", "/admin/"), ("committee_member", "/my/")],
    ids=["officer", "committee member"],
)
def test_signing_in_leads_to_where_one_works(client, request, who, address, settings):
    user = request.getfixturevalue(who)
    user.set_password("a-long-password")
    user.save()

    response = client.post(
        reverse("account_login"), {"login": user.email, "password": "a-long-password"}
    )

    assert response["Location"] == address
