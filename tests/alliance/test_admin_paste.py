from __future__ import annotations

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from alliance.admin import columns
from alliance.models import Place
from members.models import Person, Seat
from tests.pages import form_values, text

pytestmark = pytest.mark.urls("tests.alliance.admin_site")


@pytest.fixture
def people(db):
    return {name: Person.objects.create(name=name) for name in ("강하나", "도라지", "마루")}


@pytest.fixture
def url(steering_committee):
    return reverse("admin:members_body_paste", args=[steering_committee.pk, "seat"])


def check(client, url, rows, **more):
    return client.post(url, form_values(client.get(url)) | {"rows": rows, "_check": ""} | more)


def save(client, page, url, **more):
    return client.post(url, form_values(page) | {"_save": ""} | more)


def seats():
    return [
        (seat.person.name, seat.role, seat.valid_from, seat.valid_to, seat.position)
        for seat in Seat.objects.select_related("person").order_by("position")
    ]


def test_rows_under_headings_in_any_order_are_saved(officer_client, url, people):
    rows = (
        "시작일\t위원\t까지\t역할\t비고\r\n"
        "2025-01-01\t강하나\t'25.12.31.(수)\t위원장\t\r\n"
        "2025.1.1.\t도라지\t\tmember\t\r\n"
        "2025년 2월 3일\t마루\t\t\t\r\n"
    )
    page = check(officer_client, url, rows)
    assert seats() == []
    assert "사용하지 않는 열: 비고" in text(page)

    response = save(officer_client, page, url)

    assert response.status_code == 302
    assert seats() == [
        ("강하나", "chair", date(2025, 1, 1), date(2025, 12, 31), 1),
        ("도라지", "member", date(2025, 1, 1), None, 2),
        ("마루", "member", date(2025, 2, 3), None, 3),
    ]


def test_every_error_names_its_row_and_column_and_nothing_is_saved(officer_client, url, people):
    Person.objects.create(name="마루")
    rows = (
        "위원\t역할\t시작일\n"
        "없는이\t위원\t2025-01-01\n"
        "강하나\t임금\t2025-02-30\n"
        "마루\t위원\t'25.11.26.(목)\n"
        "도라지\t\t\n"
    )

    page = check(officer_client, url, rows)

    assert page.context["sheet"].messages() == [
        "2행 위원: 찾을 수 없습니다: ‘없는이’",
        "3행 역할: 고를 수 없는 값입니다: ‘임금’ (고를 수 있는 값: 위원장, 위원)",
        "3행 시작일: 없는 날짜입니다: ‘2025-02-30’",
        "4행 위원: ‘마루’에 해당할 수 있는 것이 여럿입니다: 마루, 마루.",
        "4행 시작일: 요일이 다릅니다. 그날은 수요일입니다: ‘'25.11.26.(목)’",
        "5행 시작일: 비워 둘 수 없는 칸입니다.",
    ]
    assert seats() == []
    assert "모든 행 저장" not in text(page)


def test_rules_between_the_rows_are_checked_before_saving(officer_client, url, people):
    page = check(officer_client, url, "강하나\t위원\t2025-01-01\n강하나\t위원\t2025-06-01")

    (message,) = page.context["sheet"].messages()
    assert message.startswith("2행: ")
    assert seats() == []


def test_replacing_keeps_to_what_was_shown(officer_client, url, people, steering_committee):
    seat = Seat.objects.create(
        body=steering_committee, person=people["마루"], valid_from=date(2024, 1, 1)
    )
    page = check(officer_client, url, "강하나\t위원장\t2025-01-01", mode="replace")
    Seat.objects.filter(pk=seat.pk).update(valid_to=date(2024, 12, 31))

    refused = save(officer_client, page, url)

    assert seats() == [("마루", "member", date(2024, 1, 1), date(2024, 12, 31), 0)]
    assert refused.status_code == 200
    save(officer_client, refused, url)
    assert seats() == [("강하나", "chair", date(2025, 1, 1), None, 1)]


def test_quoted_cells_may_hold_line_breaks_which_titles_fold(officer_client, db):
    url = reverse("admin:alliance_place_paste_list", args=["place"])

    page = check(officer_client, url, '"한빛\n회관"\t"큰 ""방"""\n누리센터\t\n')
    save(officer_client, page, url)

    assert list(Place.objects.values_list("name", "room").order_by("pk")) == [
        ("한빛 회관", '큰 "방"'),
        ("누리센터", ""),
    ]


def test_list_paste_refuses_the_whole_sheet_for_one_known_place(officer_client, db):
    Place.objects.create(name="누리센터")
    url = reverse("admin:alliance_place_paste_list", args=["place"])

    page = check(officer_client, url, "한빛회관\n누리센터")
    save(officer_client, page, url)

    assert [place.name for place in Place.objects.all()] == ["누리센터"]


def test_outsiders_cannot_paste(client, outsider, url):
    client.force_login(outsider)

    assert client.post(url, {"rows": "x", "_save": ""}).status_code == 302
    assert seats() == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("15:00 ~ 15:05 (05')", (time(15), time(15, 5))),
        ("15:00~15:05", (time(15), time(15, 5))),
        ("9:30 – 10:00(30′)", (time(9, 30), time(10))),
        ("13시 ∼ 13시 40분", (time(13), time(13, 40))),
    ],
)
def test_time_ranges_are_read_as_they_are_written(cell, expected):
    assert columns.clock_range(cell) == expected


@pytest.mark.parametrize("cell", ["15:00", "16:00 ~ 15:00", "25:00 ~ 26:00", "오후"])
def test_other_time_ranges_are_refused(cell):
    with pytest.raises(ValidationError):
        columns.clock_range(cell)


def test_number_without_end_is_refused():
    with pytest.raises(ValidationError):
        columns.integer("9" * 5000)


@pytest.mark.parametrize(("cell", "expected"), [("1,138", 1138), ("-3", -3), (" 7 ", 7)])
def test_whole_numbers_are_read(cell, expected):
    assert columns.integer(cell) == expected
