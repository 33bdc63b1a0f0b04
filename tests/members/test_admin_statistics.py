"""회원사 통계: the officers' page of figures, and the lists behind them."""

import io
from datetime import date
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from members.counting import member_statistics
from members.models import Classification, Organisation
from members.services.admission import admit, leave, re_enter
from members.services.classification import reclassify
from members.services.naming import record_organisation
from tests.pages import form_values, text, tree

pytestmark = pytest.mark.django_db

PAGE = "/admin/members/organisation/statistics/"


@pytest.fixture
def alliance(officer):
    """One that stays small, one that grows, one that leaves and comes back, a university."""

    def company(name, on, sub_kind="small"):
        organisation = record_organisation(name=name)
        admit(organisation=organisation, on=on, kind="company", sub_kind=sub_kind, by=officer)
        return organisation

    company("가온", date(2025, 3, 1))
    grown = company("나래", date(2025, 3, 1))
    reclassify(
        organisation=grown, kind="company", sub_kind="medium", on=date(2025, 10, 15), by=officer
    )
    back = company("다온", date(2025, 9, 30))
    leave(organisation=back, on=date(2025, 10, 10), by=officer)
    re_enter(organisation=back, on=date(2025, 11, 3), by=officer)
    school = record_organisation(name="라온대학교")
    admit(organisation=school, on=date(2025, 11, 20), kind="university", by=officer)
    unclassified = company("마루", date(2025, 10, 1))
    Classification.objects.filter(organisation=unclassified).delete()


def figures(response, heading):
    table = tree(response).xpath(f"//section[@aria-labelledby='{heading}']//tbody/tr")
    return {
        row.xpath("string(th)").strip(): [
            cell.xpath("string()").strip() for cell in row.xpath("td")
        ]
        for row in table
    }


def links(response, label):
    (row,) = (
        row
        for row in tree(response).xpath("//section[1]//tbody/tr")
        if row.xpath("string(th)").strip() == label
    )
    return row.xpath("td/a/@href")


def listed(client, address):
    found = client.get(address).context["cl"].queryset
    return [str(each) for each in found]


def test_figures_by_class_and_month(officer_client, alliance):
    page = officer_client.get(PAGE, {"since": "2025-10-01", "as_of": "2025-11-26"})

    assert figures(page, "statistics-by-class") == {
        "기업": ["3", "1", "1", "3", "0"],
        "대기업": ["0", "0", "0", "0", "0"],
        "중기업": ["0", "0", "0", "1", "+1"],
        "소기업": ["3", "1", "1", "2", "-1"],
        "기관": ["0", "0", "0", "0", "0"],
        "기관·협단체": ["0", "0", "0", "0", "0"],
        "기타(비영리)": ["0", "0", "0", "0", "0"],
        "대학/산학 협력단": ["0", "1", "0", "1", "+1"],
        "미분류": ["0", "1", "0", "1", "+1"],
        "합계": ["3", "3", "1", "5", "+2"],
    }
    months = figures(page, "statistics-by-month")
    assert next(iter(months)) == "2024-12"
    assert {name: months[name] for name in ("2025-02", "2025-09", "2025-10", "2025-11")} == {
        "2025-02": ["0", "0", "0"],
        "2025-09": ["1", "0", "3"],
        "2025-10": ["1", "1", "3"],
        "2025-11": ["2", "0", "5"],
    }


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [
        pytest.param(date(2025, 9, 29), ["2", "3", "1", "4", "+2"], id="before"),
        pytest.param(date(2025, 9, 30), ["3", "3", "2", "4", "+1"], id="day-before"),
        pytest.param(date(2025, 11, 25), ["3", "3", "2", "4", "+1"], id="within"),
        pytest.param(date(2025, 11, 26), ["3", "3", "1", "5", "+2"], id="last-day"),
    ],
)
def test_before_and_joined_less_left_is_now(officer_client, alliance, last_day, expected):
    leave(organisation=Organisation.objects.get(name="가온"), on=last_day, by=None)

    page = officer_client.get(PAGE, {"since": "2025-10-01", "as_of": "2025-11-26"})
    months = [list(map(int, row)) for row in figures(page, "statistics-by-month").values()]

    assert figures(page, "statistics-by-class")["합계"] == expected
    assert len(listed(officer_client, links(page, "합계")[2])) == int(expected[2])
    assert all(before[2] + joined - left == now for before, (joined, left, now) in pairwise(months))


