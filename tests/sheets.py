"""Member sheets as people send them."""

from __future__ import annotations

import io

from openpyxl import Workbook

ALL = [
    "회원번호",
    "회원사명",
    "사업자등록번호",
    "구분",
    "세부구분",
    "대표자",
    "지역",
    "주소",
    "홈페이지",
    "사업분야",
    "태그",
    "소개",
    "가입일",
    "탈퇴일",
    "담당자명",
    "담당자직위",
    "담당자이메일",
    "담당자전화",
]


def csv_bytes(*rows, encoding="utf-8"):
    return "\r\n".join(rows).encode(encoding)


def xlsx_bytes(*rows, title="회원", book=None):
    book = book or Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook_of(rows, columns=ALL):
    """Rows as dicts by column."""
    return xlsx_bytes(columns, *[[row.get(column) for column in columns] for row in rows])
