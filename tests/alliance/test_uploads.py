from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from alliance.attachments import prepared_attachment
from alliance.pictures import prepared_picture


def picture(size=(40, 20), mode="RGB", kind="JPEG", colour="red", **options) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, colour).save(stream, kind, **options)
    return stream.getvalue()


def upload(content: bytes, name: str = "사진.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def opened(file) -> Image.Image:
    return Image.open(io.BytesIO(file.read()))


def refusal(function, content, name) -> str:
    with pytest.raises(ValidationError) as caught:
        function(upload(content, name))
    (message,) = caught.value.messages
    return message


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims to be huge and holds almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


# --- Pictures ------------------------------------------------------------------------------------


def test_wide_pictures_are_scaled_to_print_width():
    kept = opened(prepared_picture(upload(picture((4000, 1000)))))

    assert (kept.size, kept.format, kept.mode) == ((1800, 450), "JPEG", "RGB")


def test_place_and_camera_are_removed_and_the_picture_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    original = picture((40, 20), exif=exif, comment=b"taken at home")

    kept = opened(prepared_picture(upload(original)))

    assert kept.size == (20, 40)
    assert not kept.getexif()
    assert "comment" not in kept.info


def test_four_colour_pictures_become_screen_colours():
    kept = opened(prepared_picture(upload(picture(mode="CMYK", colour=(0, 255, 255, 0)))))

    red, green, blue = kept.getpixel((5, 5))
    assert kept.mode == "RGB"
    assert red > 200 > 60 > max(green, blue)


def test_transparent_pictures_lie_on_white_paper():
    kept = opened(
        prepared_picture(upload(picture(mode="RGBA", kind="PNG", colour=(0, 0, 0, 0)), "a.png"))
    )

    assert (kept.format, kept.getpixel((0, 0))) == ("PNG", (255, 255, 255))


def test_of_moving_pictures_the_first_is_kept():
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("blue", "red")]
    stream = io.BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])

    kept = opened(prepared_picture(upload(stream.getvalue(), "a.gif")))

    assert getattr(kept, "n_frames", 1) == 1
    assert kept.getpixel((4, 4)) == (0, 0, 255)


def test_sixteen_bit_pictures_keep_their_greys():
    stream = io.BytesIO()
    Image.new("I;16", (8, 8), 32768).save(stream, "PNG")

    kept = opened(prepared_picture(upload(stream.getvalue(), "a.png")))

    assert kept.getpixel((0, 0)) == (128, 128, 128)


@pytest.mark.parametrize("size", [(50_000, 50_000), (8000, 5001), (65_000, 700)])
def test_pictures_of_too_many_pixels_are_refused_at_once(size):
    start = time.monotonic()

    message = refusal(prepared_picture, png_header(*size), "폭탄.png")

    assert message == "폭탄.png: 화소 수가 너무 많습니다(최대 40,000,000화소)."
    assert time.monotonic() - start < 2


def test_jpeg_of_endless_passes_is_refused_at_once():
    content = picture() + b"\xff\xda" * 5000

    assert "화소 수" in refusal(prepared_picture, content, "a.jpg")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a<script>alert(1)</script>",
        picture()[:200],
        picture(kind="PNG")[:60],
    ],
)
def test_what_is_no_whole_picture_is_refused_with_its_name(content, monkeypatch):
    # As WeasyPrint leaves it in a process that has rendered.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    assert refusal(prepared_picture, content, "../x/사진.jpg").startswith("사진.jpg")


def test_too_large_files_are_refused_before_they_are_read():
    big = upload(b"x")
    big.size = 21 * 1024 * 1024

    with pytest.raises(ValidationError, match="20MB"):
        prepared_picture(big)


# --- Attachments ---------------------------------------------------------------------------------


def pdf(**options) -> bytes:
    stream = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(stream, deterministic_id="encryption" not in options, **options)
    return stream.getvalue()


def archive(*names: str, mimetype: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "x")
    return stream.getvalue()


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "x")
        for number in range(5):
            file.writestr(f"word/{number}.xml", b"\0" * 100_000_000)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("안건.pdf", pdf()),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml")),
        ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.xml")),
        ("a.pptx", archive("[Content_Types].xml", "ppt/presentation.xml")),
        ("a.hwpx", archive("Contents/header.xml", mimetype="application/hwp+zip")),
        ("a.hwp", OLE + b"HWP Document File"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le")),
    ],
)
def test_office_files_are_kept_as_they_are(name, content):
    kept = prepared_attachment(upload(content, name))

    assert (kept.read(), kept.original_name) == (content, name)


def test_attached_pictures_lose_their_data_too():
    exif = Image.Exif()
    exif[0x010F] = "Camera"

    kept = prepared_attachment(upload(picture(exif=exif), "포스터.JPG"))

    assert not opened(kept).getexif()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("잠김.pdf", pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "암호"),
        ("깨짐.pdf", b"%PDF-1.7\n" + b"x" * 50, "손상"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "암호"),
        ("a.docx", archive("[Content_Types].xml", "word/vbaProject.bin"), "매크로"),
        ("a.doc", OLE + "_VBA_PROJECT".encode("utf-16-le"), "매크로"),
        ("a.zip", archive("a.txt"), "압축 파일"),
        ("a.docx", bomb(), "압축을 풀면"),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml")[:-30], "손상"),
        ("a.pdf", archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("a.exe", b"MZ" + b"\0" * 100, "PDF"),
        ("a.html", b"<html><script>alert(1)</script></html>", "PDF"),
        ("a.pdf", b"", "비어"),
    ],
)
def test_other_files_are_refused_with_name_and_reason(name, content, reason):
    message = refusal(prepared_attachment, content, name)

    assert message.startswith(name)
    assert reason in message


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\문서\\안건.pdf", "안건.pdf"),
        ("안\u202efdp.건.pdf", "안fdp.건.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
    ],
)
def test_names_keep_their_letters_and_lose_what_is_hidden(sent, kept):
    file = upload(pdf())
    file._name = sent

    assert prepared_attachment(file).original_name == kept
