"""`import_members`: what rows do to the register."""

import json
from datetime import date, datetime

import pytest
from django.core.management import call_command

from members.models import (
    Classification,
    Contact,
    Membership,
    Organisation,
    OrganisationName,
    RegisterChange,
)
from members.services.admission import admit, leave
from members.services.naming import record_organisation
from members.services.register import NewOrganisation, register_many
from tests.sheets import csv_bytes, workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, day):
    """Imports the file and gives exit code and report."""

    def run(content, name="members.csv", **options):
        path, report = tmp_path / name, tmp_path / "report.json"
        path.write_bytes(content)
        code = 0
        try:
            call_command("import_members", str(path), report=report, **options)
        except SystemExit as end:
            code = end.code
        found = json.loads(report.read_text(encoding="utf-8"))
        found["errors"] = [
            (each["row"], each["column"], each["value"], each["message"])
            for each in found["errors"]
        ]
        return code, found

    return run


@pytest.fixture
def gaon(day):
    return register_many(
        [
            NewOrganisation(
                name="주식회사 가온",
                short_name="가온",
                kind="company",
                sub_kind="small",
                joined_on=date(2024, 3, 1),
                address="서울시 중구",
                homepage="https://gaon.example/",
                registration_number="000-01-00007",
            )
        ],
        by=None,
    )[0]


def counts(report):
    return tuple(report[key] for key in ("rows", "created", "updated", "unchanged"))


def test_new_members_are_registered_with_all_they_have(run):
    code, report = run(
        workbook_of(
            [
                {
                    "회원사명": "㈜나래소프트",
                    "사업자등록번호": 1234567891,
                    "구분": "기업",
                    "세부구분": "중기업",
                    "대표자": "김나래",
                    "지역": "서울특별시",
                    "주소": "서울시 어디",
                    "홈페이지": "narae.example",
                    "사업분야": "XR 콘텐츠, 교육",
                    "태그": '디지털 트윈;"A, B"',
                    "소개": "첫 줄\n둘째 줄",
                    "가입일": datetime(2025, 11, 3),
                    "담당자명": "박담당",
                    "담당자직위": "과장",
                    "담당자이메일": "park@narae.example",
                    "담당자전화": "02-000-0000",
                },
                {"회원사명": "다온대학교", "구분": "university", "가입일": "'25.11.2.(일)"},
                {"회원사명": "라온협회", "구분": "institution", "세부구분": "기관/협단체"},
            ]
        ),
        "new.xlsx",
        effective=date(2025, 11, 20),
    )

    assert (code, counts(report), report["errors"]) == (0, (3, 3, 0, 0), [])
    narae = Organisation.objects.get(name="㈜나래소프트")
    assert narae.registration_number == "123-45-67891"
    assert (narae.representative, narae.region, narae.address, narae.homepage) == (
        "김나래",
        "seoul",
        "서울시 어디",
        "https://narae.example",
    )
    assert narae.introduction == "첫 줄\n둘째 줄"
    assert {each.name for each in narae.business_fields.all()} == {"XR 콘텐츠", "교육"}
    assert {each.name for each in narae.tags.all()} == {"디지털 트윈", "A, B"}
    contact = narae.contacts.get()
    assert (contact.role, contact.name, contact.title, contact.email, contact.phone) == (
        "main",
        "박담당",
        "과장",
        "park@narae.example",
        "02-000-0000",
    )
    # Numbers follow the joining days; without one it is the day from which the sheet holds.
    assert list(
        Membership.objects.order_by("organisation__member_number").values_list(
            "organisation__member_number", "organisation__name", "valid_from"
        )
    ) == [
        ("MA-00001", "다온대학교", date(2025, 11, 2)),
        ("MA-00002", "㈜나래소프트", date(2025, 11, 3)),
        ("MA-00003", "라온협회", date(2025, 11, 20)),
    ]
    assert set(Classification.objects.values_list("kind", "sub_kind")) == {
        ("company", "medium"),
        ("university", ""),
        ("institution", "institution_association"),
    }


