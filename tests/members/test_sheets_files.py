"""What files are read, and what is refused in words that help."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from openpyxl import Workbook

from members.sheets.opening import SheetRefused
from members.sheets.reading import sheet_rows
from tests.sheets import csv_bytes, xlsx_bytes

BROKEN = "엑셀 파일이 깨졌거나 회원 명부에 있을 수 없는 내용이 들어 있습니다."
CUT = "엑셀 파일이 깨졌거나 잘렸습니다."
TOO_MUCH = "압축을 풀면 지나치게 커지는 파일이라 읽지 않습니다."
TOO_MANY_ROWS = "시트가 200,000행을 넘습니다."
NO_WORKBOOK = "엑셀 파일이 아닙니다. 엑셀에서 .xlsx나 .csv로 저장한 파일을 올려 주십시오."
NO_HEADING = "첫 행에 회원 명부의 제목(회원번호, 회원사명 등)이 있어야 합니다."
GOOD = xlsx_bytes(["회원사명", "구분"], ["가온", "대학"])
PAGE = "<html><td>회원사명</td></html>".encode()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEADING = (
    '<row r="1"><c t="inlineStr"><is><t>회원사명</t></is></c>'
    '<c t="inlineStr"><is><t>구분</t></is></c></row>'
).encode()
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "'
    + b"&a;" * 100
    + b'"><!ENTITY c "'
    + b"&b;" * 100
    + b'"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
)


def repacked(*, more=(), **changed):
    """GOOD with some parts replaced; None takes a part out."""
    parts = {
        "sheet": "xl/worksheets/sheet1.xml",
        "types": "[Content_Types].xml",
        "workbook": "xl/workbook.xml",
        "styles": "xl/styles.xml",
        "rels": "xl/_rels/workbook.xml.rels",
    }
    new = {parts[key]: change for key, change in changed.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            change = new.get(name, lambda content: content)
            if change is not None:
                target.writestr(name, change(source.read(name)))
        for name, content in more:
            target.writestr(name, content)
    return out.getvalue()


def sheet(rows, before=b"", after=b""):
    xml = b"<worksheet %s>%s<sheetData>%s%s</sheetData>%s</worksheet>" % (
        MAIN,
        before,
        HEADING,
        rows,
        after,
    )
    return repacked(sheet=lambda _content: xml)


def with_entity(content, place, text):
    body = content.partition(b"?>")[2] if content.startswith(b"<?xml") else content
    return ENTITIES + body.replace(place, place + text, 1)


def read(content, name="members.xlsx"):
    return [(row.number, *row.cells.values()) for row in sheet_rows(io.BytesIO(content), name, [])]


REFUSED = {
    "nothing.xlsx": (lambda: b"", "빈 파일입니다."),
    "cut-off.xlsx": (lambda: GOOD[: len(GOOD) // 2], CUT),
    "old.xls": (lambda: OLE + bytes(4096), "예전 엑셀 파일(.xls)이거나 다른 오피스 파일입니다."),
    "locked.xlsx": (
        lambda: OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512),
        "암호가 걸린 엑셀 파일입니다.",
    ),
    "macros.xlsm": (
        lambda: repacked(more=[("xl/vbaProject.bin", b"x")]),
        "매크로가 든 엑셀 파일입니다.",
    ),
    "binary.xlsb": (
        lambda: repacked(workbook=None, more=[("xl/workbook.bin", b"x")]),
        "바이너리 엑셀 파일(.xlsb)입니다.",
    ),
    "letter.docx": (
        lambda: repacked(sheet=None, workbook=None, styles=None, rels=None, types=None),
        "엑셀 파일이 아닌 압축 파일입니다.",
    ),
    "page.xls": (lambda: PAGE, NO_WORKBOOK),
    "text.xlsx": (lambda: csv_bytes("회원사명,구분", "가,대학"), NO_WORKBOOK),
    "page.csv": (lambda: PAGE, NO_HEADING),
    "document.csv": (lambda: b"%PDF-1.7", "이름과 달리 텍스트(CSV) 파일이 아닙니다."),
    "nul.csv": (lambda: csv_bytes("회원사명,구분", "가\0,대학"), "텍스트에 있을 수 없는 문자"),
    "other-text.csv": (lambda: b"\xa1\xff\x81" * 9, "UTF-8도 CP949(한글 윈도)도 아닌 텍스트"),
    "headless.csv": (lambda: csv_bytes("가,나", "1,2"), NO_HEADING),
    "twice.csv": (
        lambda: csv_bytes("회원사명,구분,회원 사명", "가,대학,나"),
        "CSV에 회원사명 열이 두 번 있습니다.",
    ),
    "open-quote.csv": (
        lambda: csv_bytes("회원사명,구분", '"가,대학') + b"\nx" * 600_000,
        "2행을 읽을 수 없습니다. 닫히지 않은 따옴표가 있는지 살펴 주십시오.",
    ),
    "one-line.csv": (lambda: b"a," * 2_500_000, "한 행이 지나치게 긴 파일입니다."),
    "bomb.xlsx": (lambda: repacked(sheet=lambda _: b" " * (30 << 20)), TOO_MUCH),
    "entries.xlsx": (lambda: repacked(more=[(f"x/{n}", b"") for n in range(2001)]), TOO_MUCH),
    "headless.xlsx": (lambda: xlsx_bytes(["가"]), "첫 10행 안에 회원 명부의 제목"),
    "far-row.xlsx": (lambda: sheet(b'<row r="1048576"><c><v>1</v></c></row>'), TOO_MANY_ROWS),
    "one-row-for-ever.xlsx": (
        lambda: sheet(b'<row r="2">' + b"<c><v>1</v></c>" * 60_000 + b"</row>"),
        BROKEN,
    ),
    "columns.xlsx": (
        lambda: sheet(b"", before=b"<cols>" + b'<col min="1"/>' * 100_001 + b"</cols>"),
        BROKEN,
    ),
    "no-number.xlsx": (lambda: sheet(b'<row r="2"><c t="n"><v>x</v></c></row>'), BROKEN),
    "no-string.xlsx": (lambda: sheet(b'<row r="2"><c t="s"><v>9</v></c></row>'), BROKEN),
    "laughs-in-sheet.xlsx": (
        lambda: repacked(
            sheet=lambda xml: with_entity(
                xml, b"<sheetData>", b'<row><c t="inlineStr"><is><t>&c;</t></is></c></row>'
            )
        ),
        BROKEN,
    ),
    "laughs-in-workbook.xlsx": (
        lambda: repacked(workbook=lambda xml: with_entity(xml, b"<sheets>", b"<x>&c;</x>")),
        BROKEN,
    ),
    "foreign-file.xlsx": (
        lambda: repacked(
            sheet=lambda xml: with_entity(
                xml, b"<sheetData>", b'<row><c t="inlineStr"><is><t>&f;</t></is></c></row>'
            )
        ),
        BROKEN,
    ),
    "foreign-part.xlsx": (
        lambda: repacked(
            rels=lambda xml: xml.replace(
                b'Target="/xl/worksheets/sheet1.xml"',
                b'Target="http://127.0.0.1:9/" TargetMode="External"',
            )
        ),
        "첫 10행 안에 회원 명부의 제목",
    ),
    "many-sheets.xlsx": (
        lambda: repacked(
            workbook=lambda xml: xml.replace(
                b"</sheets>",
                b"".join(
                    b'<sheet xmlns:q="http://schemas.openxmlformats.org/officeDocument/2006/'
                    b'relationships" name="s%d" sheetId="%d" q:id="rId1"/>' % (n, n + 9)
                    for n in range(200)
                )
                + b"</sheets>",
            )
        ),
        BROKEN,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_file_is_refused_at_once_with_a_sentence(name):
    make, sentence = REFUSED[name]
    content = make()
    start = time.monotonic()

    with pytest.raises(SheetRefused) as refusal:
        read(content, name)

    assert str(refusal.value).startswith(sentence)
    assert time.monotonic() - start < 2


def test_too_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(91 * 1024 * 1024)

    with path.open("rb") as file, pytest.raises(SheetRefused, match="파일이 90MB보다 큽니다"):
        list(sheet_rows(file, path.name, []))


HEADS = "회원사명,구분,소개"
ROW = '㈜가온 똠방,대학,"첫 줄, 그리고\n둘째 줄"'
READ = [(2, "㈜가온 똠방", "대학", "첫 줄, 그리고\n둘째 줄")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_in_every_common_writing(encoding, delimiter):
    rows = [HEADS.replace(",", delimiter), ROW.replace(",대학,", f"{delimiter}대학{delimiter}")]

    assert read(csv_bytes(*rows, encoding=encoding), "members.csv") == READ


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        ((HEADS, "", "가,,", "", ",,", "나,,"), [3, 6]),
        (("2025년 회원 명부", "", HEADS, "가,,"), [4]),
        (("sep=,", HEADS, "가,,"), [3]),
    ],
)
def test_rows_are_counted_as_the_spreadsheet_does(rows, numbers):
    assert [number for number, *_ in read(csv_bytes(*rows), "members.csv")] == numbers


def test_workbook_is_read_sheet_by_sheet():
    book = Workbook()
    book.active.append(["회원사명 *", "구  분"])
    book.active.append(["=1+1", "대학"])
    book.active.append(["'=1+1", None])
    book.active.append([1234567891.0, True])
    second = book.create_sheet("둘째")
    second.append(["제목"])
    second.append(["구분", "메모", "회원사명"])
    second.append(["기업", "아무 말", "_xAC00_온"])
    for name in ("예시", "안내", "빈 시트"):
        book.create_sheet(name).append(["회원사명", "구분"] if name == "예시" else ["설명"])
    hidden = book.create_sheet("숨김")
    hidden.sheet_state = "hidden"
    hidden.append(["회원사명", "구분"])
    hidden.append(["숨은 곳", "대학"])
    unused = []
    file = io.BytesIO(xlsx_bytes(book=book))

    rows = list(sheet_rows(file, "members.xlsx", unused))

    assert [(row.sheet, row.number, list(row.cells.values())) for row in rows] == [
        ("회원", 2, ["=1+1", "대학"]),
        ("회원", 3, ["=1+1", ""]),
        ("회원", 4, ["1234567891", "TRUE"]),
        ("둘째", 3, ["기업", "가온"]),
    ]
    assert [list(row.faults.values()) for row in rows] == [
        ["수식은 읽지 않습니다. 값으로 붙여 넣어 주십시오."],
        [],
        [],
        [],
    ]
    assert unused == ["메모"]


@pytest.mark.parametrize(
    "content",
    [
        # What stands behind the rows, and what a sheet says of its size, is not believed.
        sheet(
            '<row r="2"><c t="inlineStr"><is><t>가온</t></is></c></row>'.encode(),
            before=b'<dimension ref="A1:XFD1048576"/>',
            after=b"<mergeCells>" + b'<mergeCell ref="A1:B1"/>' * 50_000 + b"</mergeCells>",
        ),
        repacked(
            styles=lambda xml: xml.replace(b"<cellXfs", b"<cellXfs"), more=[("../../x", b"x")]
        ),
    ],
)
def test_harmless_oddities_are_read(content):
    assert [row[:2] for row in read(content)] == [(2, "가온")]
