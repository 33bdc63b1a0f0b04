"""Plain drawings that say what picture would stand in their place; the demo uses no photographs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from PIL import Image, ImageDraw, ImageFont

from alliance import pictures
from alliance.models import Picture

SIZE = (720, 450)
PAGE_SIZE = (620, 800)
_BACKGROUND, _INK, _SOFT = "#eef2f7", "#1e2124", "#8a949e"
_TINTS = ("#41577f", "#4f7a6b", "#7d5f86", "#8a6d3b", "#3f7391")


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "PretendardGOV-SemiBold.otf" if bold else "PretendardGOV-Regular.otf"
    return ImageFont.truetype(str(settings.BASE_DIR / "static" / "fonts" / name), size)


def _wrapped(draw: ImageDraw.ImageDraw, text: str, font: Any, width: float) -> list[str]:
    """Lines broken between words; a single word that is too long is broken where it must."""
    lines, line = [], ""
    for word in text.split():
        candidate = f"{line} {word}".strip()
        if draw.textlength(candidate, font=font) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        line = ""
        for letter in word:
            if draw.textlength(line + letter, font=font) > width:
                lines.append(line)
                line = ""
            line += letter
    return [*lines, line] if line else lines


def _encoded(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    # A few flat colours: a palette keeps the file and the packet small. Quickly, as a picture is
    # encoded anew when it is hung.
    palette = image.quantize(64, method=Image.Quantize.FASTOCTREE)
    palette.save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def scene(title: str, kind: str, *, tint: int = 0) -> bytes:
    """A frame with a few shapes, what it would show, and which kind of picture it would be."""
    width, height = SIZE
    image = Image.new("RGB", SIZE, _BACKGROUND)
    draw = ImageDraw.Draw(image)
    colour = _TINTS[tint % len(_TINTS)]
    draw.rectangle((0, 0, width, 12), fill=colour)
    draw.rounded_rectangle(
        (60, 50, width - 60, 190), radius=8, fill="#ffffff", outline=colour, width=3
    )
    for seat in range(7):
        x = 90 + seat * 82
        draw.ellipse((x, 205, x + 34, 239), fill=colour)
        draw.rounded_rectangle((x - 12, 243, x + 46, 290), radius=16, fill=colour)
    draw.line((85, 165, width - 85, 165), fill=_SOFT, width=2)
    for step, top in enumerate((120, 95, 135, 80, 110, 70)):
        left = 130 + step * 82
        draw.rectangle((left, top, left + 46, 163), fill="#c9d3e2")
    _caption(draw, title, kind, top=308, width=width, bottom=height)
    return _encoded(image)


def banner(title: str, kind: str, *, tint: int = 0) -> bytes:
    width, height = SIZE
    image = Image.new("RGB", SIZE, "#ffffff")
    draw = ImageDraw.Draw(image)
    colour = _TINTS[tint % len(_TINTS)]
    draw.rectangle((0, 0, width, height - 90), fill=colour)
    draw.ellipse((width - 120, 28, width - 32, 116), outline="#ffffff", width=4)
    draw.ellipse((width - 96, 52, width - 56, 92), outline="#ffffff", width=4)
    font = _font(46, bold=True)
    lines = _wrapped(draw, title, font, width - 120)[:4]
    top = (height - 90 - len(lines) * 60) / 2
    for row, line in enumerate(lines):
        draw.text((60, top + row * 60), line, font=font, fill="#ffffff")
    draw.text((60, height - 62), kind, font=_font(28), fill=_INK)
    return _encoded(image)


def page(title: str, headings: Sequence[str], kind: str) -> bytes:
    """The first page of a letter: a title over blocks with headings and grey lines."""
    width, height = PAGE_SIZE
    image = Image.new("RGB", PAGE_SIZE, "#ffffff")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width - 1, height - 1), outline=_SOFT, width=2)
    draw.rectangle((0, 0, width, 120), fill=_TINTS[0])
    draw.text((width / 2, 60), title, font=_font(34, bold=True), fill="#ffffff", anchor="mm")
    block = (height - 190) / max(len(headings), 1)
    for row, heading in enumerate(headings):
        top = 140 + row * block
        draw.text((40, top), heading, font=_font(24, bold=True), fill=_INK)
        for line in range(int((block - 50) // 26)):
            right = width - 40 - (line % 3) * 70
            draw.rectangle((40, top + 42 + line * 26, right, top + 54 + line * 26), fill="#d8dee8")
    draw.text((width / 2, height - 26), kind, font=_font(20), fill=_SOFT, anchor="mm")
    return _encoded(image)


def _caption(
    draw: ImageDraw.ImageDraw, title: str, kind: str, *, top: int, width: int, bottom: int
) -> None:
    font = _font(30, bold=True)
    for row, line in enumerate(_wrapped(draw, title, font, width - 80)[:2]):
        draw.text((width / 2, top + 20 + row * 40), line, font=font, fill=_INK, anchor="mm")
    draw.text((width / 2, bottom - 28), kind, font=_font(20), fill=_SOFT, anchor="mm")


def hang_picture(
    owner: Model,
    content: bytes,
    *,
    name: str,
    caption: str = "",
    group: str = "",
    position: int = 1,
) -> Picture:
    """Give the record a drawn picture once; the name tells it from the record's others."""
    there = Picture.objects.filter(
        owner_type=ContentType.objects.get_for_model(owner), owner_id=owner.pk, original_name=name
    ).first()
    if there is not None:
        return there  # type: ignore[no-any-return]
    return pictures.hang_picture(
        owner=owner,
        upload=SimpleUploadedFile(name, content, "image/png"),
        caption=caption,
        group=group,
        position=position,
    )
