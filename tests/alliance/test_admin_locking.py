from __future__ import annotations

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.db import IntegrityError
from django.urls import reverse

from alliance.admin.registered import PlaceAdmin
from alliance.errors import RuleViolation
from alliance.models import Place
from tests.pages import form_values, text


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


def test_record_deleted_meanwhile_is_made_again_from_the_form(officer_client, second_client, place):
    mine = form_values(second_client.get(change_url(place)))
    delete = reverse("admin:alliance_place_delete", args=[place.pk])
    officer_client.post(delete, form_values(officer_client.get(delete)))
    assert Place.objects.count() == 0

    page = second_client.post(change_url(place), mine | {"name": ["한빛타워"]})

    (conflict,) = page.context["conflicts"]
    assert (conflict.is_deleted, conflict.record, conflict.changed_by) == (
        True,
        "한빛회관 대회의실",
        "한사무",
    )
    again = form_values(page)
    assert (again["name"], again["area"]) == (["한빛타워"], ["서울 강남"])
    assert second_client.post(change_url(place), again).status_code == 302
    assert [(made.name, made.area) for made in Place.objects.all()] == [("한빛타워", "서울 강남")]


def test_delete_of_a_record_changed_meanwhile_does_nothing(officer_client, second_client, place):
    delete = reverse("admin:alliance_place_delete", args=[place.pk])
    confirmation = form_values(second_client.get(delete))
    theirs = form_values(officer_client.get(change_url(place)))
    officer_client.post(change_url(place), theirs | {"name": ["한빛센터"]})

    page = second_client.post(delete, confirmation, follow=True)

    assert [each.name for each in Place.objects.all()] == ["한빛센터"]
    (message,) = [str(each) for each in page.context["messages"]]
    assert "한사무: 변경한 항목: 이름" in message
    second_client.post(delete, form_values(page))
    assert Place.objects.count() == 0


def test_delete_of_selected_records_changed_meanwhile_does_nothing(
    officer_client, second_client, place
):
    other = Place.objects.create(name="누리센터")
    listing = reverse("admin:alliance_place_changelist")
    chosen = {"action": "delete_selected", "_selected_action": [place.pk, other.pk], "index": "0"}
    confirmation = form_values(second_client.post(listing, chosen))
    theirs = form_values(officer_client.get(change_url(place)))
    officer_client.post(change_url(place), theirs | {"name": ["한빛센터"]})

    second_client.post(listing, confirmation)

    assert Place.objects.count() == 2
    assert LogEntry.objects.filter(action_flag=DELETION).count() == 0
    second_client.post(listing, form_values(second_client.post(listing, chosen)))
    assert Place.objects.count() == 0


def test_audit_names_the_changed_fields(officer_client, officer, place):
    form = form_values(officer_client.get(change_url(place)))

    officer_client.post(change_url(place), form | {"name": ["한빛센터"], "address": ["중앙로 1"]})

    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_change_message()) == (officer, "변경한 항목: 이름 및 주소")


def test_rule_refused_while_saving_is_told_in_the_form(officer_client, place, monkeypatch):
    form = form_values(officer_client.get(change_url(place)))
    reason = "규정에 어긋납니다."

    def refuse(self, request, obj, form, change):
        raise RuleViolation(reason)

    monkeypatch.setattr(PlaceAdmin, "save_model", refuse)
    page = officer_client.post(change_url(place), form | {"name": ["한빛센터"]})

    assert page.context["adminform"].form.non_field_errors() == [reason]
    assert form_values(page)["name"] == ["한빛센터"]


def test_record_refused_by_the_database_is_told_in_the_form(officer_client, place, monkeypatch):
    form = form_values(officer_client.get(change_url(place)))

    def refuse(self, request, obj, form, change):
        raise IntegrityError

    monkeypatch.setattr(PlaceAdmin, "save_model", refuse)
    page = officer_client.post(change_url(place), form | {"name": ["한빛센터"]})

    assert page.context["adminform"].form.non_field_errors() == [
        "다른 기록과 어긋나 저장할 수 없습니다."
    ]