@pytest.mark.parametrize(
    "written", ["2025-11-06", "2025.11.06", "'25.11.6.", "2025년 11월 6일", "20251106", "45967"]
)
def test_dates_are_read_as_officers_write_them(run, written):
    code, _ = run(csv_bytes("회원사명,구분,가입일", f"가온대학,대학,{written}"))

    assert code == 0
    assert Membership.objects.get().valid_from == date(2025, 11, 6)


def test_changes_go_through_the_dated_register_and_leave_a_trace(run, gaon):
    code, report = run(
        csv_bytes(
            "회원번호,회원사명,세부구분,주소,홈페이지,담당자명,담당자이메일",
            "MA-00001,주식회사 새가온,medium,서울시 강남구,,김새로,kim@gaon.example",
        ),
        effective=date(2025, 11, 10),
    )

    assert (code, counts(report)) == (0, (1, 0, 1, 0))
    gaon.refresh_from_db()
    assert (gaon.name, gaon.address, gaon.homepage) == ("주식회사 새가온", "서울시 강남구", "")
    # No such column: these stay.
    assert (gaon.registration_number, gaon.short_name) == ("000-01-00007", "가온")
    assert list(
        OrganisationName.objects.order_by("pk").values_list("name", "valid_from", "valid_to")
    ) == [
        ("주식회사 가온", None, date(2025, 11, 9)),
        ("주식회사 새가온", date(2025, 11, 10), None),
    ]
    assert list(
        Classification.objects.order_by("pk").values_list("sub_kind", "valid_from", "valid_to")
    ) == [
        ("small", date(2024, 3, 1), date(2025, 11, 9)),
        ("medium", date(2025, 11, 10), None),
    ]
    changes = RegisterChange.objects.exclude(kind="admitted").order_by("pk")
    assert [
        (each.kind, each.effective_on, each.before, each.after, each.reason) for each in changes
    ] == [
        (
            "reclassified",
            date(2025, 11, 10),
            "소기업",
            "중기업",
            "members.csv 2행에서 가져옴",
        ),
        (
            "renamed",
            date(2025, 11, 10),
            "주식회사 가온",
            "주식회사 새가온",
            "members.csv 2행에서 가져옴",
        ),
        (
            "corrected",
            date(2025, 11, 10),
            "주소: 서울시 중구 / 홈페이지: https://gaon.example/",
            # Of people only that something changed: this trace is never deleted.
            "주소: 서울시 강남구 / 홈페이지:  / 담당자명 / 담당자이메일",
            "members.csv 2행에서 가져옴",
        ),
    ]


def test_main_contact_is_changed_and_cleared_while_others_stay(run, gaon):
    Contact.objects.create(organisation=gaon, role="events", name="이행사")
    Contact.objects.create(organisation=gaon, name="김담당", phone="02-1", is_public=True)

    run(csv_bytes("회원번호,담당자전화", "MA-00001,02-2"))
    changed = Contact.objects.get(role="main")
    run(csv_bytes("회원번호,담당자명", "MA-00001,박담당"))
    replaced = Contact.objects.get(role="main")
    run(csv_bytes("회원번호,담당자명,담당자전화", "MA-00001,,"))

    assert (changed.name, changed.phone, changed.is_public) == ("김담당", "02-2", True)
    # Another person has released nothing.
    assert (replaced.name, replaced.is_public) == ("박담당", False)
    assert list(Contact.objects.values_list("name", flat=True)) == ["이행사"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("회원번호,가입일|MA-00001,2023-05-01", [("2023-05-01", None)]),
        ("회원번호,탈퇴일|MA-00001,2025-06-30", [("2024-03-01", "2025-06-30")]),
        ("회원번호,탈퇴일|MA-00001,", [("2024-03-01", None)]),
        ("회원사명,구분,세부구분|㈜가온,,", [("2024-03-01", None)]),
    ],
)
def test_membership_of_a_member(run, gaon, row, expected):
    code, _ = run(csv_bytes(*row.split("|")))

    assert code == 0
    assert [
        (each.valid_from.isoformat(), each.valid_to and each.valid_to.isoformat())
        for each in Membership.objects.all()
    ] == expected


