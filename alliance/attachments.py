"""Files kept with a record: known kinds by their content, nothing broken, locked or active."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.translation import gettext as _

from alliance.models import Attachment
from alliance.pictures import clean_name, prepared_picture

MOST_BYTES = 30 * 1024 * 1024
# Office files are archives: what they unpack to is bounded before anything is unpacked.
_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_ENTRIES = 5000

_PICTURES = {
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What an office archive holds, and what it is then called.
_OFFICE_PARTS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_MIMETYPES = {
    "application/hwp+zip": "hwpx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
# Names inside the older containers of Hangul and Office, as they are stored there.
_OLE_STREAMS = {
    "HWP Document File": "hwp",
    "WordDocument": "doc",
    "Workbook": "xls",
    "PowerPoint Document": "ppt",
}
SUFFIXES = sorted(
    {"pdf", "webp"}.union(
        *(kinds.values() for kinds in (_PICTURES, _OFFICE_PARTS, _MIMETYPES, _OLE_STREAMS))
    )
)
_SAME_KIND = {"jpeg": "jpg"}


class _RefusedError(Exception):
    """The message says why, without the file's name."""


def prepared_attachment(upload: UploadedFile) -> ContentFile[bytes]:
    """The file that is kept; raises ValidationError with a message that names it."""
    name = clean_name(upload.name or "")
    try:
        if upload.size and upload.size > MOST_BYTES:
            raise _RefusedError(
                _("larger than %(limit)s MB") % {"limit": MOST_BYTES // 1024 // 1024}
            )
        upload.seek(0)
        content = upload.read()
        suffix = _kind_of(content, name)
        named = PurePath(name).suffix.lower().lstrip(".")
        if _SAME_KIND.get(named, named) != suffix:
            raise _RefusedError(
                _("the content is a %(kind)s file, the name says otherwise") % {"kind": suffix}
            )
    except _RefusedError as refusal:
        raise ValidationError(
            _("%(name)s is refused: %(reason)s."), params={"name": name, "reason": str(refusal)}
        ) from None
    if suffix in ("jpg", "png", "gif", "webp"):
        return prepared_picture(upload)
    file = ContentFile(content, name=f"attachment.{suffix}")
    file.original_name = name  # type: ignore[attr-defined]
    return file


def _kind_of(content: bytes, name: str) -> str:
    for signature, suffix in _PICTURES.items():
        if content.startswith(signature):
            return suffix
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content.startswith(b"%PDF-"):
        return _checked_pdf(content, name)
    if content.startswith(b"PK\x03\x04"):
        return _checked_archive(content)
    if content.startswith(_OLE):
        return _checked_ole(content)
    if not content:
        raise _RefusedError(_("the file is empty"))
    raise _RefusedError(
        _("only PDF, Hangul, office and picture files are kept (%(kinds)s)")
        % {"kinds": ", ".join(SUFFIXES)}
    )


def _checked_pdf(content: bytes, name: str) -> str:
    from alliance.rendering.errors import UnusableAttachment  # loads the PDF library
    from alliance.rendering.foreign import check_attachment

    try:
        check_attachment(content, name)
    except UnusableAttachment as refusal:
        raise _RefusedError(refusal.reason.rstrip(".")) from None
    return "pdf"


def _checked_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if (
                len(entries) > _MOST_ENTRIES
                or sum(entry.file_size for entry in entries) > _MOST_UNPACKED
            ):
                raise _RefusedError(_("it unpacks to too much"))
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise _RefusedError(_("it is encrypted"))
            names = {entry.filename for entry in entries}
            if any(PurePath(each).name.lower() == "vbaproject.bin" for each in names):
                raise _RefusedError(_("it holds macros"))
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                if declared in _MIMETYPES:
                    return _MIMETYPES[declared]
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError) as error:
        raise _RefusedError(_("it is broken")) from error
    if "[Content_Types].xml" in names:
        for part, suffix in _OFFICE_PARTS.items():
            if any(each.startswith(part) for each in names):
                return suffix
    raise _RefusedError(_("archives are not kept; attach the files themselves"))


def _checked_ole(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _RefusedError(_("it is encrypted"))
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _RefusedError(_("it holds macros"))
    for stream, suffix in _OLE_STREAMS.items():
        if stream.encode("utf-16-le") in content or (
            suffix == "hwp" and stream.encode("ascii") in content
        ):
            return suffix
    raise _RefusedError(_("it is of an unknown kind"))


class AttachmentField(forms.FileField):
    """A form field that gives the checked file."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        accepted = ",".join(f".{suffix}" for suffix in SUFFIXES)
        self.widget.attrs.setdefault("accept", accepted)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        return prepared_attachment(file) if isinstance(file, UploadedFile) else file


def attach_file(
    *, owner: Model, upload: UploadedFile, title: str = "", position: int = 0
) -> Attachment:
    """Keep an uploaded file with its record."""
    file = prepared_attachment(upload)
    return Attachment.objects.create(
        owner=owner,
        file=file,
        original_name=file.original_name,  # type: ignore[attr-defined]
        title=title,
        position=position,
    )
