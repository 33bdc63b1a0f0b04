"""What an import neither guesses nor loses."""

import json
from contextlib import suppress
from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from members.entry_content import changes, drafted_content, fill_draft, live_content
from members.models import EntryDraft, Membership, Organisation, RegisterChange, Tag
from members.services.register import NewOrganisation, register_many
from tests.sheets import csv_bytes, workbook_of, xlsx_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, day):
    """Imports the file and gives its errors."""

    def run(content, name="members.csv"):
        path, report = tmp_path / name, tmp_path / "report.json"
        path.write_bytes(content)
        with suppress(SystemExit):
            call_command("import_members", str(path), report=report)
        found = json.loads(report.read_text(encoding="utf-8"))
        return [(each["row"], each["column"], each["message"]) for each in found["errors"]]

    return run


@pytest.fixture
def gaon(day):
    return register_many(
        [
            NewOrganisation(
                name="가온", kind="university", joined_on=date(2024, 3, 1), region="seoul"
            )
        ],
        by=None,
    )[0]


@pytest.mark.parametrize("written", ["01/02/25", "25/11/26", "25-11-26", "1-2-25"])
def test_day_whose_year_is_a_guess_is_refused(run, written):
    errors = run(csv_bytes("회원사명,구분,가입일", f"나래,대학,{written}"))

    assert errors == [
        (2, "가입일", "어느 쪽이 연도인지 알 수 없습니다. 연도를 네 자리로 적어 주십시오.")
    ]
    assert not Membership.objects.exists()


@pytest.mark.parametrize("written", ["'99.11.26", "98.1.2", "73000"])
def test_year_of_two_digits_is_none_of_the_far_future(run, written):
    errors = run(csv_bytes("회원사명,구분,가입일", f"나래,대학,{written}"))

    assert errors == [(2, "가입일", "연도가 맞지 않습니다.")]


def merged_sheet(*ranges):
    book = Workbook()
    sheet = book.active
    for row in (
        ["회원 명부"],
        ["회원사명", "지역", "메모"],
        ["가온", "서울", "가"],
        ["나래", "부산", "나"],
        ["다온", "대구", "다"],
    ):
        sheet.append(row)
    for each in ranges:
        sheet.merge_cells(each)
    return xlsx_bytes(book=book)


def test_merged_cells_among_the_rows_are_refused(run, gaon):
    errors = run(merged_sheet("A1:C1", "B3:B4", "A5:B5", "C3:C5"), "members.xlsx")

    assert errors == [
        (
            None,
            "",
            "회원 시트에 병합된 셀이 있습니다: B3:B4, A5:B5. 병합을 풀고 행마다 값을 적어 "
            "주십시오.",
        )
    ]
    gaon.refresh_from_db()
    assert gaon.region == "seoul"


def test_cells_merged_above_and_beside_the_rows_are_read(run):
    errors = run(merged_sheet("A1:C1", "C3:C5", "B8:B9"), "members.xlsx")

    assert [error[:2] for error in errors] == [(3, "구분"), (4, "구분"), (5, "구분")]


@pytest.mark.parametrize("number", ["1", "MA-1", "가입-00001", "MA-000001"])
def test_number_of_another_pattern_is_refused_to_newcomers(run, number):
    errors = run(csv_bytes("회원번호,회원사명,구분", f"{number},나래,대학"))

    assert errors == [
        (
            2,
            "회원번호",
            "회원번호는 MA-00001 같은 꼴로 적습니다. 비워 두시면 다음 번호가 매겨집니다.",
        )
    ]


def test_number_is_the_same_in_small_letters(run, gaon):
    errors = run(csv_bytes("회원번호,주소", "ma-00001,부산"))

    gaon.refresh_from_db()
    assert (errors, gaon.address) == ([], "부산")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(csv_bytes("회원번호,회원사명"), "members.csv", id="text"),
        pytest.param(workbook_of([]), "members.xlsx", id="workbook"),
    ],
)
def test_sheet_of_headings_alone_is_refused(run, content, name):
    assert run(content, name) == [(None, "", "제목 행 아래에 회원사를 적은 행이 없습니다.")]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        pytest.param(1012345678, "01012345678", id="mobile"),
        pytest.param(212345678, "0212345678", id="Seoul"),
        pytest.param(512345678.0, "0512345678", id="Busan"),
        pytest.param(7012345678, "07012345678", id="internet"),
        pytest.param(15881234, "15881234", id="nationwide"),
        pytest.param("010-1234-5678", "010-1234-5678", id="text"),
        pytest.param("+82 10 1234 5678", "+82 10 1234 5678", id="abroad"),
    ],
)
def test_telephone_number_keeps_its_zero(run, gaon, cell, kept):
    errors = run(
        xlsx_bytes(["회원번호", "담당자명", "담당자전화"], ["MA-00001", "김담당", cell]),
        "members.xlsx",
    )

    assert (errors, gaon.contacts.get().phone) == ([], kept)


def test_trace_tells_of_every_field_that_changed(run, gaon):
    errors = run(
        csv_bytes("회원번호,지역,주소,소개,태그", f"MA-00001,부산,{'주' * 180},{'소' * 1900},XR")
    )

    change = RegisterChange.objects.get(kind="corrected")
    assert errors == []
    assert change.before == "지역: 서울 / 주소:  / 소개:  / 태그: "
    assert change.after == f"지역: 부산 / 주소: {'주' * 180} / 소개: {'소' * 1900} / 태그: XR"


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        pytest.param(
            "소개", "가" * 2001, "2001자입니다. 2000자까지 적을 수 있습니다.", id="introduction"
        ),
        pytest.param(
            "태그",
            ";".join(f"t{number}" for number in range(11)),
            "11개를 적으셨습니다. 10개까지 적으실 수 있습니다.",
            id="tags",
        ),
        pytest.param(
            "사업분야",
            ";".join(f"f{number}" for number in range(6)),
            "6개를 적으셨습니다. 5개까지 적으실 수 있습니다.",
            id="fields",
        ),
    ],
)
def test_sheet_takes_no_more_than_the_company_itself_could_save(run, gaon, column, text, message):
    errors = run(csv_bytes(f"회원번호,{column}", f"MA-00001,{text}"))

    assert errors == [(2, column, message)]


def test_tags_are_read_by_one_rule_in_sheet_and_form(run, gaon):
    gaon.tags.add(Tag.objects.create(name="#옛날, 것"))
    run(csv_bytes("회원번호,태그", 'MA-00001,"""A, B"",#C、D ""E"""'))
    organisation = Organisation.objects.get()
    live = live_content(organisation)
    draft = EntryDraft(organisation=organisation)
    fill_draft(draft, live)

    assert live.tags == ("A, B", "C", 'D "E"')
    assert changes(base=live, live=live, drafted=drafted_content(draft)) == []
