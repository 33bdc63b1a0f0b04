"""Names from sheets: matched, asked about, settled; at the desk and where sheets are pasted."""

from __future__ import annotations

import io
from datetime import date, time

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from alliance.errors import RuleViolation
from events.models import Advisor, Booking, ConsultationEvent, Event, Slot
from members.models import Alias, Organisation
from members.name_review import review_names
from members.services.admission import admit
from members.services.matching import MatchStatus, find_organisation, match_names
from members.services.name_decisions import NameDecision, settle_names
from members.services.naming import (
    forget_alias,
    record_organisation,
    remember_alias,
    rename_organisation,
)
from tests.pages import form_values, text, tree

pytestmark = pytest.mark.django_db

DESK = "/admin/members/alias/match/"


@pytest.fixture
def companies(officer, day):
    names = ("유디포엠㈜", "주식회사 페이크아이즈", "주식회사 가온", "사단법인 가온")
    made = [record_organisation(name=name) for name in names]
    admit(organisation=made[0], on=date(2023, 1, 2), kind="company", sub_kind="small", by=officer)
    return made


# --- Questions and decisions ------------------------------------------------------------------


def test_questions_come_once_in_order_with_whom_may_be_meant(companies):
    udi, fake, gaon, association = companies
    found = review_names(
        ["유디포엠주", "가온", "유디포엠주 ", "(주)유디포엠", "페이크 아이스", "듣도보도못한"]
    )

    assert [(each.name, each.match.status, each.times, each.suggestions) for each in found] == [
        ("유디포엠주", "unknown", 2, (udi,)),
        ("가온", "ambiguous", 1, (gaon, association)),
        ("(주)유디포엠", "matched", 1, ()),
        ("페이크 아이스", "unknown", 1, (fake,)),
        ("듣도보도못한", "unknown", 1, ()),
    ]


def test_decisions_are_carried_out(companies):
    udi, _fake, gaon, association = companies
    settled = settle_names(
        {
            "유디포엠주": NameDecision(udi, remember=True),
            "가온": NameDecision(gaon, remember=True),
            "새로운 곳": NameDecision(is_new=True),
            "페이크": NameDecision(),
        }
    )

    new = Organisation.objects.get(name="새로운 곳")
    assert settled.organisations == {"유디포엠주": udi, "가온": gaon, "새로운 곳": new}
    assert settled.problems == {}
    assert sorted(Alias.objects.values_list("name", flat=True)) == ["가온", "유디포엠주"]
    assert find_organisation("유디포엠 주") == udi
    # Written so, it is the one; with its legal form, still the other.
    assert find_organisation("가온") == gaon
    assert find_organisation("사단법인 가온") == association
    assert not new.memberships.exists()


def test_what_two_bear_in_the_same_writing_cannot_be_remembered(companies):
    other = record_organisation(name="(주)가온")
    gaon = companies[2]

    settled = settle_names({"㈜가온": NameDecision(gaon, remember=True)})

    assert settled.organisations == {"㈜가온": gaon}
    assert list(settled.problems) == ["㈜가온"]
    assert not Alias.objects.exists()
    assert set(match_names(["㈜가온"])[0].candidates) == {gaon, companies[3], other}


def test_an_alias_belongs_to_one(companies):
    udi, fake, *_rest = companies
    alias = remember_alias(organisation=udi, name="UDI 4M")
    assert remember_alias(organisation=udi, name="udi4m") == alias
    with pytest.raises(RuleViolation):
        remember_alias(organisation=fake, name="(주)UDI4M")
    with pytest.raises(RuleViolation):
        remember_alias(organisation=fake, name="  ")
    udi.refresh_from_db()
    assert "udi4m" in udi.search_text

    forget_alias(alias)

    udi.refresh_from_db()
    assert "udi4m" not in udi.search_text
    assert find_organisation("UDI 4M") is None