def test_without_days_it_is_today_and_its_quarter(officer_client, alliance, day):
    page = officer_client.get(PAGE)

    statistics = member_statistics(day)
    total = figures(page, "statistics-by-class")["합계"]
    assert [int(each) for each in total[1:4]] == [
        statistics.joined,
        statistics.left,
        statistics.total,
    ]
    assert tree(page).xpath("count(//figure/*[name()='svg'])") == 2
    assert tree(page).xpath("//figure//script") == []


def test_behind_each_number_is_its_list(officer_client, alliance):
    page = officer_client.get(PAGE, {"since": "2025-10-01", "as_of": "2025-11-26"})

    small = [listed(officer_client, address) for address in links(page, "소기업")]
    everybody = [listed(officer_client, address) for address in links(page, "합계")]
    medium = [listed(officer_client, address) for address in links(page, "중기업")]
    nobody_knows = [listed(officer_client, address) for address in links(page, "미분류")]

    assert small == [["가온", "나래", "다온"], ["다온"], ["다온"], ["가온", "다온"]]
    assert [sorted(each) for each in everybody] == [
        ["가온", "나래", "다온"],
        ["다온", "라온대학교", "마루"],
        ["다온"],
        ["가온", "나래", "다온", "라온대학교", "마루"],
    ]
    assert medium == [[], [], [], ["나래"]]
    assert nobody_knows == [[], ["마루"], [], ["마루"]]


def test_the_list_behind_a_number_goes_to_excel(officer_client, alliance):
    joined = links(officer_client.get(PAGE, {"since": "2025-10-01"}), "합계")[1]
    export = joined.replace("/membership/", "/membership/export/")

    response = officer_client.post(export, form_values(officer_client.get(export)))

    sheet = load_workbook(io.BytesIO(response.content)).active
    names = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sorted(names) == ["다온", "라온대학교", "마루"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"as_of": "2025-02-30"}, "올바른 날짜를 입력하세요."),
        ({"since": "어제"}, "올바른 날짜를 입력하세요."),
        ({"since": "2025-11-27", "as_of": "2025-11-26"}, "기준일보다 늦습니다"),
        ({"as_of": "0001-01-01"}, "1990년부터 2100년"),
        ({"since": "9999-12-31"}, "1990년부터 2100년"),
    ],
)
def test_days_that_make_no_sense_are_told(officer_client, alliance, query, words):
    page = officer_client.get(PAGE, query)

    assert page.status_code == 200
    assert words in text(page)
    assert tree(page).xpath("//figure") == []


def test_as_an_excel_file(officer_client, alliance):
    response = officer_client.get(
        PAGE, {"since": "2025-10-01", "as_of": "2025-11-26", "format": "xlsx"}
    )

    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    by_class = [list(row) for row in book["구분별"].iter_rows(values_only=True)]
    assert by_class[0] == ["회원 구분", "2025-09-30", "가입", "탈퇴", "2025-11-26", "증감"]
    assert by_class[-1] == ["합계", 3, 3, 1, 5, 2]
    assert list(book["월별"].iter_rows(values_only=True))[-1] == ("2025-11", 2, 0, 5)


def test_statistics_are_for_officers(client, outsider):
    client.force_login(outsider)

    assert client.get(PAGE).status_code == 302
    assert client.get("/admin/members/membership/").status_code == 302


def test_query_count_does_not_grow(officer_client, alliance, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        officer_client.get(PAGE)
