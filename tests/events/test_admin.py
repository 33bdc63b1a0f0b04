"""Events in the secretariat's hands."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.urls import reverse

from events import models
from events.services.programme import ProgrammeEntry, replace_programme
from tests.events.conftest import organisation
from tests.pages import form_values, text, tree

GRID = (
    "구분\t대성창업투자A\n김이든 수석팀장\t대성창업투자B\n"
    "14:00~14:15\t(주)첫째\t둘째\n"
    "14:20~14:35\t휴식\n"
    "14:40~14:55\t-\t주식회사 첫째\n"
).replace("대성창업투자A\n김이든 수석팀장", '"대성창업투자A\n김이든 수석팀장"')


def page_of(record):
    return reverse(f"admin:events_{record._meta.model_name}_change", args=[record.pk])


@pytest.mark.parametrize(
    "model",
    [
        models.Event,
        models.Award,
        models.PressCoverage,
        models.PressArticle,
        models.ConsultationEvent,
        models.Advisor,
        models.Slot,
        models.Booking,
    ],
)
def test_every_list_opens_and_can_be_searched(officer_client, investors, slots, model):
    address = reverse(f"admin:events_{model._meta.model_name}_changelist")

    assert officer_client.get(address).status_code == 200
    assert officer_client.get(address, {"q": "대성"}).status_code == 200


@pytest.mark.parametrize("count", [1, 5])
def test_event_list_query_count_does_not_grow(
    officer_client, hall, count, django_assert_max_num_queries
):
    for number in range(count):
        models.Event.objects.create(
            name=f"행사 {number}", kind="forum", date=date(2025, 11, 13), place=hall
        )

    with django_assert_max_num_queries(10):
        officer_client.get(reverse("admin:events_event_changelist"))


def test_officer_is_told_what_does_not_fit_and_saves_all_the_same(officer_client, seminar):
    replace_programme(
        event=seminar,
        rows=[
            ProgrammeEntry(time(14), time(15), "앞"),
            ProgrammeEntry(time(15, 5), time(17, 30), "뒤"),
        ],
    )
    page = officer_client.get(page_of(seminar))
    assert "‘앞’ 순서와 ‘뒤’ 순서 사이 15:00 ~ 15:05(5분)이 비어 있습니다." in text(page)
    assert "공지된 17:00보다 30분 늦습니다." in text(page)

    officer_client.post(page_of(seminar), {**form_values(page), "headline": "고친 문구"})

    seminar.refresh_from_db()
    assert seminar.headline == "고친 문구"


def test_steps_announce_and_cancel(officer_client, year_end):
    models.Event.objects.update(announced_on=None)

    for step, field in (("announce", "announced_on"), ("cancel", "cancelled_on")):
        values = form_values(officer_client.get(page_of(year_end)))
        officer_client.post(page_of(year_end), {**values, f"events_event_{step}": "1"})
        year_end.refresh_from_db()
        assert getattr(year_end, field) == date(2025, 11, 26)


def test_only_steps_that_are_possible_are_offered(officer_client, seminar, year_end):
    def offered(event):
        page = tree(officer_client.get(page_of(event)))
        names = page.xpath("//button[starts-with(@name, 'events_event_')]/@name")
        return [name.removeprefix("events_event_") for name in names]

    assert offered(seminar) == []
    assert offered(year_end) == ["cancel"]
    models.Event.objects.update(announced_on=None)
    assert sorted(offered(year_end)) == ["announce", "cancel"]


def test_programme_is_pasted_from_a_sheet(officer_client, seminar):
    models.EventSession.objects.create(event=seminar, number=2, title="둘째 세션")
    address = reverse("admin:events_event_paste", args=[seminar.pk, "programmerow"])
    rows = (
        "구분\t시간\t주요 내용\t비고\n"
        "행사개회\t14:00~14:05(05')\t○ 행사소개\t사회자\n"
        "\t14:05 ~ 14:10\t개회사\t의장\n"
        "세션2\t14:10~14:20\t휴식\t\n"
        '\t14:20~17:00\t"토론\n- 질의응답"\t\n'
    )

    looked_at = officer_client.post(address, {"rows": rows, "mode": "append"})
    officer_client.post(address, {**form_values(looked_at), "_save": "1"})

    assert list(
        seminar.programme.values_list(
            "start", "group", "session__number", "content", "sub_items", "presenter", "kind"
        )
    ) == [
        (time(14), "행사개회", None, "행사소개", "", "사회자", "item"),
        (time(14, 5), "행사개회", None, "개회사", "", "의장", "item"),
        (time(14, 10), "", 2, "휴식", "", "", "break"),
        (time(14, 20), "", 2, "토론", "질의응답", "", "item"),
    ]


def test_turns_are_pasted_row_by_row(officer_client, consultation, investors, slots):
    company = organisation("(주)첫째")
    address = reverse("admin:events_consultationevent_paste", args=[consultation.pk, "booking"])
    rows = "14:00~14:15\t대성창업투자A\t주식회사 첫째\n14:20~14:35\t대성창업투자B\t첫째"

    looked_at = officer_client.post(address, {"rows": rows, "mode": "append"})
    officer_client.post(address, {**form_values(looked_at), "_save": "1"})

    assert list(models.Booking.objects.values_list("slot__start", "printed_name")) == [
        (time(14), "주식회사 첫째"),
        (time(14, 20), "첫째"),
    ]
    assert {booking.organisation for booking in models.Booking.objects.all()} == {company}


def test_pasted_double_booking_is_told_at_its_row(officer_client, consultation, investors, slots):
    organisation("첫째")
    address = reverse("admin:events_consultationevent_paste", args=[consultation.pk, "booking"])
    rows = "14:00~14:15\t대성창업투자A\t첫째\n14:00~14:15\t대성창업투자B\t첫째"

    answer = officer_client.post(address, {"rows": rows, "mode": "append"})

    assert "이 기업은 같은 시간에 다른 상담이 있습니다." in text(answer)
    assert models.Booking.objects.count() == 0


def test_whole_grid_is_pasted(officer_client, consultation, investors):
    for name in ("(주)첫째", "둘째"):
        organisation(name)
    address = reverse("admin:events_consultationevent_grid", args=[consultation.pk])

    answer = officer_client.post(address, {"rows": GRID}, follow=True)

    assert "상담 3회" in text(answer)
    assert list(
        models.Booking.objects.of_consultation(consultation.pk).values_list(
            "slot__start", "advisor__label", "printed_name"
        )
    ) == [
        (time(14), "대성창업투자A", "(주)첫째"),
        (time(14), "대성창업투자B", "둘째"),
        (time(14, 40), "대성창업투자B", "주식회사 첫째"),
    ]
    assert models.Slot.objects.get(is_break=True).start == time(14, 20)


def test_grid_with_unknown_names_is_refused_with_all_of_them(
    officer_client, consultation, investors
):
    organisation("둘째")
    address = reverse("admin:events_consultationevent_grid", args=[consultation.pk])

    answer = officer_client.post(address, {"rows": GRID})

    assert "‘(주)첫째’ 기관을 찾을 수 없습니다." in text(answer)
    assert "‘주식회사 첫째’ 기관을 찾을 수 없습니다." in text(answer)
    assert models.Slot.objects.count() == 0


def test_slots_are_laid_out_from_a_form(officer_client, consultation):
    address = reverse("admin:events_consultationevent_slots", args=[consultation.pk])

    officer_client.post(address, {"span": "14:00 ~ 15:00", "pause": "14:20~14:40"})

    assert list(consultation.slots.values_list("start", "is_break")) == [
        (time(14), False),
        (time(14, 20), True),
        (time(14, 40), False),
    ]


def test_nobody_but_officers_opens_the_admin(client, seminar, committee_member, outsider):
    for user in (committee_member, outsider):
        client.force_login(user)
        assert client.get(page_of(seminar)).status_code in (302, 403, 404)


def test_admin_page_of_an_event_is_korean(officer_client, seminar):
    page = text(officer_client.get(page_of(seminar)))

    for word in ("공지일", "인원 기준", "인쇄 전 점검", "훈격", "집계일"):
        assert word in page


HOLED = (
    "시간\t대성창업투자A\t\t대성창업투자B\n"
    "14:00 ~ 14:20\t(주)첫째\t{hole}\t둘째\n"
    "14:20 ~ 14:40\t휴식\t휴식\t휴식\n"
)


def test_column_without_an_advisor_shifts_nobody(officer_client, consultation, investors):
    for name in ("(주)첫째", "둘째"):
        organisation(name)
    address = reverse("admin:events_consultationevent_grid", args=[consultation.pk])

    officer_client.post(address, {"rows": HOLED.format(hole="-")})

    bookings = models.Booking.objects.of_consultation(consultation.pk)
    assert list(bookings.values_list("advisor__label", "printed_name")) == [
        ("대성창업투자A", "(주)첫째"),
        ("대성창업투자B", "둘째"),
    ]


def test_company_below_an_empty_heading_is_refused_by_its_column(
    officer_client, consultation, investors
):
    for name in ("(주)첫째", "둘째"):
        organisation(name)
    address = reverse("admin:events_consultationevent_grid", args=[consultation.pk])

    answer = officer_client.post(address, {"rows": HOLED.format(hole="둘째")})

    assert "C열에 기업은 있으나 첫 줄에 상담자 이름이 없습니다." in text(answer)
    assert "둘째" in text(answer)
    assert not models.Booking.objects.exists()
