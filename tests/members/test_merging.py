"""Duplicates are put together, and taken apart again."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.apps import apps

from alliance import illustrations
from alliance.errors import RuleViolation
from events.models import Advisor, Booking, ConsultationEvent, Event, Slot
from members.duplicates import Likeness, find_pairs, homepage_key, phone_key
from members.merging import plan_merger, relations
from members.models import (
    Affiliation,
    Alias,
    Contact,
    DistinctPair,
    Membership,
    Merger,
    Organisation,
    Person,
    RegisterChange,
    Tag,
    User,
)
from members.services.admission import admit, leave
from members.services.matching import find_organisation
from members.services.merging import merge_duplicate, record_as_different, undo_merger
from members.services.naming import record_organisation, refresh_names, rename_organisation
from newsletter.models import Promotion

pytestmark = pytest.mark.django_db

NUMBERS = ("000-00-00019", "000-00-00028")
# What is written by merging and taking back themselves, or derived of names on any day.
TRACES = {
    "members.Merger",
    "members.RegisterChange",
    "members.StaleListing",
    "members.DirectoryState",
    "members.Listing",
}


def everything():
    """Every row of every table, its version aside: that only ever grows."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in TRACES:
            columns = [
                each.attname for each in model._meta.local_concrete_fields if each.name != "version"
            ]
            found[model._meta.label] = list(
                model._base_manager.order_by("pk").values_list(*columns)
            )
    return found


@pytest.fixture
def twins(officer, day):
    """`주식회사 가온` and `가온테크`, one company recorded twice, with something of everything."""
    kept = record_organisation(name="가온테크", short_name="가온", aliases=["Gaon Tech"])
    twin = record_organisation(name="㈜가온 테크놀로지", aliases=["Gaon Technology"])
    admit(organisation=kept, on=date(2023, 5, 1), kind="company", sub_kind="medium", by=officer)
    admit(organisation=twin, on=date(2022, 3, 2), kind="company", sub_kind="small", by=officer)
    rename_organisation(organisation=twin, name="가온기술", on=date(2024, 1, 1), by=officer)
    for number, each in enumerate((kept, twin), start=1):
        each.refresh_from_db()
        Contact.objects.create(organisation=each, name=f"담당{number}", phone="02-000-1234")
        each.tags.add(Tag.objects.get_or_create(name="메타버스")[0])
    twin.tags.add(Tag.objects.create(name="교육"))
    Contact.objects.create(organisation=twin, role="events", name="행사담당")
    Organisation.objects.filter(pk=twin.pk).update(
        registration_number="123-45-67891", homepage="https://www.gaon.example/ko"
    )
    person = Person.objects.create(name="김가온")
    User.objects.create_user("gaon@gaon.example", "gaon-password", person=person)
    Affiliation.objects.create(
        person=person, organisation=twin, title="부장", acts_for=True, valid_from=date(2024, 1, 1)
    )
    illustrations.hang_picture(
        twin, illustrations.banner("가온", "로고"), name="logo.png", caption="로고", group="logo"
    )
    _promote(twin, "공모전")
    _book(kept, twin)
    kept.refresh_from_db()
    twin.refresh_from_db()
    return kept, twin


def _promote(organisation, title):
    return Promotion.objects.create(
        organisation=organisation,
        title=title,
        starts_on=date(2025, 10, 1),
        ends_on=date(2025, 10, 31),
    )


def _book(kept, twin):
    """Both in the first slot, as nobody knew that they are one; the twin alone in the second."""
    investor = record_organisation(name="한빛투자")
    day = date(2025, 11, 10)
    event = Event.objects.create(name="공개세미나", kind=Event.Kind.SEMINAR, date=day)
    consultation = ConsultationEvent.objects.create(
        event=event, title="투자 상담회", date=day, organiser=investor
    )
    slots = [
        Slot.objects.create(consultation=consultation, start=time(hour), end=time(hour, 15))
        for hour in (14, 15)
    ]
    first, second = (
        Advisor.objects.create(consultation=consultation, firm=investor, label=label)
        for label in ("심사역 가", "심사역 나")
    )
    for advisor, slot, company in (
        (first, slots[0], kept),
        (second, slots[0], twin),
        (first, slots[1], twin),
    ):
        Booking.objects.create(
            advisor=advisor, slot=slot, organisation=company, printed_name=company.name
        )


