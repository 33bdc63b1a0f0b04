"""The demo's archive is the printed one."""

from __future__ import annotations

from datetime import date

import pytest

from alliance.packets import get_section
from alliance.periods import Quarter, ReportingPeriod
from archive.demo.documents import DOCUMENTS_2025
from archive.demo.loader import load as load_archive
from archive.models import ArchiveDocument, NewsItem, Notice
from members.demo.loader import load_organisations

pytestmark = pytest.mark.django_db


def test_demo_counts_what_the_packets_print():
    load_organisations()
    load_archive()
    load_archive()

    section = get_section("archive.documents")
    told = {}
    for as_of in (date(2025, 11, 26), date(2025, 9, 30), date(2025, 9, 17)):
        period = ReportingPeriod(Quarter.of(as_of), as_of, date(2025, 1, 1))
        snapshot = section.collect(period, as_of, {}).to_json()
        told[as_of.isoformat()] = [figure["value"] for figure in snapshot["figures"]]
    assert told == {"2025-11-26": [35, 5], "2025-09-30": [30, 13], "2025-09-17": [27, 10]}
    assert [
        (document.posted_on.isoformat(), document.issuer_name, document.title)
        for document in ArchiveDocument.objects.order_by("posted_on", "pk")
    ] == list(DOCUMENTS_2025)
    assert Notice.objects.count() == 5
    assert NewsItem.objects.count() == 7
