"""Two officers edit rows of one record, and lists in place."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from members.models import Body, Person, Seat
from tests.pages import form_values, text

pytestmark = pytest.mark.urls("tests.alliance.admin_site")


@pytest.fixture
def seats(steering_committee):
    return [
        Seat.objects.create(
            body=steering_committee,
            person=Person.objects.create(name=name),
            valid_from=date(2025, 1, 1),
            position=position,
        )
        for position, name in enumerate(("강하나", "도라지", "마루"))
    ]


@pytest.fixture
def url(steering_committee):
    return reverse("admin:members_body_change", args=[steering_committee.pk])


def opened(client, url):
    return form_values(client.get(url))


def positions():
    return list(Seat.objects.order_by("person__name").values_list("position", flat=True))


def test_different_rows_are_saved_without_a_conflict(officer_client, second_client, url, seats):
    mine, theirs = opened(second_client, url), opened(officer_client, url)
    officer_client.post(url, theirs | {"seats-0-position": ["10"]})

    response = second_client.post(url, mine | {"seats-1-position": ["20"]})

    assert response.status_code == 302
    assert positions() == [10, 20, 2]


def test_one_row_changed_by_both_shows_both_versions(officer_client, second_client, url, seats):
    mine, theirs = opened(second_client, url), opened(officer_client, url)
    officer_client.post(url, theirs | {"seats-1-position": ["10"], "seats-1-role": ["chair"]})

    page = second_client.post(url, mine | {"seats-1-position": ["20"], "seats-2-position": ["30"]})

    assert positions() == [0, 10, 2]
    (conflict,) = page.context["conflicts"]
    assert [(d.shown, d.theirs, d.mine, d.clashes) for d in conflict.differences][-1] == (
        "1",
        "10",
        "20",
        True,
    )
    assert "도라지" in text(page)
    again = form_values(page)
    assert again["seats-1-role"] == ["chair"]
    assert second_client.post(url, again).status_code == 302
    assert positions() == [0, 20, 30]
    assert Seat.objects.get(pk=seats[1].pk).role == "chair"


def test_row_changed_meanwhile_is_not_deleted(officer_client, second_client, url, seats):
    mine, theirs = opened(second_client, url), opened(officer_client, url)
    officer_client.post(url, theirs | {"seats-1-position": ["10"]})

    page = second_client.post(url, mine | {"seats-1-DELETE": ["on"]})

    assert positions() == [0, 10, 2]
    assert [conflict.deletes for conflict in page.context["conflicts"]] == [True]
    second_client.post(url, form_values(page) | {"seats-1-DELETE": ["on"]})
    assert positions() == [0, 2]


def test_row_deleted_meanwhile_and_left_alone_stays_deleted(
    officer_client, second_client, url, seats
):
    mine, theirs = opened(second_client, url), opened(officer_client, url)
    officer_client.post(url, theirs | {"seats-0-DELETE": ["on"]})

    response = second_client.post(url, mine | {"seats-2-position": ["30"]})

    assert response.status_code == 302
    assert positions() == [1, 30]


def test_row_deleted_meanwhile_and_changed_can_be_made_again(
    officer_client, second_client, url, seats
):
    mine, theirs = opened(second_client, url), opened(officer_client, url)
    officer_client.post(url, theirs | {"seats-0-DELETE": ["on"]})

    page = second_client.post(url, mine | {"seats-0-position": ["70"], "seats-2-position": ["30"]})

    assert positions() == [1, 2]
    (conflict,) = page.context["conflicts"]
    assert (conflict.is_deleted, [d.mine for d in conflict.differences]) == (True, ["70"])
    assert second_client.post(url, form_values(page)).status_code == 302
    assert positions() == [70, 1, 30]


def test_rows_without_token_are_refused(officer_client, url, seats):
    form = opened(officer_client, url)
    form = {name: value for name, value in form.items() if name != "seats-_shown"}

    officer_client.post(url, form | {"seats-0-position": ["70"]})
    officer_client.post(url, form | {"seats-1-DELETE": ["on"]})

    assert positions() == [0, 1, 2]


def test_both_add_rows(officer_client, second_client, url, seats):
    names = [Person.objects.create(name=name) for name in ("바다", "사랑")]
    mine, theirs = opened(second_client, url), opened(officer_client, url)

    def with_new_row(form, person):
        return form | {
            "seats-TOTAL_FORMS": ["4"],
            "seats-3-person": [str(person.pk)],
            "seats-3-role": ["member"],
            "seats-3-valid_from": ["2025-01-01"],
            "seats-3-position": ["9"],
        }

    officer_client.post(url, with_new_row(theirs, names[0]))
    response = second_client.post(url, with_new_row(mine, names[1]))

    assert response.status_code == 302
    assert positions() == [0, 1, 2, 9, 9]


def test_saving_rows_leaves_the_record_to_others(
    officer_client, second_client, url, seats, steering_committee
):
    mine, theirs = opened(second_client, url), opened(officer_client, url)
    officer_client.post(url, theirs | {"seats-0-position": ["10"]})

    response = second_client.post(url, mine | {"short_name": ["운영위"]})

    assert response.status_code == 302
    steering_committee.refresh_from_db()
    assert (steering_committee.short_name, steering_committee.version) == ("운영위", 2)


def test_record_deleted_meanwhile_comes_back_with_its_rows(officer_client, second_client):
    person = Person.objects.create(name="강하나")
    body = Body.objects.create(
        kind=Body.Kind.PANEL, code="panel", name="심사위원회", valid_from=date(2025, 1, 1)
    )
    Seat.objects.create(body=body, person=person, valid_from=date(2025, 1, 1), position=3)
    url = reverse("admin:members_body_change", args=[body.pk])
    mine = opened(second_client, url)
    Seat.objects.all().delete()
    body.delete()

    page = second_client.post(url, mine | {"name": ["전문가심사위원회"]})
    assert Body.objects.filter(code="panel").count() == 0
    second_client.post(url, form_values(page))

    assert [seat.person for seat in Body.objects.get(code="panel").seats.all()] == [person]


# --- Lists edited in place ------------------------------------------------------------------------


@pytest.fixture
def bodies(db):
    return [
        Body.objects.create(
            kind=Body.Kind.SUBCOMMITTEE,
            code=code,
            name=code.upper(),
            position=position,
            valid_from=date(2025, 1, 1),
        )
        for position, code in enumerate(("a", "b", "c"))
    ]


@pytest.fixture
def listing():
    return reverse("admin:members_body_changelist")


def list_positions():
    return dict(Body.objects.order_by("code").values_list("code", "position"))


def test_list_rows_changed_by_one_each_are_both_saved(
    officer_client, second_client, listing, bodies
):
    mine, theirs = opened(second_client, listing), opened(officer_client, listing)
    officer_client.post(listing, theirs | {"form-0-position": ["10"], "_save": ["1"]})

    response = second_client.post(listing, mine | {"form-1-position": ["20"], "_save": ["1"]})

    assert response.status_code == 302
    assert list_positions() == {"a": 10, "b": 20, "c": 2}


def test_list_row_changed_by_both_shows_both_versions(
    officer_client, second_client, listing, bodies
):
    mine, theirs = opened(second_client, listing), opened(officer_client, listing)
    officer_client.post(listing, theirs | {"form-0-position": ["10"], "_save": ["1"]})

    page = second_client.post(listing, mine | {"form-0-position": ["20"], "_save": ["1"]})

    assert list_positions() == {"a": 10, "b": 1, "c": 2}
    (conflict,) = page.context["cl"].formset.conflicts
    assert [(d.shown, d.theirs, d.mine) for d in conflict.differences] == [("0", "10", "20")]
    assert "다른 사람이" in text(page)
    second_client.post(listing, form_values(page) | {"_save": ["1"]})
    assert list_positions() == {"a": 20, "b": 1, "c": 2}


def test_list_row_deleted_meanwhile_is_told(officer_client, second_client, listing, bodies):
    mine = opened(second_client, listing)
    bodies[0].delete()

    page = second_client.post(
        listing, mine | {"form-0-position": ["20"], "form-1-position": ["30"], "_save": ["1"]}
    )

    assert [conflict.is_lost for conflict in page.context["cl"].formset.conflicts] == [True]
    second_client.post(listing, form_values(page) | {"_save": ["1"]})
    assert list_positions() == {"b": 30, "c": 2}