def merged(twins, officer):
    kept, twin = twins
    return merge_duplicate(organisation=twin, into=kept, by=officer, reason="같은 회사")


def owners(model, **conditions):
    rows = model._base_manager.filter(**conditions).order_by("pk")
    return list(rows.values_list("organisation__name", flat=True))


def test_what_the_duplicate_has_becomes_the_others(twins, officer):
    kept, twin = twins

    merger = merged(twins, officer)

    twin.refresh_from_db()
    kept.refresh_from_db()
    assert (twin.successor, twin.merged_on, merger.made_by) == (kept, None, officer)
    assert (kept.registration_number, twin.registration_number) == ("123-45-67891", None)
    assert kept.homepage == "https://www.gaon.example/ko"
    assert sorted(kept.aliases.values_list("name", flat=True)) == [
        "Gaon Tech",
        "Gaon Technology",
        "㈜가온 테크놀로지",
        "가온기술",
    ]
    assert sorted(kept.tags.values_list("name", flat=True)) == ["교육", "메타버스"]
    assert owners(Promotion) == owners(Affiliation) == ["가온테크"]
    assert kept.logo is not None
    # What a rule would refuse stays: a second main contact, two turns at one time.
    assert owners(Contact) == ["가온테크", "가온기술", "가온테크"]
    assert owners(Booking) == ["가온테크", "가온기술", "가온테크"]
    assert find_organisation("가온 기술", on=date(2022, 1, 1)) == kept
    assert find_organisation("(주)가온테크놀로지") == kept


def test_one_membership_and_the_classes_of_both(twins, officer):
    kept, _twin = twins
    before = [date(2022, 3, 1), date(2022, 3, 2), date(2023, 5, 1), date(2025, 11, 26)]
    assert [Organisation.objects.members_on(day).count() for day in before] == [0, 1, 2, 2]

    merged(twins, officer)

    assert list(Membership.objects.values_list("organisation", "valid_from", "valid_to")) == [
        (kept.pk, date(2022, 3, 2), None)
    ]
    assert [Organisation.objects.members_on(day).count() for day in before] == [0, 1, 1, 1]
    assert list(
        kept.classifications.order_by("valid_from").values_list(
            "sub_kind", "valid_from", "valid_to"
        )
    ) == [
        ("small", date(2022, 3, 2), date(2023, 4, 30)),
        ("medium", date(2023, 5, 1), None),
    ]
    assert Membership.objects.joined_between(date(2023, 1, 1), date(2023, 12, 31)).count() == 0


def test_memberships_apart_stay_apart_and_the_last_end_counts(twins, officer):
    kept, _twin = twins
    leave(organisation=kept, on=date(2024, 6, 30), by=officer, note="폐업 오인")

    merged(twins, officer)

    membership = Membership.objects.get()
    assert (membership.valid_from, membership.valid_to, membership.leaving_reason) == (
        date(2022, 3, 2),
        None,
        "",
    )


def test_taken_back_every_table_is_as_before(twins, officer):
    before = everything()
    merger = merged(twins, officer)
    assert everything() != before

    undo_merger(merger=merger, by=officer, reason="다른 회사였음")

    assert everything() == before
    assert [
        (each.kind, each.by, each.reason)
        for each in RegisterChange.objects.filter(kind__in=["merged", "separated"]).order_by("pk")
    ] == [("merged", officer, "같은 회사")] * 2 + [("separated", officer, "다른 회사였음")] * 2


