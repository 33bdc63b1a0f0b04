"""Joining, leaving, names, classes, mergers: the register on any date."""

from datetime import date

import pytest

from alliance.errors import RuleViolation
from members.models import (
    Body,
    Classification,
    Membership,
    Organisation,
    Person,
    RegisterChange,
    Seat,
)
from members.services.admission import (
    admit,
    correct_joining_day,
    correct_leaving_day,
    leave,
    merge,
    re_enter,
)
from members.services.affiliations import end_post, take_post
from members.services.classification import reclassify
from members.services.matching import MatchStatus, find_organisation, match_names
from members.services.naming import record_organisation, refresh_names, rename_organisation
from members.services.register import NewContact, NewOrganisation, register_many
from members.services.seats import renew_seats, take_seat

pytestmark = pytest.mark.django_db

MARCH, JUNE = date(2025, 3, 1), date(2025, 6, 1)


@pytest.fixture
def organisation():
    return record_organisation(name="주식회사 가온")


@pytest.fixture
def member(organisation, officer):
    admit(organisation=organisation, on=MARCH, kind="company", sub_kind="small", by=officer)
    return organisation


def classes(organisation):
    return list(
        organisation.classifications.order_by("valid_from").values_list(
            "sub_kind", "valid_from", "valid_to"
        )
    )


def test_admit_gives_membership_class_number_and_trace(organisation, officer):
    membership = admit(
        organisation=organisation, on=MARCH, kind="company", sub_kind="large", by=officer
    )

    organisation.refresh_from_db()
    assert (membership.valid_from, membership.valid_to) == (MARCH, None)
    assert classes(organisation) == [("large", MARCH, None)]
    assert organisation.member_number == "MA-00001"
    change = RegisterChange.objects.get(organisation=organisation, kind="admitted")
    assert (change.effective_on, change.by) == (MARCH, officer)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (["MA-99999"], "MA-100000"),
        (["MA-99999", "MA-100000", "MA-100009", "MA-00007"], "MA-100010"),
        (["MA-999999", "MA-1000000"], "MA-1000001"),
        # Numbers of other making count for nothing.
        (["MA-00007", "MA-GUEST-01", "MA-0000099", "XX-123456"], "MA-00008"),
    ],
    ids=["after five digits", "among six digits", "after six digits", "of other making"],
)
def test_member_number_follows_the_greatest(organisation, officer, known, expected):
    for number in known:
        other = record_organisation(name=f"회원 {number}")
        other.member_number = number
        other.save()

    admit(organisation=organisation, on=MARCH, kind="university", by=officer)

    organisation.refresh_from_db()
    assert organisation.member_number == expected


def test_member_numbers_follow_each_other(member, officer):
    second = record_organisation(name="나래")

    admit(organisation=second, on=MARCH, kind="university", by=officer)

    assert second.member_number == "MA-00002"


@pytest.mark.parametrize("on", [MARCH, JUNE, date(2024, 1, 1)])
def test_admit_refuses_a_second_membership(member, officer, on):
    with pytest.raises(RuleViolation):
        admit(organisation=member, on=on, kind="company", sub_kind="small", by=officer)

    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "sub_kind"), [("company", ""), ("university", "small"), ("shop", "small")]
)
def test_admit_refuses_a_class_that_is_none(organisation, officer, kind, sub_kind):
    with pytest.raises(RuleViolation):
        admit(organisation=organisation, on=MARCH, kind=kind, sub_kind=sub_kind, by=officer)

    assert not Membership.objects.exists()


def test_leave_counts_the_last_day(member, officer):
    leave(organisation=member, on=JUNE, reason="closed", by=officer)

    assert Organisation.objects.members_on(JUNE).count() == 1
    assert Organisation.objects.members_on(date(2025, 6, 2)).count() == 0
    assert Membership.objects.left_between(JUNE, JUNE).count() == 0
    assert Membership.objects.left_between(date(2025, 6, 2), date(2025, 6, 2)).count() == 1


