from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from alliance.constraints import missing_overlap_guards
from alliance.models import StaleRecordError
from members.models import Body, Membership, Organisation, Person, Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return Organisation.objects.create(name="가나다", slug="가나다")


def test_every_declared_guard_stands_in_the_database():
    assert missing_overlap_guards() == []


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        (date(2025, 1, 1), date(2025, 6, 30), True),
        (date(2025, 6, 30), None, True),
        (date(2024, 1, 1), date(2025, 1, 1), True),
        (date(2025, 2, 1), date(2025, 2, 2), True),
        (date(2025, 7, 1), None, False),
        (date(2024, 1, 1), date(2024, 12, 31), False),
    ],
)
def test_overlapping_membership_is_refused_by_bulk_writes_too(organisation, start, end, refused):
    Membership.objects.create(
        organisation=organisation, valid_from=date(2025, 1, 1), valid_to=date(2025, 6, 30)
    )
    row = Membership(organisation=organisation, valid_from=start, valid_to=end)

    if refused:
        with pytest.raises(ValidationError):
            row.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.bulk_create([row])
        assert Membership.objects.count() == 1
    else:
        row.full_clean()
        Membership.objects.bulk_create([row])
        assert Membership.objects.count() == 2


def test_update_into_an_overlap_is_refused(organisation):
    Membership.objects.create(
        organisation=organisation, valid_from=date(2025, 1, 1), valid_to=date(2025, 6, 30)
    )
    Membership.objects.create(organisation=organisation, valid_from=date(2025, 7, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(valid_to=None).update(valid_from=date(2025, 6, 30))


def test_conditional_guard_compares_chairs_only():
    body = Body.objects.create(
        kind=Body.Kind.STEERING, code="c", name="운영위원회", valid_from=date(2025, 1, 1)
    )
    first, second, third = (Person.objects.create(name=name) for name in ("가", "나", "다"))
    Seat.objects.create(body=body, person=first, role="chair", valid_from=date(2025, 1, 1))
    Seat.objects.create(body=body, person=second, role="member", valid_from=date(2025, 1, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(body=body, person=third, role="chair", valid_from=date(2025, 5, 1))
    assert Seat.objects.count() == 2


def test_guard_survives_a_remade_table(organisation):
    """SQLite remakes a table for most alterations, and triggers go with the old one."""
    field = Membership._meta.get_field("note")
    with connection.schema_editor() as editor:
        changed = field.clone()
        changed.max_length = 210
        changed.set_attributes_from_name("note")
        changed.model = Membership
        editor.alter_field(Membership, field, changed)
    try:
        assert missing_overlap_guards() == []
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(Membership, changed, field)


test_guard_survives_a_remade_table = pytest.mark.django_db(transaction=True)(
    test_guard_survives_a_remade_table
)


def test_second_saver_is_told_and_nothing_is_overwritten(organisation):
    mine = Organisation.objects.get(pk=organisation.pk)
    theirs = Organisation.objects.get(pk=organisation.pk)
    theirs.region = "seoul"
    theirs.save()
    mine.region = "busan"

    with pytest.raises(StaleRecordError), transaction.atomic():
        mine.save()

    assert Organisation.objects.get(pk=organisation.pk).region == "seoul"


def test_bulk_update_counts_as_a_change(organisation):
    mine = Organisation.objects.get(pk=organisation.pk)
    Organisation.objects.filter(pk=organisation.pk).update(region="seoul")

    with pytest.raises(StaleRecordError), transaction.atomic():
        mine.save()


def test_saving_twice_in_a_row_is_fine(organisation):
    organisation.region = "seoul"
    organisation.save()
    organisation.region = "jeju"
    organisation.save()

    assert Organisation.objects.get().region == "jeju"
    assert organisation.version == 3
