"""The directory's listings follow the register and the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from members.models import Alias, BusinessField, Listing, Organisation, StaleListing, Tag
from members.services.admission import admit, leave
from members.services.classification import reclassify
from members.services.listings import bring_up_to_date
from members.services.naming import record_organisation, rename_organisation
from members.services.register import NewOrganisation, register_many
from tests.directory import names_found

pytestmark = pytest.mark.django_db

DAY = date(2025, 11, 26)
NEXT = date(2025, 11, 27)


@pytest.fixture
def gaon(officer, day):
    organisation = record_organisation(name="주식회사 가온")
    admit(
        organisation=organisation, on=date(2024, 3, 2), kind="company", sub_kind="small", by=officer
    )
    bring_up_to_date(DAY)
    return organisation


def found(text, day=DAY):
    return names_found(text, day)


def test_nothing_changed_nothing_is_written(gaon, django_assert_num_queries):
    with django_assert_num_queries(1):
        version = bring_up_to_date(DAY)

    assert bring_up_to_date(DAY) == version


def test_new_name_comes_into_force_on_its_day(gaon, officer):
    rename_organisation(organisation=gaon, name="주식회사 나래", on=NEXT, by=officer)

    assert found("나래") == ["주식회사 가온"]
    assert found("나래", NEXT) == ["주식회사 나래"]


def test_member_is_shown_to_its_last_day(gaon, officer):
    leave(organisation=gaon, on=DAY, by=officer)

    assert found("가온", DAY) == ["주식회사 가온"]
    assert found("가온", NEXT) == []
    # The clock was put back: the day is shown as it was.
    assert found("가온", DAY) == ["주식회사 가온"]


def test_class_follows_its_day(gaon, officer):
    reclassify(organisation=gaon, kind="company", sub_kind="medium", on=NEXT, by=officer)

    bring_up_to_date(DAY)
    assert Listing.objects.get().sub_kind == "small"
    bring_up_to_date(NEXT)
    assert Listing.objects.get().sub_kind == "medium"


def test_words_that_are_renamed_or_deleted_are_found_no_more(gaon):
    field, tag = BusinessField.objects.create(name="옛분야"), Tag.objects.create(name="옛표시")
    gaon.business_fields.add(field)
    tag.organisation_set.add(gaon)
    assert found("옛분야 옛표시") == ["주식회사 가온"]

    field.name = "새분야"
    field.save()
    tag.delete()

    assert (found("새분야"), found("옛"), Listing.objects.get().labels) == (
        ["주식회사 가온"],
        [],
        ["새분야"],
    )


def test_alias_is_found_until_it_is_deleted(gaon):
    alias = Alias.objects.create(organisation=gaon, name="GAON")
    assert found("gaon") == ["주식회사 가온"]

    alias.delete()

    # The keyboard's other reading of "gaon" is nobody's name either.
    assert found("gaon") == []


def test_what_is_registered_at_once_is_listed(gaon, officer):
    entries = [
        NewOrganisation(
            name=f"회원{number}", kind="company", sub_kind="small", joined_on=date(2025, 1, 2)
        )
        for number in range(3)
    ]
    register_many(entries, by=officer)

    assert found("회원") == ["회원0", "회원1", "회원2"]
    assert not StaleListing.objects.exists()


def test_who_is_hidden_or_deleted_is_not_listed(gaon, officer):
    gaon.is_listed = False
    gaon.save()
    assert found("") == []

    plain = record_organisation(name="그냥기관")
    Organisation.objects.filter(pk=plain.pk).delete()
    assert found("") == []


def test_a_change_in_the_middle_of_the_making_is_not_lost(gaon, monkeypatch):
    """Whatever is marked after the marks were read stays marked."""
    from members.services import listings

    make = listings.make_listings

    def change_then_make(*args):
        make(*args)
        Alias.objects.create(organisation=gaon, name="나중")

    listings.mark_stale([gaon.pk])
    monkeypatch.setattr(listings, "make_listings", change_then_make)
    bring_up_to_date(DAY)
    monkeypatch.setattr(listings, "make_listings", make)

    assert found("나중") == ["주식회사 가온"]
