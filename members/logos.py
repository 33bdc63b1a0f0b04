"""Logos as they come in: checked by content, scaled, stripped of what the file tells."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from alliance.pictures import clean_name, prepared_picture

MOST_BYTES = 5 * 1024 * 1024
# Twice as large as the directory shows it, for sharp screens.
SIZE = (640, 640)
LEAST = 32
_HEAD = 4096


def prepared_logo(upload: UploadedFile) -> ContentFile[bytes]:
    """The logo that is kept; raises ValidationError with a message that names the file."""
    name = clean_name(upload.name or "")
    if upload.size and upload.size > MOST_BYTES:
        raise ValidationError(
            _("%(name)s is larger than %(limit)s MB."),
            params={"name": name, "limit": MOST_BYTES // 1024 // 1024},
        )
    upload.seek(0)
    if _is_svg(upload.read(_HEAD), name):
        raise ValidationError(
            _("%(name)s is an SVG drawing, which may carry scripts. Save it as PNG, please."),
            params={"name": name},
        )
    # Pixels alone come out of this: no place, no camera, no comment, and never a bomb.
    plain = prepared_picture(upload)
    with Image.open(plain) as image:
        if min(image.size) < LEAST:
            raise ValidationError(
                _("%(name)s is too small: at least %(least)s × %(least)s pixels."),
                params={"name": name, "least": LEAST},
            )
        image.thumbnail(SIZE)
        stream = io.BytesIO()
        image.save(stream, "PNG", optimize=True)
    file = ContentFile(stream.getvalue(), name="logo.png")
    file.original_name = name  # type: ignore[attr-defined]
    return file


def _is_svg(head: bytes, name: str) -> bool:
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "ignore")
    named = PurePath(name).suffix.lower() in (".svg", ".svgz")
    return named or "<svg" in text.lower()


class LogoField(forms.FileField):
    """A form field that gives the prepared logo."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("accept", "image/png,image/jpeg,image/webp,image/gif")

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        return prepared_logo(file) if isinstance(file, UploadedFile) else file
