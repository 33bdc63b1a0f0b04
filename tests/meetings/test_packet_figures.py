"""A figure's page: the records that it counts, and the value that an officer sets by hand."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from alliance.errors import RuleViolation
from alliance.figures import CountedRecords
from alliance.models import AccessRecord, Place
from meetings.models import FigureOverride, PacketEntry
from meetings.services import drafts, packets
from meetings.views.workbench.figures import counted_records
from tests.meetings.desk import figure_url, make_place, told, workbench_url
from tests.pages import form_values, text, tree
from tests.projectgroups.conftest import make_round

pytestmark = pytest.mark.django_db


def records(client, entry):
    return [
        (record.pk, record.label, record.is_recorded)
        for record in client.get(figure_url(entry)).context["records"]
    ]


def set_value(client, entry, **data):
    seen = form_values(client.get(figure_url(entry)), "//main//form").get("seen", [""])
    return client.post(figure_url(entry), {"seen": seen[0], **data}, follow=True)


# --- The records ---------------------------------------------------------------------------------


def test_page_lists_exactly_the_records_that_the_figure_counts(officer_client, draft, places_entry):
    second = make_place("다라홀")
    Place.objects.create(name="다른 지역", area="부산")
    drafts.assemble_draft(version=draft)
    first = Place.objects.get(name="가나홀")
    make_place("세지 않은 곳")

    page = officer_client.get(figure_url(places_entry))

    assert page.context["computed"] == "2"
    assert records(officer_client, places_entry) == [
        (first.pk, "가나홀", True),
        (second.pk, "다라홀", True),
    ]
    links = tree(page).xpath("//ol[@class='wb-records']//a/@href")
    assert links == [
        reverse("admin:alliance_place_change", args=[place.pk]) for place in (first, second)
    ]


def test_list_stays_after_publication_and_tells_what_is_gone(
    officer_client, published, places_entry
):
    place = Place.objects.get(name="가나홀")
    make_place("나중에 생긴 곳")
    Place.objects.filter(pk=place.pk).update(name="바뀐 이름")
    assert records(officer_client, places_entry) == [(place.pk, "가나홀", True)]

    Place.objects.filter(pk=place.pk).delete()

    page = officer_client.get(figure_url(places_entry))
    assert records(officer_client, places_entry) == [(place.pk, "가나홀", False)]
    assert "현재 기록에 없음" in text(page)
    assert tree(page).xpath("//ol[@class='wb-records']//a") == []


def test_figure_without_records_says_so(officer_client, draft, places_entry):
    page = officer_client.get(figure_url(places_entry, "share"))

    assert page.context["records"] == []
    assert "이 수치가 센 기록이 없습니다." in text(page)


def test_figure_of_a_model_that_no_longer_exists_is_still_shown(
    officer_client, draft, places_entry
):
    snapshot = places_entry.snapshot
    snapshot["figures"][0]["records"] = {"model": "gone.thing", "rows": [[1, "옛 기록"]]}
    draft.entries.filter(pk=places_entry.pk).update(snapshot=snapshot)

    assert records(officer_client, places_entry) == [(1, "옛 기록", False)]


@pytest.mark.parametrize("key", ["nothing", "places/x", "%00"])
def test_unknown_figure_is_not_found(officer_client, draft, places_entry, key):
    address = f"/admin/meetings/packetentry/{places_entry.pk}/figure/{key}/"

    assert officer_client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 40])
def test_figure_query_count_does_not_grow(
    officer_client, draft, places_entry, count, django_assert_max_num_queries
):
    for number in range(count):
        make_place(f"홀 {number:02}")
    drafts.assemble_draft(version=draft)

    with django_assert_max_num_queries(14):
        page = officer_client.get(figure_url(places_entry))

    assert len(page.context["records"]) == count + 1


# --- As Excel ------------------------------------------------------------------------------------


def test_excel_holds_the_same_records_and_no_formula(officer_client, draft, places_entry, officer):
    gone = make_place('=HYPERLINK("http://x.example")')
    make_place("+1")
    drafts.assemble_draft(version=draft)
    gone.delete()

    response = officer_client.get(figure_url(places_entry), {"format": "xlsx"})

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [[cell.value for cell in row] for row in sheet] == [
        ["연번", "장소", "비고"],
        [1, "가나홀", None],
        [2, '\'=HYPERLINK("http://x.example")', "현재 기록에 없음"],
        [3, "'+1", None],
    ]
    assert "f" not in {cell.data_type for row in sheet for cell in row}
    assert "attachment" in response["Content-Disposition"]
    record = AccessRecord.objects.get()
    assert (record.user, record.action, record.subject_id) == (
        officer,
        "export",
        places_entry.pk,
    )


# --- Set by hand ---------------------------------------------------------------------------------


def test_value_set_by_hand_is_printed_beside_the_computed_one(
    officer_client, draft, places_entry, officer
):
    response = set_value(officer_client, places_entry, value="1234", reason="협의로 정함")

    override = FigureOverride.objects.get()
    assert (override.value, override.reason, override.set_by) == (1234, "협의로 정함", officer)
    assert told(response) == ["정한 값으로 인쇄합니다."]
    assert (response.context["shown"], response.context["computed"]) == ("1,234", "1")
    assert response.context["difference"] == "+1,233"
    chip = officer_client.get(workbench_url(draft)).context["groups"][2].rows[0].figures[0]
    assert (chip.printed, chip.computed, chip.reason) == ("1,234", "1", "협의로 정함")
    page = officer_client.get(reverse("admin:meetings_packet_view", args=[draft.pk]))
    assert tree(page).xpath("//*[@id='entry1']//a[@class='figure']/text()") == ["1,234"]


def test_results_quote_the_value_set_by_hand(officer_client, draft, places_entry):
    results = PacketEntry.objects.create(
        packet_version=draft, position=9, part="results", section_key="meetings.results"
    )

    set_value(officer_client, places_entry, value="7", reason="협의")

    results.refresh_from_db()
    lines = [item["text"] for item in results.snapshot["body"]["items"]]
    assert ["(장소) 7곳" in line for line in lines] == [True, False]


@pytest.mark.parametrize(
    "data",
    [
        {"value": "7", "reason": ""},
        {"value": "7", "reason": "   "},
        {"value": "", "reason": "협의"},
        {"value": "일곱", "reason": "협의"},
        {"value": "7.5", "reason": "협의"},
        {"value": str(10**30), "reason": "협의"},
        {"value": "-1", "reason": "협의"},
    ],
)
def test_value_without_reason_or_number_is_refused(officer_client, draft, places_entry, data):
    response = set_value(officer_client, places_entry, **data)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert FigureOverride.objects.count() == 0


def test_computed_value_is_printed_again(officer_client, draft, places_entry):
    set_value(officer_client, places_entry, value="7", reason="협의")

    response = set_value(officer_client, places_entry, action="clear")

    assert FigureOverride.objects.count() == 0
    assert told(response) == ["다시 계산값을 인쇄합니다."]


def test_figure_that_is_text_is_not_set_by_hand(officer_client, draft, places_entry):
    address = figure_url(places_entry, "share")
    assert officer_client.get(address).context["may_set"] is False

    response = officer_client.post(address, {"value": "7", "reason": "협의"}, follow=True)

    assert told(response) == ["정수인 수치만 손으로 정할 수 있습니다."]
    assert FigureOverride.objects.count() == 0


def test_second_officer_sees_the_value_set_meanwhile(
    officer_client, second_client, draft, places_entry
):
    set_value(officer_client, places_entry, value="7", reason="처음")
    seen = form_values(second_client.get(figure_url(places_entry)), "//main//form")["seen"]
    set_value(officer_client, places_entry, value="8", reason="고침")

    stale = {"value": "9", "reason": "나중", "seen": seen[0]}
    refused = second_client.post(figure_url(places_entry), stale)

    assert FigureOverride.objects.get().value == 8
    (problem,) = refused.context["form"].non_field_errors()
    assert "한사무" in problem
    assert "8" in problem
    assert "고침" in problem
    again = form_values(refused, "//main//form")
    assert (again["value"], again["reason"]) == (["9"], ["나중"])
    second_client.post(figure_url(places_entry), {key: value[0] for key, value in again.items()})
    assert FigureOverride.objects.get().value == 9


def test_value_set_meanwhile_is_not_taken_back_unread(
    officer_client, second_client, draft, places_entry
):
    set_value(officer_client, places_entry, value="7", reason="처음")
    seen = form_values(second_client.get(figure_url(places_entry)), "//main//form")["seen"]
    set_value(officer_client, places_entry, value="8", reason="고침")

    refused = second_client.post(figure_url(places_entry), {"action": "clear", "seen": seen[0]})

    assert FigureOverride.objects.get().value == 8
    (problem,) = refused.context["form"].non_field_errors()
    assert "고침" in problem
    again = form_values(refused, "//main//form")
    second_client.post(figure_url(places_entry), {"action": "clear", "seen": again["seen"][0]})
    assert FigureOverride.objects.count() == 0


def test_value_taken_back_meanwhile_is_not_set_again_unread(
    officer_client, second_client, draft, places_entry
):
    set_value(officer_client, places_entry, value="7", reason="처음")
    seen = form_values(second_client.get(figure_url(places_entry)), "//main//form")["seen"]
    set_value(officer_client, places_entry, action="clear")

    stale = {"value": "9", "reason": "나중", "seen": seen[0]}
    refused = second_client.post(figure_url(places_entry), stale)

    assert FigureOverride.objects.count() == 0
    (problem,) = refused.context["form"].non_field_errors()
    assert "계산값으로 되돌렸습니다" in problem
    again = form_values(refused, "//main//form")
    second_client.post(figure_url(places_entry), {key: value[0] for key, value in again.items()})
    assert FigureOverride.objects.get().value == 9


def test_published_figure_is_not_set(officer_client, published, places_entry):
    page = officer_client.get(figure_url(places_entry))
    assert page.context["may_set"] is False
    assert tree(page).xpath("//main//form") == []

    for data in ({"value": "7", "reason": "협의"}, {"action": "clear"}):
        response = officer_client.post(figure_url(places_entry), data, follow=True)
        assert told(response) == ["공개한 자료집은 고칠 수 없습니다. 새 판을 만드세요."]
    assert FigureOverride.objects.count() == 0


def test_figure_below_nought_is_refused_everywhere(draft, places_entry, officer):
    with pytest.raises(RuleViolation, match="0보다"):
        drafts.set_figure(
            entry=places_entry, figure_key="places", value=-1, reason="협의", by=officer
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureOverride.objects.create(
            entry=places_entry, figure_key="places", value=-1, reason="협의", set_by=officer
        )


def test_every_figure_of_the_roster_leads_to_the_people_it_counts(officer_client, meeting, roster):
    meeting.roster.update(attendance="present")
    version = packets.open_packet(meeting=meeting).draft
    version.entries.exclude(section_key="meetings.roster").delete()
    drafts.assemble_draft(version=version)
    entry = version.entries.get()

    view = tree(officer_client.get(reverse("admin:meetings_packet_view", args=[version.pk])))
    links = set(view.xpath("//a[@class='figure']/@href"))

    keys = ("target", "present", "absent", "in_person", "by_proxy")
    assert links == {figure_url(entry, key) for key in keys}
    page = tree(officer_client.get(figure_url(entry, "present")))
    address = reverse("admin:meetings_meeting_change", args=[meeting.pk])
    assert page.xpath("//ol[@class='wb-records']//a/@href") == [address] * 6


def test_experts_of_a_panel_lead_to_their_round(officer_client, db):
    evaluation = make_round(experts=2, groups={})
    experts = CountedRecords.of(evaluation.panelists.all()).to_json()

    found = counted_records(experts)

    address = reverse("admin:projectgroups_evaluationround_change", args=[evaluation.pk])
    assert [record.address for record in found] == [address] * 2