def test_leave_twice_or_before_joining_is_refused(member, officer):
    with pytest.raises(RuleViolation):
        leave(organisation=member, on=date(2025, 2, 28), by=officer)
    leave(organisation=member, on=JUNE, by=officer)
    with pytest.raises(RuleViolation):
        leave(organisation=member, on=JUNE, by=officer)


def test_re_enter_keeps_number_and_class(member, officer):
    leave(organisation=member, on=JUNE, by=officer)

    re_enter(organisation=member, on=date(2025, 9, 1), by=officer)

    assert member.member_number == "MA-00001"
    assert [Organisation.objects.members_on(day).count() for day in (JUNE, date(2025, 7, 1))] == [
        1,
        0,
    ]
    assert Organisation.objects.members_on(date(2025, 9, 1)).count_by_class(date(2025, 9, 1)) == {
        ("company", "small"): 1
    }


def test_re_enter_needs_a_former_membership(organisation, officer):
    with pytest.raises(RuleViolation):
        re_enter(organisation=organisation, on=JUNE, by=officer)


def test_reclassify_changes_the_past_only_from_its_day(member, officer):
    reclassify(organisation=member, kind="company", sub_kind="medium", on=JUNE, by=officer)

    assert classes(member) == [
        ("small", MARCH, date(2025, 5, 31)),
        ("medium", JUNE, None),
    ]


def test_reclassify_recorded_late_leaves_later_classes(member, officer):
    reclassify(organisation=member, kind="company", sub_kind="large", on=JUNE, by=officer)

    reclassify(
        organisation=member, kind="company", sub_kind="medium", on=date(2025, 4, 1), by=officer
    )

    assert classes(member) == [
        ("small", MARCH, date(2025, 3, 31)),
        ("medium", date(2025, 4, 1), date(2025, 5, 31)),
        ("large", JUNE, None),
    ]


def test_reclassify_on_the_first_day_corrects_in_place(member, officer):
    reclassify(organisation=member, kind="company", sub_kind="large", on=MARCH, by=officer)

    assert classes(member) == [("large", MARCH, None)]


def test_reclassify_to_the_same_class_leaves_no_trace(member, officer):
    reclassify(organisation=member, kind="company", sub_kind="small", on=JUNE, by=officer)

    assert classes(member) == [("small", MARCH, None)]
    assert not RegisterChange.objects.filter(kind="reclassified", effective_on=JUNE).exists()


def test_correct_joining_day_moves_the_class_along(member, officer):
    membership = member.memberships.get()

    correct_joining_day(
        membership=membership, on=date(2024, 12, 1), by=officer, reason="신청서 확인"
    )

    assert classes(member) == [("small", date(2024, 12, 1), None)]
    change = RegisterChange.objects.get(kind="corrected")
    assert (change.before, change.after, change.reason) == (
        "2025-03-01",
        "2024-12-01",
        "신청서 확인",
    )


def test_correct_joining_day_needs_a_reason(member, officer):
    with pytest.raises(RuleViolation):
        correct_joining_day(
            membership=member.memberships.get(), on=date(2024, 12, 1), by=officer, reason=""
        )


def test_rename_as_of(organisation, officer, day):
    rename_organisation(organisation=organisation, name="㈜새가온", on=JUNE, by=officer)

    organisation.refresh_from_db()
    assert organisation.name == "㈜새가온"
    assert organisation.name_on(date(2025, 5, 31)) == "주식회사 가온"
    assert organisation.name_on(JUNE) == "㈜새가온"
    assert find_organisation("가온") == organisation
    assert find_organisation("새가온 주식회사") == organisation


def test_rename_recorded_late_stands_before_later_names(organisation, officer, day):
    rename_organisation(organisation=organisation, name="셋째", on=JUNE, by=officer)

    rename_organisation(organisation=organisation, name="둘째", on=MARCH, by=officer)

    names = organisation.names.order_by("pk")
    assert sorted((each.valid_from or date.min, each.name) for each in names) == [
        (date.min, "주식회사 가온"),
        (MARCH, "둘째"),
        (JUNE, "셋째"),
    ]
    organisation.refresh_from_db()
    assert organisation.name == "셋째"