def test_membership_that_ended_is_corrected_or_begins_anew(run, gaon):
    leave(organisation=gaon, on=date(2025, 6, 30), by=None)

    corrected = run(csv_bytes("회원번호,탈퇴일", "MA-00001,2025-07-31"))
    re_entered = run(csv_bytes("회원번호,가입일", "MA-00001,2025-10-01"))
    past = run(csv_bytes("회원번호,가입일,탈퇴일", "MA-00001,2024-03-01,2025-10-15"))

    assert (corrected[0], re_entered[0], past[0]) == (0, 0, 1)
    assert past[1]["errors"] == [
        (2, "탈퇴일", "2025-10-15", "이 기간에 이미 회원입니다."),
    ]
    assert list(Membership.objects.values_list("valid_from", "valid_to")) == [
        (date(2024, 3, 1), date(2025, 7, 31)),
        (date(2025, 10, 1), None),
    ]
    assert Classification.objects.get().sub_kind == "small"


def test_rows_find_their_organisation(run, gaon):
    record_organisation(name="마루미디어")
    others = [
        NewOrganisation(name=name, kind="university", joined_on=date(2025, 1, 2))
        for name in ("바다", "(사)바다")
    ]
    register_many(others, by=None)

    code, report = run(
        csv_bytes(
            "회원번호,회원사명,사업자등록번호,구분,대표자",
            ",가온 주식회사,,,가",
            ",마루 미디어,,대학,나",
            ",(사) 바다 ,,,다",
            "MA-00777,하늘,,대학,라",
        )
    )

    assert (code, counts(report)) == (0, (4, 1, 3, 0))
    assert list(
        Organisation.objects.order_by("representative").values_list(
            "name", "member_number", "representative"
        )
    ) == [
        ("바다", "MA-00002", ""),
        ("주식회사 가온", "MA-00001", "가"),
        ("마루미디어", "MA-00778", "나"),
        ("(사)바다", "MA-00003", "다"),
        ("하늘", "MA-00777", "라"),
    ]


def test_every_error_is_told_and_nothing_is_written(run, gaon):
    record_organisation(name="사나")
    record_organisation(name="(유)사나")
    before = Organisation.objects.count()

    code, report = run(
        csv_bytes(
            "회원번호,회원사명,사업자등록번호,구분,세부구분,홈페이지,가입일,탈퇴일,담당자이메일",
            ",아라,,대학,,,,,",
            ",자라,123-45-67890,기업,중견,http://,2025-02-30,,누구",
            "MA-00009,,,,,,,,",
            ",㈜사나,,,,,,,",
            "MA-00001,주식회사 가온,,,소기업,,2025-01-01,2024-12-31,",
            ",차라,,대학,대기업,,,,",
            ",카라,,,,,,,",
            ",아라,,대학,,,,,",
            ",,,,,,,,a@b.example",
            ",주식회사 가온,123-45-67891,,,,,,",
            ",( ),,대학,,,,,",
        )
    )

    assert (code, counts(report)) == (1, (11, 0, 0, 0))
    assert report["errors"] == [
        (3, "사업자등록번호", "123-45-67890", "사업자등록번호의 검증번호가 맞지 않습니다."),
        (
            3,
            "세부구분",
            "중견",
            "다음 가운데 하나여야 합니다: 대기업, 중기업, 소기업, 기관·협단체, 기타(비영리).",
        ),
        (3, "홈페이지", "http://", "웹 주소가 아닙니다."),
        (3, "가입일", "2025-02-30", "달력에 없는 날짜입니다."),
        (3, "담당자이메일", "누구", "이메일 주소가 아닙니다."),
        (4, "회원번호", "MA-00009", "이 회원번호를 가진 회원사가 없습니다."),
        (
            5,
            "회원사명",
            "㈜사나",
            "이 이름을 쓰는 곳이 여럿입니다: 사나 (–), (유)사나 (–). 회원번호를 적어 주십시오.",
        ),
        (6, "탈퇴일", "2024-12-31", "종료일이 시작일보다 앞섭니다."),
        (7, "세부구분", "대기업", "세부구분이 구분과 맞지 않습니다."),
        (8, "구분", "", "가입하는 곳은 구분이 있어야 합니다."),
        (9, "회원사명", "아라", "같은 회원사가 CSV 2행에도 있습니다."),
        (10, "회원사명", "", "회원번호, 사업자등록번호, 회원사명 가운데 하나는 있어야 합니다."),
        (
            11,
            "사업자등록번호",
            "123-45-67891",
            "주식회사 가온의 사업자등록번호는 000-01-00007입니다. "
            "같은 곳이라면 회원번호를 적어 주십시오.",
        ),
        (12, "회원사명", "( )", "이름에는 글자나 숫자가 있어야 합니다."),
    ]
    assert Organisation.objects.count() == before
    assert not RegisterChange.objects.exclude(kind="admitted").exists()


