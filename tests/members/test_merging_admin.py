"""Officers find duplicates, look at what merging moves, merge and take it back."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from members.merging import plan_merger
from members.models import Contact, DistinctPair, Merger, Organisation
from members.services.admission import admit
from members.services.naming import record_organisation
from tests.pages import form_values, text, tree

pytestmark = pytest.mark.django_db

DUPLICATES = "/admin/members/merger/duplicates/"


@pytest.fixture
def pair(officer, day):
    kept = record_organisation(name="㈜나래")
    twin = record_organisation(name="나래 주식회사", short_name="나래소프트")
    admit(organisation=kept, on=date(2023, 5, 1), kind="company", sub_kind="small", by=officer)
    Contact.objects.create(organisation=twin, name="이나래", phone="02-000-1234")
    return kept, twin


def preview(twin, kept):
    return reverse("admin:members_merger_preview", args=[twin.pk, kept.pk])


def test_pairs_are_shown_with_the_reason(officer_client, pair):
    Contact.objects.create(organisation=pair[0], name="김나래", phone="+82-2-000-1234")

    page = officer_client.get(DUPLICATES)

    [reasons] = tree(page).xpath("//*[@class='duplicate-reasons']")
    assert " ".join(reasons.text_content().split()) == "이름 나래 전화번호 020001234"
    links = tree(page).xpath("//a[@class='duplicate-merge']/@href")
    assert links == [preview(pair[1], pair[0]), preview(*pair)]
    assert len(tree(officer_client.get(DUPLICATES + "?by=homepage")).xpath("//section")) == 0


@pytest.mark.parametrize("count", [2, 12])
def test_the_page_takes_a_constant_number_of_queries(
    officer_client, day, count, django_assert_max_num_queries
):
    for number in range(count):
        record_organisation(name=f"㈜나래{number}")
        record_organisation(name=f"나래{number}")
    officer_client.get(DUPLICATES)

    with django_assert_max_num_queries(16):
        page = officer_client.get(DUPLICATES)

    assert len(tree(page).xpath("//section[contains(@class, 'duplicate-pair')]")) == count


def test_not_the_same_does_not_come_back_until_asked_again(officer_client, officer, pair):
    kept, twin = pair
    officer_client.post(DUPLICATES, {"first": kept.pk, "second": twin.pk})

    assert DistinctPair.objects.get().by == officer
    page = officer_client.get(DUPLICATES)
    assert tree(page).xpath("//section[contains(@class, 'duplicate-pair')]") == []
    assert "㈜나래 ≠ 나래 주식회사" in text(page)

    officer_client.post(DUPLICATES, {"_again": DistinctPair.objects.get().pk})

    page = officer_client.get(DUPLICATES)
    assert len(tree(page).xpath("//section[contains(@class, 'duplicate-pair')]")) == 1


@pytest.mark.parametrize("sent", [{}, {"first": "x", "second": "1"}, {"_again": "nonsense"}])
def test_nonsense_is_no_server_error(officer_client, pair, sent):
    assert officer_client.post(DUPLICATES, sent).status_code in (302, 404)
    assert not DistinctPair.objects.exists()


def test_preview_merge_and_take_back(officer_client, officer, pair):
    kept, twin = pair
    page = officer_client.get(preview(twin, kept))
    cells = [
        " ".join(row.text_content().split())
        for row in tree(page).xpath("//*[contains(@class, 'merger-plan')]//tbody/tr")
    ]
    assert cells == ["다른 표기 다른 표기가 됨 (1) 나래소프트", "담당자 옮김 (1) 이나래"]
    assert not Merger.objects.exists()

    values = form_values(page) | {"reason": ["두 번 등록됨"]}
    done = officer_client.post(preview(twin, kept), values)

    merger = Merger.objects.get()
    address = reverse("admin:members_merger_change", args=[merger.pk])
    assert (done.status_code, done["Location"]) == (302, address)
    assert (merger.made_by, merger.reason) == (officer, "두 번 등록됨")
    assert Contact.objects.get().organisation == kept

    page = officer_client.get(address)
    officer_client.post(address, form_values(page) | {"reason": ["잘못 합침"]})

    merger.refresh_from_db()
    assert (merger.undone_by, merger.undo_reason) == (officer, "잘못 합침")
    assert Contact.objects.get().organisation == twin
    assert tree(officer_client.get(address)).xpath("//textarea | //input[@name='reason']") == []


def test_what_changed_meanwhile_is_looked_at_again(officer_client, pair):
    kept, twin = pair
    values = form_values(officer_client.get(preview(twin, kept)))
    Contact.objects.create(organisation=twin, name="새담당", role="events")

    page = officer_client.post(preview(twin, kept), values)

    assert page.status_code == 200
    assert "옮길 내용이 그사이 바뀌었습니다" in text(page)
    assert "새담당" in text(page)
    assert form_values(page)["seen"] == [plan_merger(twin, kept).fingerprint]
    assert not Merger.objects.exists()


def test_what_was_changed_since_is_told(officer_client, pair):
    kept, twin = pair
    officer_client.post(preview(twin, kept), form_values(officer_client.get(preview(twin, kept))))
    address = reverse("admin:members_merger_change", args=[Merger.objects.get().pk])
    Contact.objects.update(phone="02-000-9999")

    for page in (officer_client.get(address), officer_client.post(address, {"reason": ""})):
        assert page.status_code == 200
        assert "담당자 “이나래” 바뀜" in text(page)
    assert Contact.objects.get().organisation == kept


def test_two_that_an_officer_knows_to_be_one(officer_client, pair):
    kept, twin = pair
    other = record_organisation(name="엔알소프트")
    add = reverse("admin:members_merger_add")
    page = officer_client.get(f"{add}?organisation={other.pk}")
    assert form_values(page)["organisation"] == ["엔알소프트"]

    done = officer_client.post(add, {"organisation": "(주)엔알소프트", "into": "MA-00001"})
    assert done["Location"] == preview(other, kept)

    page = officer_client.post(add, {"organisation": "나래", "into": "없는곳"})
    assert "㈜나래 (MA-00001), 나래 주식회사 (–)" in text(page)
    assert "이런 이름의 기관이 없습니다" in text(page)
    page = officer_client.post(add, {"organisation": "MA-00001", "into": "MA-00001"})
    assert "자기 자신" in text(page) or page.status_code == 200
    assert twin.pk


def test_what_is_merged_has_no_preview_any_more(officer_client, pair):
    kept, twin = pair
    Organisation.objects.filter(pk=twin.pk).update(successor=kept)

    for address in (preview(twin, kept), preview(kept, twin), preview(kept, kept)):
        assert officer_client.get(address)["Location"] == DUPLICATES
    assert officer_client.get("/admin/members/merger/1/into/999999/").status_code == 404


def test_a_duplicate_is_not_offered_where_one_is_picked(officer_client, pair):
    kept, twin = pair
    Organisation.objects.filter(pk=twin.pk).update(successor=kept)
    asked = {
        "app_label": "events",
        "model_name": "booking",
        "field_name": "organisation",
        "term": "나래",
    }

    found = officer_client.get(reverse("admin:autocomplete"), asked).json()["results"]

    assert [each["text"] for each in found] == ["㈜나래"]


def test_others_have_no_way_in(client, outsider, pair):
    kept, twin = pair
    client.force_login(outsider)

    for address in (DUPLICATES, preview(twin, kept), reverse("admin:members_merger_add")):
        assert client.get(address).status_code == 302
        assert client.post(address, {"first": kept.pk, "second": twin.pk}).status_code == 302
    assert not DistinctPair.objects.exists()
