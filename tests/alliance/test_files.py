from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from alliance import files
from alliance.models import AccessRecord, Attachment, Picture
from tests.alliance.test_uploads import pdf, picture
from tests.pages import form_values, text


@pytest.fixture
def attachment(steering_committee):
    return Attachment.objects.create(
        owner=steering_committee,
        file=ContentFile(pdf(), name="a.pdf"),
        original_name='안건 "최종".pdf',
    )


@pytest.fixture
def open_to_all(monkeypatch):
    monkeypatch.setitem(files._rules, "members.body", lambda user, owner: True)


def test_officers_read_attachments_which_do_nothing_in_our_name(officer_client, attachment):
    response = officer_client.get(attachment.file.url)

    assert b"".join(response.streaming_content) == pdf()
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%EC%95%88%EA%B1%B4%20%22%EC%B5%9C%EC%A2%85%22.pdf"
    )
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"


def test_reading_an_attachment_is_written_down(officer_client, officer, attachment):
    officer_client.get(attachment.file.url)

    record = AccessRecord.objects.get()
    assert (record.user, record.action, record.subject_id) == (officer, "download", attachment.pk)


def test_record_of_access_is_named_by_seouls_clock(db):
    record = AccessRecord(subject="자료집", at=datetime(2025, 11, 26, 23, 30, tzinfo=UTC))

    assert str(record) == "2025-11-27 08:30 자료집"


def test_nobody_else_reads_files_without_a_rule(client, outsider, attachment):
    assert client.get(attachment.file.url).status_code == 404
    client.force_login(outsider)
    assert client.get(attachment.file.url).status_code == 404


def test_a_rule_of_the_owner_lets_others_read(client, attachment, open_to_all):
    assert client.get(attachment.file.url).status_code == 200
    assert AccessRecord.objects.count() == 0


@pytest.mark.parametrize("name", ["pictures/none.jpg", "../manage.py", "%2e%2e/manage.py", ""])
def test_only_files_of_records_are_served(officer_client, name):
    assert officer_client.get(f"/files/{name}").status_code == 404


@pytest.mark.urls("tests.alliance.admin_site")
def test_officer_adds_a_picture_to_a_record(officer_client, steering_committee):
    url = reverse("admin:members_body_change", args=[steering_committee.pk])
    prefix = "alliance-picture-owner_type-owner_id"
    form = form_values(officer_client.get(url)) | {
        f"{prefix}-TOTAL_FORMS": "1",
        f"{prefix}-0-position": "1",
        f"{prefix}-0-caption": "전경",
        f"{prefix}-0-file": SimpleUploadedFile("우리 사진.jpg", picture((3000, 100))),
    }

    response = officer_client.post(url, form)

    assert response.status_code == 302
    kept = Picture.objects.get()
    assert (kept.owner, kept.caption, kept.width) == (steering_committee, "전경", 1800)
    assert kept.original_name == "우리 사진.jpg"
    assert kept.file.name.startswith("pictures/")
    assert kept.file.name.endswith(".jpg")


@pytest.mark.urls("tests.alliance.admin_site")
def test_refused_picture_is_named_in_the_form(officer_client, steering_committee):
    url = reverse("admin:members_body_change", args=[steering_committee.pk])
    prefix = "alliance-picture-owner_type-owner_id"
    form = form_values(officer_client.get(url)) | {
        f"{prefix}-TOTAL_FORMS": "1",
        f"{prefix}-0-position": "1",
        f"{prefix}-0-file": SimpleUploadedFile("가짜.jpg", b"<script>"),
    }

    response = officer_client.post(url, form)

    assert "가짜.jpg" in text(response)
    assert Picture.objects.count() == 0
