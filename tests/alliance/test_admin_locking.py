from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from alliance.models import Place
from tests.pages import form_values, text


@pytest.fixture
def second_client(second_officer):
    client = Client()
    client.force_login(second_officer)
    return client


@pytest.fixture
def place(db):
    return Place.objects.create(name="한빛회관", room="대회의실", area="서울 강남")


def change_url(place):
    return reverse("admin:alliance_place_change", args=[place.pk])


def test_second_saver_sees_both_versions_and_can_save_on_top(officer_client, second_client, place):
    mine = form_values(second_client.get(change_url(place)))
    theirs = form_values(officer_client.get(change_url(place)))
    officer_client.post(change_url(place), theirs | {"name": ["한빛센터"], "address": ["중앙로 1"]})

    page = second_client.post(change_url(place), mine | {"name": ["한빛타워"]})

    place.refresh_from_db()
    assert (place.name, place.version) == ("한빛센터", 2)
    (conflict,) = page.context["conflicts"]
    assert [(d.label, d.shown, d.theirs, d.mine, d.clashes) for d in conflict.differences] == [
        ("이름", "한빛회관", "한빛센터", "한빛타워", True),
        ("주소", "–", "중앙로 1", "–", False),
    ]
    assert conflict.changed_by == "한사무"
    assert "한빛센터" in text(page)

    again = form_values(page)
    assert (again["name"], again["address"]) == (["한빛타워"], ["중앙로 1"])
    second_client.post(change_url(place), again)

    place.refresh_from_db()
    assert (place.name, place.address, place.version) == ("한빛타워", "중앙로 1", 3)


def test_stale_form_that_changes_nothing_keeps_theirs(officer_client, second_client, place):
    mine = form_values(second_client.get(change_url(place)))
    theirs = form_values(officer_client.get(change_url(place)))
    officer_client.post(change_url(place), theirs | {"name": ["한빛센터"]})

    response = second_client.post(change_url(place), mine)

    assert response.status_code == 302
    place.refresh_from_db()
    assert (place.name, place.version) == ("한빛센터", 2)


def test_form_without_token_is_refused(officer_client, place):
    response = officer_client.post(change_url(place), {"name": "한빛센터", "room": "대회의실"})

    assert response.status_code == 200
    place.refresh_from_db()
    assert place.name == "한빛회관"


def test_bulk_change_counts_as_a_change(officer_client, place):
    mine = form_values(officer_client.get(change_url(place)))
    Place.objects.filter(pk=place.pk).update(area="서울 중구")

    page = officer_client.post(change_url(place), mine | {"name": ["한빛타워"]})

    (conflict,) = page.context["conflicts"]
    assert [(d.theirs, d.clashes) for d in conflict.differences] == [
        ("한빛회관", False),
        ("서울 중구", False),
    ]


def test_overtaken_between_reading_and_writing(officer_client, place, monkeypatch):
    """The other officer's save falls between this form's check and its UPDATE."""
    mine = form_values(officer_client.get(change_url(place)))
    from alliance.admin.registered import PlaceAdmin

    original = PlaceAdmin.save_model
    overtaken = []

    def save_after_other(self, request, obj, form, change):
        if not overtaken:
            overtaken.append(True)
            Place.objects.filter(pk=obj.pk).update(name="한빛센터")
        original(self, request, obj, form, change)

    monkeypatch.setattr(PlaceAdmin, "save_model", save_after_other)
    page = officer_client.post(change_url(place), mine | {"name": ["한빛타워"]})

    # The simulated other save was rolled back with ours, so the second try goes through on top.
    assert page.status_code == 302
    place.refresh_from_db()
    assert place.name == "한빛타워"