def test_forms_that_were_open_meanwhile_notice(twins, officer):
    promotion = Promotion.objects.get()
    merger = merged(twins, officer)
    undo_merger(merger=merger, by=officer)

    assert Promotion.objects.get().version == promotion.version + 2


def test_the_preview_is_what_is_done(twins, officer):
    kept, twin = twins
    plan = plan_merger(twin, kept)
    lines = {(line.effect.value, line.what) for line in plan.lines}

    assert ("alias", "가온기술") in lines
    assert ("united", "2023-05-01~ + 2022-03-02~ = 2022-03-02~") in lines
    assert ("filled", "소기업 2022-03-02~ → 2022-03-02~2023-04-30") in lines
    stays = [line for line in plan.lines if line.effect == "stays"]
    assert [line.why for line in stays if line.what == "담당2"] == ["대표 담당자가 이미 있습니다."]
    assert all(line.why for line in stays)


def test_another_plan_than_the_one_seen_is_refused(twins, officer):
    kept, twin = twins
    seen = plan_merger(twin, kept).fingerprint
    _promote(twin, "설명회")
    before = everything()

    with pytest.raises(RuleViolation):
        merge_duplicate(organisation=twin, into=kept, by=officer, seen=seen)

    assert everything() == before
    assert not Merger.objects.exists()


@pytest.mark.parametrize("what", ["changed", "deleted", "organisation"])
def test_what_was_changed_since_is_named_and_nothing_is_taken_back(twins, officer, what):
    merger = merged(twins, officer)
    if what == "changed":
        Contact.objects.filter(name="행사담당").update(phone="02-000-9999")
    elif what == "deleted":
        Promotion.objects.all().delete()
    else:
        Organisation.objects.filter(pk=merger.into_id).update(region="busan")
    before = everything()

    with pytest.raises(RuleViolation) as refusal:
        undo_merger(merger=merger, by=officer)

    named = {"changed": "행사담당", "deleted": "홍보", "organisation": "가온테크"}[what]
    assert named in str(refusal.value)
    assert everything() == before
    merger.refresh_from_db()
    assert merger.undone_at is None


def test_what_was_recorded_since_stays_with_the_other(twins, officer):
    kept, _twin = twins
    before = everything()
    merger = merged(twins, officer)
    new = _promote(kept, "새 소식")

    undo_merger(merger=merger, by=officer)

    new.refresh_from_db()
    assert new.organisation == kept
    new.delete()
    assert everything() == before


def test_a_merger_is_taken_back_once(twins, officer):
    merger = merged(twins, officer)
    undo_merger(merger=merger, by=officer)

    with pytest.raises(RuleViolation):
        undo_merger(merger=merger, by=officer)


def test_chains_are_taken_back_from_the_end(twins, officer):
    kept, _twin = twins
    third = record_organisation(name="가온그룹")
    start = everything()
    first = merged(twins, officer)
    second = merge_duplicate(
        organisation=Organisation.objects.get(pk=kept.pk), into=third, by=officer
    )
    assert find_organisation("가온기술") == third

    with pytest.raises(RuleViolation):
        undo_merger(merger=first, by=officer)
    undo_merger(merger=second, by=officer)
    undo_merger(merger=first, by=officer)

    assert everything() == start


def test_nothing_merges_into_itself_or_twice(twins, officer):
    kept, twin = twins
    with pytest.raises(RuleViolation):
        merge_duplicate(organisation=kept, into=kept, by=officer)
    merged(twins, officer)
    for one, other in ((twin, kept), (kept, twin)):
        with pytest.raises(RuleViolation):
            merge_duplicate(organisation=one, into=other, by=officer)


def test_no_relation_is_left_out():
    """What does not move says so itself: traces, derived rows, and names, which become aliases."""
    to_organisation = {
        each.related_model._meta.label
        for each in Organisation._meta.get_fields(include_hidden=True)
        if each.is_relation and each.auto_created and not each.many_to_many
    }
    moving = {model._meta.label for model, _column in relations()}

    assert to_organisation - moving == {
        "members.DistinctPair",
        "members.EntryPublication",
        "members.Listing",
        "members.Merger",
        "members.Organisation",
        "members.OrganisationName",
        "members.RegisterChange",
    }


