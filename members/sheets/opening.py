"""What is no member sheet is refused here, in words that help, before anything is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import IO

from django.utils.translation import gettext as _

from alliance.errors import RuleViolation

# Less than the reverse proxy lets in (deploy/Caddyfile), so that it is said here, and in words.
MOST_BYTES = 90 * 1024 * 1024
MOST_ROWS = 200_000
_MOST_UNPACKED = 1024 * 1024 * 1024
# Sheets of text shrink to a tenth or a twentieth; only what was made to burst shrinks further.
_MOST_SHRUNK, _SHRUNK_FROM = 120, 20 * 1024 * 1024
_MOST_ENTRIES = 2000
# Parts that the reader takes whole: they list the other parts, and are small.
_READ_WHOLE = ("[content_types].xml", "_rels/", "xl/workbook", "xl/_rels/")
_MOST_WHOLE = 4 * 1024 * 1024
_HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_SECTOR_SHIFT, _OLE_DIRECTORY = slice(30, 32), slice(48, 52)
_NO_TEXT = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)


class SheetRefused(RuleViolation):
    """The file as a whole cannot be read."""


def is_workbook(file: IO[bytes], name: str) -> bool:
    """True for a workbook, False for text; anything else is refused."""
    size = file.seek(0, 2)
    file.seek(0)
    if not size:
        raise SheetRefused(_("The file is empty."))
    if size > MOST_BYTES:
        raise SheetRefused(
            _("The file is larger than %(limit)s MB. Please split it.")
            % {"limit": MOST_BYTES // 1024 // 1024}
        )
    head = file.read(_HEAD)
    suffix = PurePath(name).suffix.lower()
    if head.startswith(_OLE):
        _refuse_ole(file, head)
    if head.startswith(b"PK\x03\x04"):
        _check_archive(file)
        return True
    if head.startswith(b"PK"):
        raise SheetRefused(_("The workbook is empty or broken. Please save it once more in Excel."))
    if suffix not in (".csv", ".tsv", ".txt"):
        raise SheetRefused(
            _("This is no Excel workbook. Please save the file as .xlsx or .csv and upload that.")
        )
    if head.startswith(_NO_TEXT):
        raise SheetRefused(_("This is no text file, although its name says so."))
    return False


def _refuse_ole(file: IO[bytes], head: bytes) -> None:
    """The container's list of streams tells a locked workbook from an old one."""
    sector = int.from_bytes(head[_OLE_DIRECTORY], "little") + 1
    shift = int.from_bytes(head[_OLE_SECTOR_SHIFT], "little")
    file.seek(sector << min(shift, 12))
    streams = head + file.read(64 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in streams:
        raise SheetRefused(
            _("The workbook is encrypted. Please save it without a password and upload it again.")
        )
    raise SheetRefused(
        _("This is an old Excel file (.xls) or another office file. Please save it as .xlsx.")
    )


def _check_archive(file: IO[bytes]) -> None:
    """Judge by the table of contents; readers never get more out than it declares."""
    broken = _("The workbook is broken or cut off. Please save it once more in Excel.")
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise SheetRefused(broken) from error
    names = {entry.filename.lower() for entry in entries}
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise SheetRefused(
            _("The workbook is encrypted. Please save it without a password and upload it again.")
        )
    if any(PurePath(name).name == "vbaproject.bin" for name in names):
        raise SheetRefused(_("The workbook holds macros. Please save it as .xlsx without macros."))
    if "xl/workbook.bin" in names:
        raise SheetRefused(_("This is a binary workbook (.xlsb). Please save it as .xlsx."))
    if "[content_types].xml" not in names or not any(each.startswith("xl/") for each in names):
        raise SheetRefused(
            _("This archive is no Excel workbook. Please save the file as .xlsx and upload that.")
        )
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    too_much = (
        unpacked > _MOST_UNPACKED
        or len(entries) > _MOST_ENTRIES
        or (unpacked > _SHRUNK_FROM and unpacked // packed > _MOST_SHRUNK)
        or any(
            entry.file_size > _MOST_WHOLE and entry.filename.lower().startswith(_READ_WHOLE)
            for entry in entries
        )
    )
    if too_much:
        raise SheetRefused(
            _("The workbook unpacks to far too much. Please copy the rows into a new workbook.")
        )