def test_name_recorded_ahead_comes_into_force_on_its_day(organisation, officer, day):
    ahead = date(2026, 1, 1)
    rename_organisation(organisation=organisation, name="내일", on=ahead, by=officer)
    organisation.refresh_from_db()
    assert organisation.name == "주식회사 가온"

    assert refresh_names(on=ahead) == 1
    assert refresh_names(on=ahead) == 0

    organisation.refresh_from_db()
    assert organisation.name == "내일"


def test_merge_ends_membership_the_day_before(member, officer):
    heir = record_organisation(name="나래")

    merge(organisation=member, into=heir, on=JUNE, by=officer, reason="흡수합병")

    membership = member.memberships.get()
    assert (membership.valid_to, membership.leaving_reason) == (date(2025, 5, 31), "merged")
    assert find_organisation("가온", on=date(2025, 5, 31)) == member
    assert find_organisation("가온", on=JUNE) == heir


def test_merge_in_a_circle_is_refused(organisation, officer):
    other = record_organisation(name="나래")
    merge(organisation=organisation, into=other, on=JUNE, by=officer)
    other.refresh_from_db()

    with pytest.raises(RuleViolation):
        merge(organisation=other, into=organisation, on=JUNE, by=officer)
    with pytest.raises(RuleViolation):
        admit(organisation=organisation, on=JUNE, kind="university", by=officer)


def test_merge_refuses_who_only_joins_later(member, officer):
    heir = record_organisation(name="나래")

    for on in (MARCH, date(2025, 2, 1)):
        with pytest.raises(RuleViolation):
            merge(organisation=member, into=heir, on=on, by=officer)

    member.refresh_from_db()
    assert (member.successor, member.memberships.get().valid_to) == (None, None)


def test_who_was_merged_is_no_member_any_more(member, officer):
    """Nor by a membership recorded late, or by another last day."""
    merge(organisation=member, into=record_organisation(name="나래"), on=JUNE, by=officer)

    for on in (date(2025, 2, 1), date(2025, 7, 1)):
        with pytest.raises(RuleViolation):
            admit(organisation=member, on=on, kind="university", by=officer)
    with pytest.raises(RuleViolation):
        correct_leaving_day(
            membership=member.memberships.get(), on=JUNE, by=officer, reason="잘못 적음"
        )
    assert not Organisation.objects.members_on(JUNE).exists()
    correct_leaving_day(
        membership=member.memberships.get(), on=date(2025, 5, 1), by=officer, reason="잘못 적음"
    )
    assert member.memberships.get().valid_to == date(2025, 5, 1)


def test_match_names_keeps_order_and_tells_three_outcomes(member, officer, day):
    record_organisation(name="(주)두리")
    record_organisation(name="사단법인 두리")

    matches = match_names(["두리", "㈜ 가온", "모름", "사단법인두리"])

    assert [(each.name, each.status) for each in matches] == [
        ("두리", MatchStatus.AMBIGUOUS),
        ("㈜ 가온", MatchStatus.MATCHED),
        ("모름", MatchStatus.UNKNOWN),
        ("사단법인두리", MatchStatus.MATCHED),
    ]
    assert matches[0].to_json() == {
        "name": "두리",
        "status": "ambiguous",
        "member": None,
        "slug": None,
        "is_member": False,
        "candidates": [
            {"name": "(주)두리", "slug": "주두리"},
            {"name": "사단법인 두리", "slug": "사단법인두리"},
        ],
    }
    assert matches[1].is_member


def test_name_in_force_wins_over_a_former_one(organisation, officer, day):
    rename_organisation(organisation=organisation, name="새이름", on=JUNE, by=officer)
    bearer = record_organisation(name="가온")

    assert find_organisation("주식회사 가온") == bearer


def test_short_name_and_alias_find(officer, day):
    institute = record_organisation(
        name="소프트웨어정책연구소", short_name="SPRi", aliases=["소정연"]
    )

    assert [find_organisation(name) for name in ("SPRI", "소정연", "소프트웨어 정책연구소")] == [
        institute
    ] * 3