def test_the_duplicates_page_leads_to_the_other(client, twins, officer):
    kept, twin = twins
    merged(twins, officer)

    response = client.get(twin.get_absolute_url())

    assert (response.status_code, response["Location"]) == (302, kept.get_absolute_url())
    assert client.get(kept.get_absolute_url()).status_code == 200


# --- Finding them ----------------------------------------------------------------------------


def likenesses(one, other):
    first, second = sorted((one.pk, other.pk))
    return {
        reason.likeness.value
        for pair in find_pairs()
        if (pair.first, pair.second) == (first, second)
        for reason in pair.reasons
    }


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"name": "㈜나래"}, {"name": "나래 주식회사"}, {"name"}),
        ({"name": "나래"}, {"name": "다온", "aliases": ["나 래"]}, {"name"}),
        ({"name": "나래", "aliases": ["NARAE"]}, {"name": "Narae Inc."}, {"name"}),
        ({"name": "나래", "short_name": "엔알"}, {"name": "엔알"}, {"name"}),
        ({"name": "나래"}, {"name": "나래주"}, set()),
    ],
)
def test_names_that_fold_alike(one, other, found):
    assert likenesses(record_organisation(**one), record_organisation(**other)) == found


def test_former_names_homepages_numbers_and_telephones(officer):
    one, other = record_organisation(name="나래"), record_organisation(name="다온")
    assert likenesses(one, other) == set()
    rename_organisation(organisation=one, name="라온", on=date(2024, 1, 1), by=officer)
    record = Organisation.objects.filter
    record(pk=one.pk).update(
        homepage="https://www.narae.example/", registration_number="123-45-67891"
    )
    record(pk=other.pk).update(
        homepage="http://NARAE.example/ko/index.html", registration_number="1234567891"
    )
    Contact.objects.create(organisation=one, name="가", phone="+82 2-000-1234")
    Contact.objects.create(organisation=other, name="나", phone="02) 000 1234")
    Alias.objects.create(organisation=other, name="나래㈜")

    assert likenesses(one, other) == {each.value for each in Likeness}
    assert len(find_pairs(Likeness.PHONE)) == 1


def test_what_many_share_says_nothing():
    for number in range(9):
        each = record_organisation(name=f"입주사 {number}")
        Contact.objects.create(organisation=each, name="가", phone="02-000-1234")

    assert find_pairs() == []


@pytest.mark.parametrize(
    ("homepage", "key"),
    [
        ("https://www.narae.example/ko", "narae.example"),
        ("http://narae.example:8080", "narae.example"),
        ("https://blog.naver.com/narae/1", "blog.naver.com/narae"),
        ("https://blog.naver.com/", ""),
        ("", ""),
    ],
)
def test_homepage_key(homepage, key):
    assert homepage_key(homepage) == key


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("02-000-1234", "020001234"),
        ("+82-2-000-1234", "020001234"),
        ("+82 (0)2 000 1234", "020001234"),
        ("1588-0000", "15880000"),
        ("내선 123", ""),
    ],
)
def test_phone_key(phone, key):
    assert phone_key(phone) == key


def test_not_the_same_is_not_asked_again(officer):
    one, other = record_organisation(name="㈜나래"), record_organisation(name="나래")
    assert len(find_pairs()) == 1

    record_as_different(one=other, other=one, by=officer)
    record_as_different(one=one, other=other, by=officer)

    assert find_pairs() == []
    assert DistinctPair.objects.get().by == officer


def test_what_is_merged_is_no_duplicate_any_more(twins, officer):
    Alias.objects.create(organisation=twins[0], name="가온기술")
    refresh_names()
    assert len(find_pairs(Likeness.NAME)) == 1
    merged(twins, officer)

    assert find_pairs() == []
