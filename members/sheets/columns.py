"""The columns of the member sheet, and what may stand in those with a fixed choice.

Headings and choices are the format that files are exchanged in: they are Korean in every language.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from members.models import Classification, Organisation

_Kind, _SubKind, _Region = Classification.Kind, Classification.SubKind, Organisation.Region


class Column(StrEnum):
    NUMBER = "회원번호"
    NAME = "회원사명"
    REGISTRATION = "사업자등록번호"
    KIND = "구분"
    SUB_KIND = "세부구분"
    REPRESENTATIVE = "대표자"
    REGION = "지역"
    ADDRESS = "주소"
    HOMEPAGE = "홈페이지"
    FIELDS = "사업분야"
    TAGS = "태그"
    INTRODUCTION = "소개"
    JOINED = "가입일"
    LEFT = "탈퇴일"
    CONTACT_NAME = "담당자명"
    CONTACT_TITLE = "담당자직위"
    CONTACT_EMAIL = "담당자이메일"
    CONTACT_PHONE = "담당자전화"


KEYS = (Column.NUMBER, Column.REGISTRATION, Column.NAME)
DATES = (Column.JOINED, Column.LEFT)
CONTACT = {
    Column.CONTACT_NAME: "name",
    Column.CONTACT_TITLE: "title",
    Column.CONTACT_EMAIL: "email",
    Column.CONTACT_PHONE: "phone",
}

KIND_LABELS = {_Kind.COMPANY: "기업", _Kind.INSTITUTION: "기관", _Kind.UNIVERSITY: "대학"}
SUB_KIND_LABELS = {
    _SubKind.LARGE: "대기업",
    _SubKind.MEDIUM: "중기업",
    _SubKind.SMALL: "소기업",
    _SubKind.ASSOCIATION: "기관·협단체",
    _SubKind.NON_PROFIT: "기타(비영리)",
}
REGION_LABELS = {
    _Region.SEOUL: "서울",
    _Region.BUSAN: "부산",
    _Region.DAEGU: "대구",
    _Region.INCHEON: "인천",
    _Region.GWANGJU: "광주",
    _Region.DAEJEON: "대전",
    _Region.ULSAN: "울산",
    _Region.SEJONG: "세종",
    _Region.GYEONGGI: "경기",
    _Region.GANGWON: "강원",
    _Region.CHUNGBUK: "충북",
    _Region.CHUNGNAM: "충남",
    _Region.JEONBUK: "전북",
    _Region.JEONNAM: "전남",
    _Region.GYEONGBUK: "경북",
    _Region.GYEONGNAM: "경남",
    _Region.JEJU: "제주",
    _Region.ABROAD: "해외",
}
_KIND_SPELLINGS = {_Kind.UNIVERSITY: ("대학교", "대학/산학협력단", "산학협력단")}
_SUB_KIND_SPELLINGS = {
    _SubKind.ASSOCIATION: ("협단체",),
    _SubKind.NON_PROFIT: ("기타", "비영리"),
}
_REGION_SPELLINGS = {
    _Region.SEOUL: ("서울특별시", "서울시"),
    _Region.BUSAN: ("부산광역시", "부산시"),
    _Region.DAEGU: ("대구광역시", "대구시"),
    _Region.INCHEON: ("인천광역시", "인천시"),
    _Region.GWANGJU: ("광주광역시", "광주시"),
    _Region.DAEJEON: ("대전광역시", "대전시"),
    _Region.ULSAN: ("울산광역시", "울산시"),
    _Region.SEJONG: ("세종특별자치시", "세종시"),
    _Region.GYEONGGI: ("경기도",),
    _Region.GANGWON: ("강원도", "강원특별자치도"),
    _Region.CHUNGBUK: ("충청북도",),
    _Region.CHUNGNAM: ("충청남도",),
    _Region.JEONBUK: ("전라북도", "전북특별자치도"),
    _Region.JEONNAM: ("전라남도",),
    _Region.GYEONGBUK: ("경상북도",),
    _Region.GYEONGNAM: ("경상남도",),
    _Region.JEJU: ("제주도", "제주특별자치도"),
    _Region.ABROAD: ("국외",),
}


def plain(text: str) -> str:
    """Letters and digits alone, so that spaces, dots and signs make no difference."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _spellings(labels: dict, more: dict) -> dict[str, str]:  # type: ignore[type-arg]
    found: dict[str, str] = {}
    for choice, label in labels.items():
        for text in (str(choice.value), label, *more.get(choice, ())):
            found[plain(text)] = str(choice.value)
    return found


KINDS = _spellings(KIND_LABELS, _KIND_SPELLINGS)
SUB_KINDS = _spellings(SUB_KIND_LABELS, _SUB_KIND_SPELLINGS)
REGIONS = _spellings(REGION_LABELS, _REGION_SPELLINGS)

_HEADINGS = {plain(column): column for column in Column}


def column_called(heading: str) -> Column | None:
    """`사업자 등록번호 *` is the column of registration numbers."""
    return _HEADINGS.get(plain(heading))