def test_match_names_asks_a_bounded_number_of_queries(member, day, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        match_names([f"이름{number}" for number in range(300)] + ["가온"])


def test_register_many_all_or_none(officer):
    entries = [
        NewOrganisation(
            name="가",
            kind="company",
            sub_kind="small",
            joined_on=JUNE,
            fields=("XR",),
            tags=("VR", "AR"),
            contact=NewContact("김담당", email="a@a.example"),
        ),
        NewOrganisation(name="나", kind="company", sub_kind="", joined_on=JUNE),
    ]

    with pytest.raises(RuleViolation):
        register_many(entries, by=officer)
    assert not Organisation.objects.exists()

    first, second = register_many(
        [entries[0], NewOrganisation(name="가", kind="university", joined_on=MARCH)], by=officer
    )
    assert [first.slug, second.slug] == ["가", "가-2"]
    # Numbers follow the joining days.
    assert [first.member_number, second.member_number] == ["MA-00002", "MA-00001"]
    assert list(first.tags.values_list("name", flat=True)) == ["AR", "VR"]
    assert first.contacts.get().email == "a@a.example"
    assert find_organisation("가", on=JUNE) is None  # ambiguous
    assert Classification.objects.count() == 2


def test_new_title_ends_the_old_one(organisation):
    person = Person.objects.create(name="김연구")
    take_post(person=person, organisation=organisation, title="팀장", on=MARCH)

    post = take_post(person=person, organisation=organisation, title="실장", on=JUNE)

    assert [each.title for each in person.affiliations_on(date(2025, 5, 31))] == ["팀장"]
    assert [each.title for each in person.affiliations_on(JUNE)] == ["실장"]
    end_post(affiliation=post, on=date(2025, 6, 30))
    assert person.affiliations_on(date(2025, 7, 1)) == []


@pytest.fixture
def body():
    return Body.objects.create(
        kind=Body.Kind.STEERING, code="c", name="운영위원회", valid_from=date(2022, 1, 1)
    )


def test_renewed_seats_follow_without_a_gap(body):
    person = Person.objects.create(name="김의장")
    seat = take_seat(
        body=body,
        person=person,
        on=date(2025, 1, 1),
        until=date(2025, 12, 31),
        role=Seat.Role.CHAIR,
        sector=Seat.Sector.ACADEMIA,
    )

    (renewed,) = renew_seats(seats=[seat], until=date(2026, 12, 31))

    assert (renewed.valid_from, renewed.valid_to, renewed.role, renewed.sector) == (
        date(2026, 1, 1),
        date(2026, 12, 31),
        "chair",
        "academia_research",
    )
    with pytest.raises(RuleViolation):
        renew_seats(seats=[seat], until=date(2026, 12, 31))


def test_two_chairs_at_once_are_refused_in_words(body):
    first, second = Person.objects.create(name="가"), Person.objects.create(name="나")
    take_seat(body=body, person=first, on=MARCH, role=Seat.Role.CHAIR)

    with pytest.raises(RuleViolation):
        take_seat(body=body, person=second, on=JUNE, role=Seat.Role.CHAIR)

    Seat.objects.update(valid_to=date(2025, 5, 31))
    assert take_seat(body=body, person=second, on=JUNE, role=Seat.Role.CHAIR).position == 1


def test_refusal_of_a_record_names_the_field(organisation):
    person = Person.objects.create(name="가")

    with pytest.raises(RuleViolation, match=r"^직급: "):
        take_post(person=person, organisation=organisation, title="", on=MARCH)


def test_seat_outside_the_body_is_refused(body):
    with pytest.raises(RuleViolation):
        take_seat(body=body, person=Person.objects.create(name="가"), on=date(2021, 1, 1))


def test_trace_is_only_ever_added_to(member):
    change = RegisterChange.objects.first()
    change.reason = "다른 사유"

    with pytest.raises(TypeError):
        change.save()
    with pytest.raises(TypeError):
        change.delete()
    assert RegisterChange.objects.get(pk=change.pk).reason == ""
