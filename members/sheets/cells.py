"""One cell's text as a value, or a reason why it is none."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from alliance.periods import today
from members.items import split_items
from members.names import has_own_letters
from members.services.admission import format_member_number, is_member_number
from members.sheets.columns import (
    KIND_LABELS,
    KINDS,
    REGION_LABELS,
    REGIONS,
    SUB_KIND_LABELS,
    SUB_KINDS,
    plain,
)
from members.validators import (
    normalise_registration_number,
    plausible_day,
    validate_registration_number,
)

_DAY = re.compile(
    r"['’‘`]?\s*(?P<year>\d{4}|\d{2})\s*(?:[-./]|년)\s*(?P<month>\d{1,2})\s*(?:[-./]|월)\s*"
    r"(?P<day>\d{1,2})\s*[.일]?\s*(?:\([월화수목금토일]\))?"
    r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_DIGITS = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_SERIAL = re.compile(r"[2-7]\d{4}")
_EXCEL_ZERO = date(1899, 12, 30)
# What no text column holds: control signs, halves of signs, and signs that nobody sees (of no
# width, or turning the reading direction round).
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u2069\ufeff\ud800-\udfff]"
)
_DASHES = re.compile(r"[\s‐-―−－ー.·/]")
# A spreadsheet takes a telephone number for a number, and its first 0 goes.
_WITHOUT_ZERO = re.compile(
    r"10\d{8}|1[16789]\d{7,8}|2\d{7,8}|(?:3[1-3]|4[1-4]|5[0-5]|6[1-4]|70)\d{7,9}"
)
_AMBIGUOUS_DAY = re.compile(r"\d{1,2}\s*([-/])\s*\d{1,2}\s*\1\s*\d{2}")
_URL = URLValidator(schemes=["http", "https"])


class CellRefused(Exception):
    """The message tells the reason."""


def read_text(text: str, *, most: int | None, lines: bool = False) -> str:
    """Letters composed as Korean is typed: a file from a Mac may hold 가 as ᄀ and ᅡ."""
    clean = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    clean = unicodedata.normalize("NFC", clean)
    clean = clean.strip() if lines else " ".join(clean.split())
    if most is not None and len(clean) > most:
        raise CellRefused(
            _("This is %(length)s letters long; at most %(most)s fit.")
            % {"length": len(clean), "most": most}
        )
    return clean


def read_name(text: str, *, most: int) -> str:
    name = read_text(text, most=most)
    if not name:
        raise CellRefused(_("The name is missing."))
    if not has_own_letters(name):
        raise CellRefused(_("A name needs letters or digits."))
    return name


def read_member_number(text: str) -> str:
    """Of somebody who has none yet: the next numbers count on from it."""
    number = member_number_key(text)
    if number and not is_member_number(number):
        raise CellRefused(
            _("A member number is written like %(example)s. Leave it empty: the next is given.")
            % {"example": format_member_number(1)}
        )
    return number


def member_number_key(text: str) -> str:
    """`ma-00001` is MA-00001."""
    return unicodedata.normalize("NFKC", read_text(text, most=None)).upper()


def registration_key(text: str) -> str:
    """Digits and dashes of whatever width."""
    plain_text = unicodedata.normalize("NFKC", read_text(text, most=None))
    return normalise_registration_number(_DASHES.sub("-", plain_text))


def read_registration_number(text: str) -> str:
    number = registration_key(text)
    try:
        if not number.isascii():
            # Digits of other scripts are digits to the pattern, but not to those who search.
            number = ""
        validate_registration_number(number)
    except ValidationError as error:
        raise CellRefused(" ".join(error.messages)) from error
    return number


def read_day(text: str) -> date:
    written = read_text(text, most=None)
    if _SERIAL.fullmatch(written):
        return _plausible(_EXCEL_ZERO + timedelta(days=int(written)))
    if _AMBIGUOUS_DAY.fullmatch(written):
        raise CellRefused(_("Which of these is the year? Write all four digits of it."))
    found = _DAY.fullmatch(written) or _DIGITS.fullmatch(written)
    if found is None:
        raise CellRefused(_("This is no date. Write it as 2025-11-26, 2025.11.26 or '25.11.26."))
    year = int(found["year"])
    try:
        day = date(year + 2000 if year < 100 else year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise CellRefused(_("There is no such day in the calendar.")) from None
    return _plausible(day)


def _plausible(day: date) -> date:
    if not plausible_day(day, on=today()):
        raise CellRefused(_("The year cannot be right."))
    return day


def read_kind(text: str) -> str:
    return _chosen(text, KINDS, list(KIND_LABELS.values()))


def read_sub_kind(text: str) -> str:
    return _chosen(text, SUB_KINDS, list(SUB_KIND_LABELS.values()))


def read_region(text: str) -> str:
    return _chosen(text, REGIONS, list(REGION_LABELS.values())) if text.strip() else ""


def _chosen(text: str, choices: dict[str, str], labels: list[str]) -> str:
    try:
        return choices[plain(text)]
    except KeyError:
        raise CellRefused(
            _("Choose one of these: %(choices)s.") % {"choices": ", ".join(labels)}
        ) from None


def read_homepage(text: str, *, most: int) -> str:
    address = read_text(text, most=most)
    if not address:
        return ""
    if "://" not in address:
        address = f"https://{address}"
    try:
        _URL(address)
    except ValidationError:
        raise CellRefused(_("This is no address of a web page.")) from None
    return read_text(address, most=most)


def read_email(text: str, *, most: int) -> str:
    address = read_text(text, most=most)
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise CellRefused(_("This is no e-mail address.")) from None
    return address


def read_items(text: str, *, most: int, longest: int) -> tuple[str, ...]:
    """As the companies' own form reads them, and no more of them than that takes."""
    names = (read_text(item, most=longest) for item in split_items(text))
    items = tuple(dict.fromkeys(filter(None, names)))
    if len(items) > most:
        raise CellRefused(
            _("These are %(number)s; at most %(most)s fit.") % {"number": len(items), "most": most}
        )
    return items


def read_phone(text: str, *, most: int) -> str:
    number = read_text(text, most=most)
    return f"0{number}" if _WITHOUT_ZERO.fullmatch(number) else number
