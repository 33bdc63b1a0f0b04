"""Logos: checked by content, scaled, stripped; words of two texts compared."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from members.comparing import Mark, Piece, marked
from members.logos import MOST_BYTES, prepared_logo

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>a()</script></svg>'


def drawn(size=(900, 300), kind="PNG", **options) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "#256ef4").save(stream, kind, **options)
    return stream.getvalue()


def upload(content: bytes, name="로고.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def bomb(width=50_000, height=50_000) -> bytes:
    """A small file that unpacks to gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_kept_logo_is_scaled_and_tells_nothing():
    exif = Image.Exif()
    exif[0x010E] = "사무실에서 찍음"
    exif.get_ifd(0x8825)[1] = "N"

    kept = prepared_logo(upload(drawn((3000, 1000), "JPEG", exif=exif), "로고.jpg"))

    with Image.open(kept) as image:
        assert (image.format, image.size, dict(image.getexif()), image.info) == (
            "PNG",
            (640, 213),
            {},
            {},
        )
    assert kept.original_name == "로고.jpg"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (SVG, "로고.svg", "SVG"),
        (SVG, "로고.png", "SVG"),
        (SVG.decode().encode("utf-16"), "로고.png", "SVG"),
        (bomb(), "로고.png", "화소 수가 너무 많습니다"),
        (b"<html><script>a()</script></html>", "로고.png", "사진이 아닙니다"),
        (drawn()[:200], "로고.png", "손상"),
        (drawn((20, 400)), "로고.png", "너무 작습니다"),
        (b"\0" * (MOST_BYTES + 1), "로고.png", "5MB보다"),
    ],
    ids=["svg", "svg-named-png", "svg-utf16", "bomb", "html", "truncated", "tiny", "large"],
)
def test_what_is_no_logo_is_refused_in_a_sentence(content, name, words):
    with pytest.raises(ValidationError) as refusal:
        prepared_logo(upload(content, name))

    (message,) = refusal.value.messages
    assert name in message
    assert words in message


def test_pixels_alone_are_kept_of_a_file_that_is_two_things():
    """A picture with a page of scripts behind it."""
    kept = prepared_logo(upload(drawn() + b"<script>a()</script>"))

    assert b"script" not in kept.read()


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("같은 글", "같은 글", [("same", "같은 글")]),
        ("", "새 글", [("new", "새 글")]),
        (
            "가상 훈련 장비를 만듭니다",
            "가상 실습 장비를 만듭니다",
            [("same", "가상 "), ("gone", "훈련"), ("new", "실습"), ("same", " 장비를 만듭니다")],
        ),
        (
            "하나 둘 셋",
            "일 이 셋",
            [("gone", "하나 둘"), ("new", "일 이"), ("same", " 셋")],
        ),
    ],
)
def test_words_that_changed_are_marked(before, after, pieces):
    assert marked(before, after) == [Piece(Mark(mark), text) for mark, text in pieces]


@given(
    st.text(alphabet="가나 \n.", max_size=30),
    st.text(alphabet="가나 \n.", max_size=30),
)
def test_marked_pieces_are_both_texts(before, after):
    pieces = marked(before, after)

    assert "".join(each.text for each in pieces if each.mark != Mark.NEW) == before
    assert "".join(each.text for each in pieces if each.mark != Mark.GONE) == after