@pytest.mark.parametrize(
    "written",
    [
        "㈜시어스랩",
        "(주)시어스랩",
        "주식회사 시어스랩",
        "시어스랩 주식회사",
        "유한회사 시어스랩",
        "(사)시어스랩",
        "사단법인 시어스랩",
        "재단법인 시어스랩",
        "(재) 시어스랩",
        " 시 어 스 랩 ",
        "시어스-랩.",
        "（주）시어스랩",
        "SEERSLAB Inc.",
        "ｓｅｅｒｓ　ｌａｂ",
        "옛시어스",
        "시어스소프트",
    ],
)
def test_every_writing_means_the_one(officer, written):
    company = record_organisation(name="㈜옛시어스", aliases=["Seers Lab", "시어스소프트"])
    rename_organisation(organisation=company, name="㈜시어스랩", on=date(2024, 1, 1), by=officer)
    record_organisation(name="한주")

    [match] = match_names([written], on=date(2025, 11, 26))

    assert (match.status, match.organisation) == (MatchStatus.MATCHED, company)


@pytest.mark.parametrize("written", ["시어스랩주", "주시어스랩", "한", "주"])
def test_a_bare_letter_is_no_legal_form(written):
    record_organisation(name="㈜시어스랩")
    record_organisation(name="한주")

    assert match_names([written])[0].status == MatchStatus.UNKNOWN


# --- The desk --------------------------------------------------------------------------------


def answers(page, **chosen):
    """The page's form with answers by the name as it is written."""
    values = form_values(page)
    rows = {values[key][0]: key.rsplit("-", 1)[1] for key in values if "name-written" in key}
    for name, (field, value) in chosen.items():
        values[f"name-{field}-{rows[name]}"] = [value]
    return values


def result(page):
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in tree(page).xpath("//tr[starts-with(@class, 'is-')]")
    ]


def test_desk_matches_asks_remembers_and_hands_out_a_table(officer_client, companies):
    udi, _fake, gaon, _association = companies
    pasted = "\n".join(
        ["(주)유디포엠\t1", "유디포엠주\t2", "가온\t3", "=듣도보도\t4", "페이크아이스\t5"]
    )
    page = officer_client.post(DESK, {"names": pasted, "on": "2025-11-26", "_check": "1"})
    assert [row[:3] for row in result(page)] == [
        ["(주)유디포엠", "찾음", "유디포엠㈜"],
        ["유디포엠주", "등록되지 않음", "–"],
        ["가온", "같은 이름이 여럿임", "–"],
        ["=듣도보도", "등록되지 않음", "–"],
        ["페이크아이스", "등록되지 않음", "–"],
    ]
    assert not Alias.objects.exists()

    sent = answers(
        page,
        **{
            "유디포엠주": ("choice", str(udi.pk)),
            "가온": ("choice", str(gaon.pk)),
            "=듣도보도": ("choice", "new"),
            "페이크아이스": ("other", "페이크아이즈"),
        },
    )
    del sent["name-remember-1"]  # 가온, this once
    page = officer_client.post(DESK, sent | {"_settle": ["1"]})

    rows = [
        ["(주)유디포엠", "찾음", "유디포엠㈜", "MA-00001", "회원사"],
        ["유디포엠주", "찾음", "유디포엠㈜", "MA-00001", "회원사"],
        ["가온", "찾음", "주식회사 가온", "–", "비회원"],
        ["=듣도보도", "찾음", "=듣도보도", "–", "비회원"],
        ["페이크아이스", "찾음", "주식회사 페이크아이즈", "–", "비회원"],
    ]
    assert result(page) == rows
    assert sorted(Alias.objects.values_list("name", flat=True)) == ["유디포엠주", "페이크아이스"]
    # What holds this once is still carried by the page.
    assert [each.name for each in page.context["review"].asked] == ["가온"]

    answer = officer_client.post(DESK, form_values(page) | {"_excel": ["1"]})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [
        [cell or "" for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)
    ] == [
        [("'" + cell if cell.startswith("=") else cell).replace("–", "") for cell in row]
        for row in rows
    ]
    copied = tree(page).xpath("//textarea[@readonly]")[0].text_content().strip().splitlines()
    assert copied[2] == "유디포엠주\t찾음\t유디포엠㈜\tMA-00001\t회원사"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"names": "", "on": "2025-11-26"},
        {"names": "가", "on": "어제"},
        {"names": "가\n" * 3001, "on": "2025-11-26"},
        {"names": "가", "on": "2025-11-26", "name-written-0": "가", "name-choice-0": "9" * 30},
        {"names": "가", "on": "2025-11-26", "name-written-0": "가", "name-choice-0": "-1"},
        {"names": "가", "on": "2025-11-26", "name-written-x": "가", "name-other-0": "\u3164"},
        {
            "names": "가" * 400,
            "on": "2025-11-26",
            "name-written-0": "가" * 400,
            "name-choice-0": "new",
        },
        {"names": "\t\t가", "on": "2025-11-26"},
    ],
)
def test_nonsense_at_the_desk_is_told(officer_client, companies, sent):
    before = Organisation.objects.count()

    assert officer_client.post(DESK, sent | {"_settle": "1"}).status_code == 200
    assert Organisation.objects.count() == before


