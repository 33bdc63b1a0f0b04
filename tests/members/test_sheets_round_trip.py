"""What is exported comes back as unchanged, whatever it is called."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from members.models import Contact, Organisation
from members.services.admission import admit, leave, merge
from members.services.naming import record_organisation, rename_organisation
from members.services.register import NewContact, NewOrganisation, register_many
from tests.sheets import ALL

pytestmark = pytest.mark.django_db

HOSTILE = [
    "=1+1",
    "+82 2",
    "-가온",
    "@가온",
    "'가온",
    "''=가온",
    "'",
    "\t가온",
    '=HYPERLINK("http://x","가")',
    '가"온", 나',
    "가\n온",
    "가;온|나",
    " 앞뒤 공백 ",
    "_x0041_가",
    "x005F_가",
    "㈜가온",
    "주식회사",
    "ㄱㅏ온",
    "가온 😀",
    "2025-11-26",
    "00123",
    "1e5",
    "TRUE",
    "#REF!",
    "가\u200b온",
    "가\u202e온",
    "<script>alert(1)</script>",
    "{{ 가온 }}",
    "%(name)s",
    "٣عربي",
    "긴" * 140,
]


@pytest.fixture
def hostile_register(day):
    entries = [
        NewOrganisation(
            name=text,
            kind="company" if number % 2 else "university",
            sub_kind="small" if number % 2 else "",
            joined_on=date(2025, 1, 1 + number % 28),
            representative=text[:60],
            address=text,
            homepage="" if number % 3 else "ftp://nowhere",
            introduction=f"{text}\r\n{text}\n\n=1",
            fields=(text[:60].strip() or "가", f"{number},가"),
            tags=(text[:40], f'"{number}"'),
            contact=NewContact(name=text[:60], title=text[:60], email="x@", phone=text[:30]),
        )
        for number, text in enumerate(HOSTILE)
    ]
    register_many(entries, by=None)


def exported(path, **options):
    call_command("export_members", str(path), **options)
    return path


def imported(path, tmp_path, **options):
    report = tmp_path / "report.json"
    call_command("import_members", str(path), report=report, **options)
    return json.loads(report.read_text(encoding="utf-8"))


def state():
    return list(Organisation.objects.order_by("pk").values()), list(
        Contact.objects.order_by("pk").values()
    )


@pytest.mark.parametrize("name", ["members.xlsx", "members.csv"])
def test_hostile_names_come_back_unchanged(hostile_register, tmp_path, name):
    before = state()

    report = imported(exported(tmp_path / name), tmp_path)

    assert report == {
        "rows": len(HOSTILE),
        "created": 0,
        "updated": 0,
        "unchanged": len(HOSTILE),
        "errors": [],
    }
    assert state() == before


def test_export_holds_no_formula(hostile_register, tmp_path):
    book = load_workbook(exported(tmp_path / "members.xlsx"))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row if cell.value]
    text = exported(tmp_path / "members.csv").read_text(encoding="utf-8-sig")

    assert {cell.data_type for cell in cells} == {"s", "d"}
    assert [
        cell.value
        for cell in cells
        if cell.data_type == "s" and cell.value.startswith(("=", "+", "-", "@", "\t", "\r"))
    ] == []
    assert "\n,=" not in text
    assert ",=" not in text


def test_register_as_of_another_day(day, tmp_path):
    register_many(
        [
            NewOrganisation(name=name, kind="university", joined_on=date(2024, 1, 1 + number))
            for number, name in enumerate(["가온", "나래", "다온", "라온"])
        ],
        by=None,
    )
    gaon, narae, daon, raon = Organisation.objects.order_by("pk")
    rename_organisation(organisation=gaon, name="새가온", on=date(2025, 9, 1), by=None)
    leave(organisation=narae, on=date(2025, 8, 31), by=None)
    merge(organisation=daon, into=raon, on=date(2025, 9, 1), by=None)
    admit(
        organisation=record_organisation(name="마루"),
        on=date(2025, 10, 1),
        kind="institution",
        sub_kind="other_nonprofit",
        by=None,
    )

    def rows(as_of):
        path = exported(tmp_path / "members.csv", as_of=as_of)
        lines = path.read_text(encoding="utf-8-sig").splitlines()[1:]
        cells = [line.split(",") for line in lines]
        return [(each[1], each[3], each[12], each[13]) for each in cells]

    assert rows(date(2025, 8, 30)) == [
        ("나래", "대학", "2024-01-02", ""),
        ("다온", "대학", "2024-01-03", ""),
        ("라온", "대학", "2024-01-04", ""),
        ("가온", "대학", "2024-01-01", ""),
    ]
    assert (
        imported(tmp_path / "members.csv", tmp_path, effective=date(2025, 8, 30))["unchanged"] == 4
    )
    assert rows(date(2025, 11, 26)) == [
        ("나래", "대학", "2024-01-02", "2025-08-31"),
        ("다온", "대학", "2024-01-03", "2025-08-31"),
        ("라온", "대학", "2024-01-04", ""),
        ("마루", "기관", "2025-10-01", ""),
        ("새가온", "대학", "2024-01-01", ""),
    ]
    assert imported(tmp_path / "members.csv", tmp_path)["unchanged"] == 5


def test_cp949_is_written_or_refused(day, tmp_path):
    register_many([NewOrganisation(name="㈜똠방", kind="university", joined_on=day)], by=None)
    path = exported(tmp_path / "members.csv", encoding="cp949")
    first = path.read_bytes()
    register_many([NewOrganisation(name="가온😀", kind="university", joined_on=day)], by=None)

    with pytest.raises(CommandError, match="CP949에는 ‘😀’ 글자가 없습니다") as refusal:
        exported(path, encoding="cp949")

    assert "㈜똠방" in first.decode("cp949")
    assert refusal.value.returncode == 1
    # The former file is left as it was, and nothing beside it.
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (first, [path])


@pytest.mark.parametrize("name", ["members.xls", "none/members.csv"])
def test_where_no_file_can_be_written_is_a_usage_error(db, tmp_path, name):
    with pytest.raises(CommandError) as refusal:
        exported(tmp_path / name)

    assert refusal.value.returncode == 2


def test_sheet_that_made_the_register_is_written_again(day, tmp_path):
    """So a register moves from one portal to another, member numbers included."""
    path, sheet = tmp_path / "members.csv", tmp_path / "again.csv"
    path.write_bytes(
        "\r\n".join(
            [
                ",".join(ALL),
                "MA-00007,㈜가온,000-00-00000,기업,대기업,김가온,서울,서울시 중구,"
                "https://gaon.example/,"
                '교육,"XR, 데모","첫 줄\n둘째 줄",2024-03-01,,'
                "박담당,과장,park@gaon.example,'+82-2-0",
                "MA-00012,'=나래,,대학,,,,,,,,,2023-01-02,2025-01-31,,,,",
                "MA-00008,다온,,기관,기타(비영리),,해외,,,,,,2025-11-26,,,,,",
                "",
            ]
        ).encode("utf-8-sig")
    )

    assert imported(path, tmp_path)["created"] == 3
    call_command("export_members", str(sheet))

    written = sheet.read_text(encoding="utf-8-sig").splitlines()
    assert sorted(written) == sorted(path.read_text(encoding="utf-8-sig").splitlines())
