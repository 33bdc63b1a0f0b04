"""Files leave to those who may read them, do nothing in our name, and come in as what they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from alliance.models import AccessRecord, Attachment, Picture
from archive.models import ArchiveDocument
from meetings.models import DraftLink, Packet, PacketVersion
from meetings.services.links import make_draft_link
from tests.access.expectations import body
from tests.access.identities import Who
from tests.access.world import DRAWING, PDF

pytestmark = pytest.mark.django_db

HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


# --- Drafts by link ----------------------------------------------------------------------------


@pytest.fixture
def link(world):
    return world.path("/committee/draft/{token}/")


def test_link_is_logged_under_its_readers_name_and_kept_in_no_cache(world, link):
    response = Client().get(link)

    assert body(response) == PDF
    assert response["Cache-Control"].startswith("no-store, private")
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert AccessRecord.objects.latest("pk").reader == "디콘과 사무관"


def test_link_is_kept_as_a_digest_only(world):
    token = world.names["token"]

    assert len(token) >= 43  # 256 bits
    for found in DraftLink.objects.values():
        assert token not in str(found)


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token[1:],
        lambda token: token.swapcase(),
        lambda token: f"{token}%00",
        lambda token: f"{token}=",
        lambda token: f"%20{token}",
        lambda token: "",
        lambda token: "1",
        lambda token: DraftLink.objects.first().token_digest,
    ],
)
def test_forged_link(world, forge):
    response = Client().get(f"/committee/draft/{forge(world.names['token'])}/")

    assert response.status_code in (302, 404)
    assert "/login/" in response.get("Location", "/login/")


def test_link_ends_with_its_days(world, link):
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert Client().get(link).status_code == 404


def test_link_ends_with_publication(world, link):
    PacketVersion.objects.filter(pk=world.names["draft"]).update(
        state="published",
        published_at=timezone.now(),
        pages=1,
        file="packets/x.pdf",
        sha256="0" * 64,
    )

    assert Client().get(link).status_code == 404


def test_link_opens_its_own_packet_only(world):
    """The other packet has a draft and a link as well, but no file yet."""
    officer = world.accounts[Who.OFFICER]
    other = Packet.objects.exclude(pk=world.names["packet"]).first()
    draft = PacketVersion.objects.create(
        packet=other, number=9, as_of="2025-01-01", period_year=2025, period_quarter=1
    )
    made = make_draft_link(version=draft, reader="의장", days=7, by=officer)

    assert Client().get(f"/committee/draft/{made.token}/").status_code == 404


def test_lost_files_are_missing_pages(world, link):
    for name in (world.names["draft_file"], world.names["published_file"]):
        default_storage.delete(name)
    try:
        assert Client().get(link).status_code == 404
        assert world.client(Who.MEMBER).get("/committee/2025-4/packet/1/").status_code == 404
        assert AccessRecord.objects.filter(action="download").exclude(subject="묶음").count() == 0
    finally:
        for name in (world.names["draft_file"], world.names["published_file"]):
            default_storage.save(name, ContentFile(PDF))


# --- Files of records --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "{published_file}",
        "{draft_file}",
        "pictures/../{published_file}",
        "./{attachment_of_archive_notice}",
        "/{attachment_of_archive_notice}",
        "{attachment_of_archive_notice}/",
        "{attachment_of_archive_notice}%00.png",
        "..%2f..%2fmanage.py",
        "%2e%2e/%2e%2e/manage.py",
        "C:%5cboot.ini",
        "",
    ],
)
def test_only_the_exact_names_of_records_files_are_served(world, name):
    path = f"/files/{world.path(name)}"

    for who in (Who.VISITOR, Who.OFFICER):
        response = world.client(who).get(path)
        assert response.status_code in (302, 404)
        assert "evil" not in response.get("Location", "")


def test_file_whose_record_is_gone_is_for_officers_only(world):
    document = ArchiveDocument.objects.get(pk=world.names["document"])
    name = world.names["attachment_of_archive_archivedocument"]
    ArchiveDocument.objects.filter(pk=document.pk)._raw_delete("default")

    assert Client().get(f"/files/{name}").status_code == 404
    assert world.client(Who.MEMBER).get(f"/files/{name}").status_code == 404


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("보고서.pdf", "filename*=utf-8''%EB%B3%B4%EA%B3%A0%EC%84%9C.pdf"),
        ('a";x="b.html', 'filename="a\\";x=\\"b.pdf"'),
        ("a\r\nSet-Cookie: x=y.pdf", "filename*=utf-8''a%0D%0ASet-Cookie%3A%20x%3Dy.pdf"),
        ("../../etc/passwd", "filename="),
    ],
)
def test_name_of_a_file_cannot_break_out_of_its_header(world, name, shown):
    stored = world.names["attachment_of_archive_notice"]
    Attachment.objects.filter(file=stored).update(original_name=name)

    response = Client().get(f"/files/{stored}")

    assert shown in response["Content-Disposition"]
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "\n" not in response["Content-Disposition"]


# --- Uploads -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.html", HTML, "text/html"),
        ("a.png", HTML, "image/png"),
        ("a.svg", SVG, "image/svg+xml"),
        ("a.jpg", SVG, "image/jpeg"),
        ("a.png", PDF, "image/png"),
        ("a.png", b"", "image/png"),
        ("a.png", DRAWING[:100], "image/png"),
        ("a.php\x00.png", b"<?php", "image/png"),
    ],
)
def test_partners_pictures_are_pictures(world, name, content, content_type):
    before = Picture.objects.count()

    response = world.client(Who.PARTNER).post(
        world.path("/partner/activities/{rapa_activity}/pictures/add/"),
        {"file": SimpleUploadedFile(name, content, content_type), "caption": "그림"},
    )

    assert response.status_code == 200
    assert Picture.objects.count() == before


@pytest.mark.parametrize(
    "name", ["a.html", "../../../a.png", "a.svg", "그림 \u202egnp.exe", "x" * 900]
)
def test_picture_keeps_neither_its_name_nor_what_is_hidden_behind_it(world, name):
    upload = SimpleUploadedFile(name, DRAWING + HTML, "text/html")

    response = world.client(Who.PARTNER).post(
        world.path("/partner/activities/{rapa_activity}/pictures/add/"),
        {"file": upload, "caption": "그림"},
    )

    assert response.status_code == 302
    kept = Picture.objects.latest("pk")
    assert kept.file.name.startswith("pictures/")
    assert kept.file.name.count("/") == 1
    assert kept.file.name.endswith((".png", ".jpg"))
    served = world.client(Who.PARTNER).get(f"/files/{kept.file.name}")
    assert served["Content-Type"] in ("image/png", "image/jpeg")
    assert served["X-Content-Type-Options"] == "nosniff"
    assert HTML not in body(served)
    assert "\u202e" not in kept.original_name


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.html", HTML), ("a.pdf", HTML), ("a.svg", SVG), ("a.html", PDF), ("a.pdf", PDF[:4])],
)
def test_attachments_are_of_known_kinds(world, name, content):
    client = world.client(Who.OFFICER)
    path = world.path("/admin/archive/notice/{pk_archive_notice}/change/")
    prefix = "alliance-attachment-owner_type-owner_id"
    before = Attachment.objects.count()

    response = client.post(
        path,
        {
            "title": "공고",
            "posted_on": "2025-11-26",
            f"{prefix}-TOTAL_FORMS": "1",
            f"{prefix}-INITIAL_FORMS": "0",
            f"{prefix}-0-position": "1",
            f"{prefix}-0-file": SimpleUploadedFile(name, content),
        },
    )

    assert response.status_code == 200
    assert Attachment.objects.count() == before