def test_aliases_are_listed_added_and_removed(officer_client, companies):
    udi = companies[0]
    add = reverse("admin:members_alias_add")
    page = officer_client.post(add, {"name": "유디포엠주", "organisation": udi.pk}, follow=True)
    assert page.status_code == 200
    assert find_organisation("유디포엠주") == udi

    page = officer_client.post(add, {"name": "유디포엠 주", "organisation": companies[1].pk})
    assert "이미" in text(page)
    listed = officer_client.get(reverse("admin:members_alias_changelist") + "?q=유디")
    assert "유디포엠주" in text(listed)

    alias = Alias.objects.get()
    officer_client.post(reverse("admin:members_alias_delete", args=[alias.pk]), {"post": "yes"})
    assert find_organisation("유디포엠주") is None


# --- Where sheets are pasted -----------------------------------------------------------------


@pytest.fixture
def consultation(companies):
    day = date(2025, 11, 10)
    investor = record_organisation(name="한빛투자")
    event = Event.objects.create(name="공개세미나", kind=Event.Kind.SEMINAR, date=day)
    made = ConsultationEvent.objects.create(
        event=event, title="투자 상담회", date=day, organiser=investor
    )
    for position, label in enumerate(("심사역 가", "심사역 나"), start=1):
        Advisor.objects.create(consultation=made, firm=investor, label=label, position=position)
    return made


def test_a_grid_asks_about_its_names_and_is_then_recorded(officer_client, companies, consultation):
    udi, _fake, gaon, _association = companies
    address = f"/admin/events/consultationevent/{consultation.pk}/grid/"
    grid = (
        "시간\t심사역 가\t심사역 나\n14:00 ~ 14:15\t유디포엠주\t가온\n14:20 ~ 14:35\t-\t유디포엠주"
    )
    page = officer_client.post(address, {"rows": grid})
    assert page.status_code == 200
    assert not Booking.objects.exists()

    sent = answers(page, 유디포엠주=("choice", str(udi.pk)))
    page = officer_client.post(address, sent)
    # All or nothing: one name is still open, so nothing is remembered either.
    assert (Booking.objects.count(), Alias.objects.count()) == (0, 0)
    assert form_values(page)["name-choice-0"] == [str(udi.pk)]

    done = officer_client.post(address, answers(page, 가온=("choice", str(gaon.pk))))

    assert done.status_code == 302
    assert sorted(Booking.objects.values_list("printed_name", "organisation__name")) == [
        ("가온", "주식회사 가온"),
        ("유디포엠주", "유디포엠㈜"),
        ("유디포엠주", "유디포엠㈜"),
    ]
    assert sorted(Alias.objects.values_list("name", flat=True)) == ["가온", "유디포엠주"]


def test_pasted_bookings_ask_about_their_names(officer_client, companies, consultation):
    udi = companies[0]
    Slot.objects.create(consultation=consultation, start=time(14), end=time(14, 15))
    address = f"/admin/events/consultationevent/{consultation.pk}/paste/booking/"
    sheet = "14:00 ~ 14:15\t심사역 가\t유디포엠주\n14:00 ~ 14:15\t심사역 나\t페이크아이즈"
    page = officer_client.post(address, {"rows": sheet, "mode": "append", "_check": "1"})
    assert "찾을 수 없습니다: ‘유디포엠주’" in text(page)

    sent = answers(page, 유디포엠주=("choice", str(udi.pk)))
    page = officer_client.post(address, sent | {"_check": ["1"]})
    assert "2행을 저장할 수 있습니다" in text(page)
    assert not Alias.objects.exists()

    done = officer_client.post(address, form_values(page) | {"_save": ["1"]})

    assert done.status_code == 302
    assert sorted(Booking.objects.values_list("printed_name", "organisation__name")) == [
        ("유디포엠주", "유디포엠㈜"),
        ("페이크아이즈", "주식회사 페이크아이즈"),
    ]
    assert find_organisation("유디포엠주") == udi
