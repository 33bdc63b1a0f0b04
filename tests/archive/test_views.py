"""The archive's public pages: what everybody sees, and from which day on."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from alliance.attachments import attach_file
from alliance.panels import PanelContext, PanelPlace, panels_for
from archive.models import NewsItem, Notice
from archive.services import DocumentEntry, post_notice, publish_news, record_documents
from members.services.naming import record_organisation
from tests.pages import text, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


@pytest.fixture
def publisher():
    return record_organisation(name="한국가상연구원")


def record(publisher, count, day=date(2025, 10, 1)):
    return record_documents(
        DocumentEntry(day, publisher, f"보고서 {number}") for number in range(1, count + 1)
    )


@pytest.fixture
def scan(tmp_path):
    path = tmp_path / "scan.png"
    Image.new("RGB", (20, 20), "white").save(path)
    return SimpleUploadedFile("표지 그림.png", path.read_bytes())


@pytest.mark.parametrize("count", [1, 20])
def test_document_list_query_count_does_not_grow(
    client, publisher, count, django_assert_num_queries
):
    record(publisher, count)

    with django_assert_num_queries(3):
        response = client.get(reverse("archive:document-list"))

    assert len(response.context["listing"].page) == count


def test_document_list_is_paged_newest_first_with_numbers(client, publisher):
    record(publisher, 25)

    first = client.get("/metabus_trends_reports/")
    second = client.get("/metabus_trends_reports/?page=2")

    assert tree(first).xpath("//tbody/tr[1]/td[1]/text()") == ["25"]
    assert tree(second).xpath("//tbody/tr/td[1]/text()") == ["5", "4", "3", "2", "1"]


def test_document_list_shows_one_year_or_what_is_searched(client, publisher):
    record(publisher, 2)
    record_documents([DocumentEntry(date(2024, 5, 1), publisher, "지난해 동향")])

    by_year = client.get("/metabus_trends_reports/?year=2024")
    by_word = client.get("/metabus_trends_reports/?q=ㄷㅎ")
    by_nonsense = client.get("/metabus_trends_reports/?year=9999&page=99")

    assert [row.title for row in by_year.context["listing"].page] == ["지난해 동향"]
    assert [row.title for row in by_word.context["listing"].page] == ["지난해 동향"]
    assert len(by_nonsense.context["listing"].page) == 3


def test_document_of_tomorrow_is_not_there_yet(client, publisher):
    (document,) = record(publisher, 1, day=date(2025, 11, 27))

    assert client.get(document.get_absolute_url()).status_code == 404
    assert len(client.get("/metabus_trends_reports/").context["listing"].page) == 0


def test_document_page_leads_to_its_files(client, publisher, scan):
    (document,) = record(publisher, 1)
    attachment = attach_file(owner=document, upload=scan, title="표지")

    response = client.get(document.get_absolute_url())

    assert "한국가상연구원" in text(response)
    assert tree(response).xpath("//main//ul//a/@href") == [attachment.file.url]
    assert client.get(attachment.file.url).status_code == 200


def test_files_of_a_document_of_tomorrow_are_not_served(client, publisher, scan):
    (document,) = record(publisher, 1, day=date(2025, 11, 27))
    attachment = attach_file(owner=document, upload=scan)

    assert client.get(attachment.file.url).status_code == 404


@pytest.mark.parametrize(
    ("posted_on", "visible_to", "seen"),
    [
        (date(2025, 11, 26), None, True),
        (date(2025, 11, 27), None, False),
        (date(2025, 11, 1), date(2025, 11, 26), True),
        (date(2025, 11, 1), date(2025, 11, 25), False),
    ],
)
def test_notices_are_shown_from_their_day_to_their_last(client, scan, posted_on, visible_to, seen):
    notice = post_notice(title="안내", body="○ 알림", on=posted_on, visible_to=visible_to)
    attachment = attach_file(owner=notice, upload=scan)

    listed = client.get("/notice_board/").context["listing"].page

    assert len(listed) == (1 if seen else 0)
    assert client.get(notice.get_absolute_url()).status_code == (200 if seen else 404)
    assert client.get(attachment.file.url).status_code == (200 if seen else 404)


def test_a_notice_may_be_held_back_or_shown_early(client):
    held = Notice.objects.create(
        title="나중에", posted_on=date(2025, 11, 1), visible_from=date(2025, 11, 27)
    )
    early = Notice.objects.create(
        title="먼저", posted_on=date(2025, 12, 1), visible_from=date(2025, 11, 26)
    )

    assert client.get(held.get_absolute_url()).status_code == 404
    assert client.get(early.get_absolute_url()).status_code == 200


def test_pinned_notices_stand_first(client):
    post_notice(title="오래된 고정 공지", body="", on=date(2025, 1, 1), pinned=True)
    post_notice(title="새 공지", body="", on=date(2025, 11, 20))

    listed = client.get("/notice_board/").context["listing"].page

    assert [notice.title for notice in listed] == ["오래된 고정 공지", "새 공지"]


def test_news_are_shown_once_published(client):
    shown = publish_news(title="소식", body="본문 <script>", on=date(2025, 11, 20))
    hidden = NewsItem.objects.create(
        title="비공개", posted_on=date(2025, 11, 20), is_published=False
    )

    response = client.get(shown.get_absolute_url())

    assert "본문 <script>" in text(response)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert [item.title for item in client.get("/alliance_news/").context["listing"].page] == [
        "소식"
    ]


def test_home_shows_the_latest_of_each(client, publisher, day):
    record(publisher, 7)
    publish_news(title="소식", body="", on=day)
    post_notice(title="공지", body="", on=day)

    shown = {
        panel.key: content
        for panel, content in panels_for(PanelPlace.HOME, PanelContext(None, day))
        if panel.key.startswith("archive.")
    }

    assert [each.title for each in shown["archive.documents"]["documents"]] == [
        f"보고서 {number}" for number in (7, 6, 5, 4, 3)
    ]
    assert [each.title for each in shown["archive.news"]["news"]] == ["소식"]
    assert [each.title for each in shown["archive.notices"]["notices"]] == ["공지"]
