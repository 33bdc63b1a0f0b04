"""The archive's numbering, search and recording."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from archive.models import ArchiveDocument
from archive.services import DocumentEntry, record_documents
from members.services.naming import record_organisation, rename_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher():
    return record_organisation(name="한국가상연구원", short_name="가상연")


def record(publisher, *days):
    return record_documents(
        DocumentEntry(date.fromisoformat(day), publisher, f"{number}번째 보고서")
        for number, day in enumerate(days, start=1)
    )


def numbers():
    documents = ArchiveDocument.objects.with_numbers().order_by("posted_on", "pk")
    return [(document.posted_on.isoformat(), document.number) for document in documents]


def test_documents_are_numbered_by_day_and_entry_within_their_year(publisher):
    record(publisher, "2025-03-01", "2024-12-31", "2025-01-02", "2025-03-01")

    assert numbers() == [
        ("2024-12-31", 1),
        ("2025-01-02", 1),
        ("2025-03-01", 2),
        ("2025-03-01", 3),
    ]


def test_a_document_recorded_late_moves_the_later_numbers(publisher):
    record(publisher, "2025-03-01", "2025-05-01")

    record_documents([DocumentEntry(date(2025, 4, 1), publisher, "늦게 적은 보고서")])

    assert numbers() == [("2025-03-01", 1), ("2025-04-01", 2), ("2025-05-01", 3)]


def test_numbers_stay_true_in_a_search(publisher):
    record(publisher, "2025-03-01", "2025-05-01")

    found = ArchiveDocument.objects.matching("2번째").with_numbers()

    assert [document.number for document in found] == [2]


def test_recording_a_document_again_updates_it(publisher):
    record(publisher, "2025-03-01")

    (document,) = record_documents(
        [DocumentEntry(date(2025, 3, 1), publisher, "1번째 보고서", link="https://a.example/1")]
    )

    assert ArchiveDocument.objects.count() == 1
    assert (document.link, document.version) == ("https://a.example/1", 2)


def test_one_document_stands_once_in_the_database(publisher):
    (document,) = record(publisher, "2025-03-01")

    with pytest.raises(IntegrityError), transaction.atomic():
        ArchiveDocument.objects.create(
            issuer=publisher, title=document.title, posted_on=document.posted_on
        )


def test_the_issuer_keeps_the_name_it_bore_on_the_day(publisher):
    rename_organisation(organisation=publisher, name="국가가상원", on=date(2025, 4, 1), by=None)

    before, after = record(publisher, "2025-03-01", "2025-05-01")

    assert (before.issuer_name, after.issuer_name) == ("한국가상연구원", "국가가상원")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("메타버스", ["메타버스 표준 동향", "산업용 메타 버스"]),
        ("메타버스표준", ["메타버스 표준 동향"]),
        ("동향 표준", ["메타버스 표준 동향"]),
        ("ㅁㅌㅂㅅ", ["메타버스 표준 동향", "산업용 메타 버스"]),
        ("가상연", ["메타버스 표준 동향", "산업용 메타 버스", "XR 100% 활용"]),
        ("xr", ["XR 100% 활용"]),
        ("100%", ["XR 100% 활용"]),
        ("없는말", []),
        ("\x00", ["메타버스 표준 동향", "산업용 메타 버스", "XR 100% 활용"]),
    ],
)
def test_search_finds_parts_initials_and_issuers(publisher, asked, found):
    record_documents(
        DocumentEntry(date(2025, 1, day), publisher, title)
        for day, title in enumerate(["메타버스 표준 동향", "산업용 메타 버스", "XR 100% 활용"], 1)
    )

    titles = ArchiveDocument.objects.matching(asked).values_list("title", flat=True)

    assert sorted(titles) == sorted(found)
