"""Pictures as they come in: checked by content, stripped of what they tell, scaled for print."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from alliance.models import Picture

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
# Two thirds of an A4 page at 250 dpi: wider pictures only make packets heavy.
PRINT_SIZE = (1800, 2400)
KINDS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
# A JPEG may hold thousands of passes over the same pixels: small to send, long to read.
_MOST_SCANS = 100
_LARGEST_PNG = 1024 * 1024


def clean_name(name: str) -> str:
    """The uploader's file name without a path and without signs that nobody sees."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable()).strip()[-255:] or "file"


def prepared_picture(upload: UploadedFile) -> ContentFile[bytes]:
    """The picture that is kept; raises ValidationError with a message that names the file."""
    name = clean_name(upload.name or "")
    if upload.size and upload.size > MOST_BYTES:
        raise ValidationError(
            _("%(name)s is larger than %(limit)s MB."),
            params={"name": name, "limit": MOST_BYTES // 1024 // 1024},
        )
    upload.seek(0)
    content = upload.read()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with _whole_files_only():
                kept, suffix = _converted(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, _TooLargeError) as error:
        raise ValidationError(
            _("%(name)s has too many pixels: at most %(limit)s."),
            params={"name": name, "limit": f"{MOST_PIXELS:,}"},
        ) from error
    except UnidentifiedImageError as error:
        raise ValidationError(
            _("%(name)s is no picture that can be printed. Use JPEG, PNG, WebP, GIF, BMP or TIFF."),
            params={"name": name},
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        # Pillow tells of broken files in all of these ways.
        raise ValidationError(
            _("%(name)s is broken and cannot be read."), params={"name": name}
        ) from error
    file = ContentFile(kept, name=f"picture.{suffix}")
    file.original_name = name  # type: ignore[attr-defined]
    return file


@contextmanager
def _whole_files_only() -> Iterator[None]:
    """WeasyPrint, once loaded, lets Pillow fill up truncated files for the whole process."""
    usual = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = usual


class _TooLargeError(Exception):
    """Told from the header, before any pixel is unpacked."""


def _converted(content: bytes) -> tuple[bytes, str]:
    with Image.open(io.BytesIO(content), formats=KINDS) as image:
        if image.width * image.height > MOST_PIXELS or content.count(b"\xff\xda") > _MOST_SCANS:
            raise _TooLargeError
        kind = image.format
        image.draft("RGB", PRINT_SIZE)
        image.load()  # of several pictures the first
        shown: Image.Image = ImageOps.exif_transpose(image)
    shown.thumbnail(PRINT_SIZE)
    # A new picture carries over pixels alone: no place, no date, no comment.
    plain = _in_screen_colours(shown)
    stream = io.BytesIO()
    if kind in ("PNG", "GIF", "BMP"):
        plain.save(stream, "PNG", optimize=True)
        if stream.tell() <= _LARGEST_PNG:
            return stream.getvalue(), "png"
        stream = io.BytesIO()
    plain.save(stream, "JPEG", quality=85, optimize=True, progressive=True)
    return stream.getvalue(), "jpg"


def _in_screen_colours(image: Image.Image) -> Image.Image:
    """sRGB on white paper, from whatever the file holds."""
    if image.mode.startswith(("I", "F")):
        image = image.convert("F").point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            managed = ImageCms.profileToProfile(
                image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except ImageCms.PyCMSError:
            managed = None
        image = managed or image
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


class PictureField(forms.FileField):
    """A form field that gives the prepared picture."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("accept", "image/jpeg,image/png,image/webp,image/gif")

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        return prepared_picture(file) if isinstance(file, UploadedFile) else file


def hang_picture(
    *, owner: Model, upload: UploadedFile, caption: str = "", group: str = "", position: int = 0
) -> Picture:
    """Keep an uploaded picture with its record."""
    file = prepared_picture(upload)
    return Picture.objects.create(
        owner=owner,
        file=file,
        original_name=file.original_name,  # type: ignore[attr-defined]
        caption=caption,
        group=group,
        position=position,
    )
