"""회원사 현황 in a packet."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from lxml import html

from alliance.packets import get_section
from alliance.periods import Quarter, ReportingPeriod
from members.models import Organisation
from members.services.admission import admit, leave
from members.services.naming import record_organisation, rename_organisation

pytestmark = pytest.mark.django_db

AS_OF = date(2025, 11, 26)


@pytest.fixture
def section():
    return get_section("members.status")


@pytest.fixture
def members(officer):
    def join(name, on, kind, sub_kind=""):
        organisation = record_organisation(name=name)
        admit(organisation=organisation, on=on, kind=kind, sub_kind=sub_kind, by=officer)
        return organisation

    found = {
        "가온": join("가온", date(2024, 1, 1), "company", "large"),
        "나래": join("나래", date(2025, 10, 1), "company", "small"),
        "다솜": join("다솜", date(2025, 11, 26), "university"),
        "라온": join("라온", date(2025, 11, 27), "institution", "other_nonprofit"),
        "마루": join("마루", date(2024, 1, 1), "company", "small"),
    }
    leave(organisation=found["마루"], on=date(2025, 11, 25), by=officer)
    return found


def collect(section, as_of=AS_OF):
    period = ReportingPeriod(Quarter.of(as_of), as_of, date(as_of.year, 1, 1))
    return section.collect(period, as_of, {}).to_json()


def labels(snapshot, key):
    (figure,) = [each for each in snapshot["figures"] if each["key"] == key]
    assert figure["value"] == len(figure["records"]["rows"])
    return [label for _pk, label in figure["records"]["rows"]]


def test_figures_count_the_records_they_list(section, members):
    snapshot = collect(section)

    assert {each["key"]: each["value"] for each in snapshot["figures"]} == {
        "total": 3,
        "company": 2,
        "large": 1,
        "medium": 0,
        "small": 1,
        "institution": 0,
        "institution_association": 0,
        "other_nonprofit": 0,
        "university": 1,
    }
    assert labels(snapshot, "total") == ["가온", "나래", "다솜"]
    assert labels(snapshot, "small") == ["나래"]


def test_same_records_on_an_earlier_day(section, members):
    assert labels(collect(section, date(2025, 9, 30)), "total") == ["가온", "마루"]


def test_records_bear_the_names_of_the_day(section, members, officer, day):
    rename_organisation(
        organisation=members["가온"], name="새가온", on=date(2025, 11, 1), by=officer
    )

    assert labels(collect(section), "large") == ["새가온"]
    assert labels(collect(section, date(2025, 9, 30)), "large") == ["가온"]


def test_members_without_class_are_shown_apart(section, members):
    Organisation.objects.get(name="다솜").classifications.all().delete()

    snapshot = collect(section)

    assert labels(snapshot, "total") == ["가온", "나래", "다솜"]
    assert labels(snapshot, "unclassified") == ["다솜"]


def test_facts_are_the_admissions(section, members):
    found = section.facts(date(2025, 1, 1), date(2025, 12, 31))

    assert [(fact.model, fact.label, fact.day) for fact in found] == [
        ("members.organisation", "나래", date(2025, 10, 1)),
        ("members.organisation", "다솜", date(2025, 11, 26)),
        ("members.organisation", "라온", date(2025, 11, 27)),
    ]


def test_digest_says_day_and_total(section, members):
    snapshot = collect(section)
    assert section.digest(snapshot) == ["(얼라이언스 회원사) '25년 11월 26일 기준 3개 회원사"]

    snapshot["figures"][0]["shown"] = 1138
    assert section.digest(snapshot) == ["(얼라이언스 회원사) '25년 11월 26일 기준 1,138개 회원사"]


def test_template_prints_both_head_rows_and_every_cell(section, members):
    snapshot = collect(section)

    printed = render_to_string(
        section.template_name,
        {
            "heading": {"mark": "□", "title": str(section.title), "level": 1, "id": "status"},
            "body": snapshot["body"],
            "figures": {each["key"]: each for each in snapshot["figures"]},
            "as_of": snapshot["body"]["as_of"],
        },
    )

    text = " ".join(html.fromstring(printed).text_content().split())
    assert text.startswith(
        "메타버스 얼라이언스 회원사 현황 (총 3개 회원사) "
        "기업 (2개) 기관 (0개) 대학/산학 협력단(1개) 총합 "
        "대기업 중기업 소기업 기관·협단체 기타(비영리) 1 0 1 0 0 1 3"
    )


def test_section_asks_one_query(section, members, django_assert_num_queries):
    with django_assert_num_queries(1):
        collect(section)