def test_dry_run_tells_and_writes_nothing(run, gaon):
    code, report = run(
        csv_bytes("회원사명,구분,대표자", "새나라,대학,", "가온,,김가온"), dry_run=True
    )

    assert (code, counts(report)) == (0, (2, 1, 1, 0))
    assert Organisation.objects.get().representative == ""


def test_rows_that_say_what_is_known_change_nothing(run, gaon):
    versions = list(Organisation.objects.values_list("version", flat=True))

    code, report = run(
        csv_bytes(
            "회원사명,구분,세부구분,가입일,지역,주소",
            "가온㈜,회사,소기업,2024.3.1,,서울시  중구",
        ).replace("회사".encode(), "기업".encode())
    )

    assert (code, counts(report)) == (0, (1, 0, 0, 1))
    assert list(Organisation.objects.values_list("version", flat=True)) == versions


def test_missing_file_is_a_usage_error(tmp_path):
    with pytest.raises(Exception, match=r"none\.xlsx") as refusal:
        call_command("import_members", str(tmp_path / "none.xlsx"))

    assert refusal.value.returncode == 2


def test_merged_organisation_is_not_admitted(run, gaon):
    heir = record_organisation(name="큰가온")
    admit(organisation=heir, on=date(2024, 1, 1), kind="university", by=None)
    gaon.successor, gaon.merged_on = heir, date(2025, 5, 1)
    gaon.save()
    leave(organisation=gaon, on=date(2025, 4, 30), reason="merged", by=None)

    code, report = run(csv_bytes("회원번호,가입일", "MA-00001,2025-11-01"))

    assert code == 1
    assert [error[:3] for error in report["errors"]] == [(2, "가입일", "2025-11-01")]


def test_given_numbers_and_new_ones_do_not_meet(run, gaon):
    """Newcomers, and organisations that join, get theirs behind those that the sheet gives."""
    record_organisation(name="마루미디어")

    code, _ = run(
        csv_bytes(
            "회원번호,회원사명,구분,가입일",
            ",나래,대학,2025-03-01",
            ",마루미디어,대학,2025-02-01",
            "MA-00003,다온,대학,2025-05-01",
            ",라온,대학,2025-01-01",
        )
    )

    assert code == 0
    assert dict(Organisation.objects.values_list("name", "member_number")) == {
        "주식회사 가온": "MA-00001",
        "다온": "MA-00003",
        "라온": "MA-00004",
        "마루미디어": "MA-00005",
        "나래": "MA-00006",
    }
