"""Documents pasted from the secretariat's sheet."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import ArchiveDocument
from members.services.naming import record_organisation
from tests.pages import form_values, text

SHEET = (
    "연번\t게시일\t발행기관\t제목\n"
    "1\t2025-10-13\t㈜ 가상 연구원\t새 보고서\n"
    "2\t'25.10.15.(수)\t가상연\t둘째"
)


@pytest.fixture
def publisher(db):
    return record_organisation(name="가상연구원", short_name="가상연")


def paste(client, rows, step):
    url = reverse("admin:archive_archivedocument_paste_list", args=["archivedocument"])
    looked_at = client.post(url, {"rows": rows})
    if step == "look":
        return looked_at
    return client.post(url, {**form_values(looked_at), "rows": rows, "_save": "1"})


def test_pasted_documents_are_recorded_under_the_names_as_written(officer_client, publisher):
    response = paste(officer_client, SHEET, "save")

    assert response.status_code == 302
    assert list(
        ArchiveDocument.objects.values_list(
            "posted_on__day", "issuer__name", "issuer_name", "title"
        )
    ) == [
        (13, "가상연구원", "㈜ 가상 연구원", "새 보고서"),
        (15, "가상연구원", "가상연", "둘째"),
    ]


def test_an_unknown_issuer_is_named_and_nothing_is_recorded(officer_client, publisher):
    response = paste(officer_client, SHEET + "\n3\t2025-10-20\t처음 보는 곳\t셋째", "save")

    assert ArchiveDocument.objects.count() == 0
    assert "처음 보는 곳" in text(response)


def test_a_new_issuer_is_recorded_when_the_officer_says_so(officer_client, publisher):
    rows = SHEET + "\n3\t2025-10-20\t처음 보는 곳\t셋째"
    asked = form_values(paste(officer_client, rows, "look"))
    (number,) = [key.rsplit("-", 1)[1] for key in asked if key.startswith("name-written-")]
    url = reverse("admin:archive_archivedocument_paste_list", args=["archivedocument"])

    officer_client.post(url, {**asked, "rows": rows, f"name-choice-{number}": "new", "_save": "1"})

    document = ArchiveDocument.objects.get(title="셋째")
    assert (document.issuer.name, document.issuer_name) == ("처음 보는 곳", "처음 보는 곳")


def test_list_shows_numbers_and_finds_initials(officer_client, publisher):
    paste(officer_client, SHEET, "save")

    page = officer_client.get(reverse("admin:archive_archivedocument_changelist"), {"q": "ㄷㅉ"})

    assert [document.number for document in page.context["cl"].result_list] == [2]
