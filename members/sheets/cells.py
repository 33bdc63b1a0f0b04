"""One cell's text as a value, or a reason why it is none."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from alliance.periods import today
from members.names import fold_name
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
_MOST_IN_MEMBER_NUMBER = 20
# What no text column holds: control signs, halves of signs, and signs that nobody sees (of no
# width, or turning the reading direction round).
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u2069\ufeff\ud800-\udfff]"
)
_DASHES = re.compile(r"[\s‐-―−－ー.·/]")
_MEMBER_NUMBER = re.compile(r"[^\W_][\w-]*")
_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,;\n]+))\s*(?:[,;\n]|$)|[,;\n]')
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
    if not fold_name(name):
        raise CellRefused(_("A name needs letters or digits."))
    return name


def read_member_number(text: str) -> str:
    number = member_number_key(text)
    if number and not _MEMBER_NUMBER.fullmatch(number):
        raise CellRefused(_("A member number has letters, digits and hyphens only."))
    return read_text(number, most=_MOST_IN_MEMBER_NUMBER)


def member_number_key(text: str) -> str:
    return unicodedata.normalize("NFKC", read_text(text, most=None))


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


def read_items(text: str, *, most: int) -> tuple[str, ...]:
    """Several names in one cell, with commas, semicolons or line breaks between them."""
    items = []
    for found in _ITEM.finditer(text.replace("\r\n", "\n").replace("\r", "\n")):
        item = found[2] if found[1] is None else found[1].replace('""', '"')
        if item and (name := read_text(item, most=most)):
            items.append(name)
    return tuple(dict.fromkeys(items))


def written_items(names: list[str]) -> str:
    """What `read_items` takes apart again."""
    return ", ".join(
        '"' + name.replace('"', '""') + '"' if re.search(r'[",;\n\r]', name) else name
        for name in sorted(names)
    )
