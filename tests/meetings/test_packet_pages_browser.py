"""The packet's pages in a real browser: accessible, in one window's width, bars that move."""

from __future__ import annotations

from datetime import time

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alliance.models import Job
from meetings.models import FigureOverride, PacketEntry, PacketVersion
from meetings.services import drafts
from meetings.services.publication import publish_packet
from tests.browsing import faults, is_wider_than_the_window
from tests.meetings.desk import button, entry_url, figure_url, make_place, workbench_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [390, 1280]

# How a page looks and is worked is the same over any database.
once = pytest.mark.once("what a browser makes of a page")
# The theme's header over the column of the boxes that delete a row.
UNNAMED_HEADER = "empty-table-header"


def own_faults(page):
    return [fault for fault in faults(page) if fault[0] != UNNAMED_HEADER]


@pytest.fixture
def busy_draft(draft, places_entry, officer):
    """A draft in which everything that a page can show is there."""
    drafts.set_figure(
        entry=places_entry, figure_key="places", value=1234, reason="협의로 정함", by=officer
    )
    PacketEntry.objects.create(packet_version=draft, position=7, part="annex", annex_number=7)
    PacketEntry.objects.create(
        packet_version=draft,
        position=8,
        part="annex",
        annex_number=1,
        is_enabled=False,
        title="빠짐",
    )
    make_place("나중에 생긴 곳")
    Job.objects.create(
        kind="packet.draft",
        subject_type="meetings.packetversion",
        subject_id=draft.pk,
        state=Job.State.FAILED,
        error="그림을 읽을 수 없습니다.",
        finished_at=timezone.now(),
        requested_by=officer,
    )
    return draft


@pytest.fixture
def published_here(draft, officer, quick):
    """Published, and taken apart again before the test's tables are emptied row by row."""
    version = publish_packet(version=draft, by=officer)
    yield version
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%frozen%'"
        )
        guards = cursor.fetchall()
        for name, _sql in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for model in (FigureOverride, PacketEntry, PacketVersion):
            model.objects.all().delete()
        for _name, sql in guards:
            cursor.execute(sql)


def assert_fine(page):
    assert page.complaints == []
    assert own_faults(page) == []
    assert not is_wider_than_the_window(page)


@once
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_a_draft_are_fine(
    open_page,
    officer_client,
    busy_draft,
    places_entry,
    written_entry,
    width,
):
    for address in (
        workbench_url(busy_draft),
        button("publish", busy_draft),
        figure_url(places_entry),
        entry_url(places_entry),
        entry_url(written_entry),
    ):
        page = open_page(address, client=officer_client, width=width)
        assert_fine(page)


@once
@pytest.mark.parametrize("width", WIDTHS)
def test_packet_on_screen_is_fine(open_page, officer_client, busy_draft, width):
    assert_fine(open_page(button("view", busy_draft), client=officer_client, width=width))


@once
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_in_the_dark_are_fine(
    open_page,
    officer_client,
    busy_draft,
    places_entry,
    width,
):
    for address in (
        workbench_url(busy_draft),
        button("publish", busy_draft),
        figure_url(places_entry),
    ):
        page = open_page(address, client=officer_client, width=width)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        page.evaluate("document.documentElement.classList.add('dark')")
        assert own_faults(page) == []


@once
@pytest.mark.parametrize("width", WIDTHS)
def test_published_pages_are_fine(
    open_page,
    officer_client,
    published_here,
    readers,
    day,
    width,
):
    assert_fine(open_page(workbench_url(published_here), client=officer_client, width=width))
    meeting = published_here.packet.meeting
    meeting.timetable_rows.create(position=1, start=time(15), end=time(15, 5), content="개회")
    reader = Client()
    reader.force_login(readers[0])
    for name, arguments in (("meeting-list", []), ("meeting-detail", ["2025-4"])):
        address = reverse(f"committee:{name}", args=arguments)
        assert_fine(open_page(address, client=reader, width=width))


def test_what_changed_since_is_told_once_the_page_is_there(
    open_page,
    officer_client,
    draft,
):
    make_place("다라홀")

    page = open_page(workbench_url(draft), client=officer_client)

    told = page.locator(".wb-changes")
    told.get_by_text("장소: 장소 1 → 2곳", exact=True).wait_for()
    told.get_by_role("button", name="다시 계산").click()
    page.get_by_text("수치가 현재 기록과 일치합니다.").wait_for()


# --- The keyboard --------------------------------------------------------------------------------


@once
def test_entry_is_moved_by_keys_alone_and_keeps_the_focus(
    open_page,
    officer_client,
    draft,
    places_entry,
):
    page = open_page(workbench_url(draft), client=officer_client)
    page.get_by_role("button", name="‘장소’ 아래로 옮기기").focus()

    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")

    rows = page.locator("section[aria-labelledby='place-annex-1'] tbody tr th > a")
    assert rows.all_text_contents() == ["덧붙임", "장소"]
    # There is no way further down, so the focus is on the way back.
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "‘장소’ 위로 옮기기"
    assert page.url.endswith(f"#entry-{places_entry.pk}")


# --- Jobs ----------------------------------------------------------------------------------------


@pytest.fixture
def job(draft, officer):
    now = timezone.now()
    return Job.objects.create(
        kind="packet.draft",
        subject_type="meetings.packetversion",
        subject_id=draft.pk,
        state=Job.State.RUNNING,
        started_at=now,
        heartbeat_at=now,
        steps_total=4,
        requested_by=officer,
    )


def feed(job, **values):
    Job.objects.filter(pk=job.pk).update(**values)


def bar_reaches(page, value, step):
    page.wait_for_function(
        "wanted => document.querySelector('.job progress')?.value === wanted", arg=value
    )
    page.locator(".job-step", has_text=step).wait_for()


def test_bar_moves_with_the_job_and_the_page_ends_as_done(
    open_page,
    officer_client,
    draft,
    job,
):
    page = open_page(workbench_url(draft), client=officer_client)

    for done, percent, step in ((1, 25, "표지"), (2, 50, "회원사 현황"), (4, 99, "쪽 번호")):
        feed(job, steps_done=done, step=step)
        bar_reaches(page, percent, step)
    from django.core.files.storage import default_storage

    name = default_storage.save("drafts/browser.pdf", ContentFile(b"%PDF"))
    with page.expect_navigation():
        feed(
            job,
            state=Job.State.DONE,
            finished_at=timezone.now(),
            result={"file": name, "pages": 3, "sha256": "0"},
        )

    page.locator(".job-done").wait_for()
    assert page.locator(".job progress").count() == 0
    assert "완료" in page.locator(".job").inner_text()
    page.get_by_role("link", name="초안 내려받기").wait_for()
    assert page.complaints == []


def test_failing_job_tells_why_and_offers_another_try(
    open_page,
    officer_client,
    draft,
    job,
):
    page = open_page(workbench_url(draft), client=officer_client)
    feed(job, steps_done=1, step="표지")
    bar_reaches(page, 25, "표지")

    with page.expect_navigation():
        feed(
            job,
            state=Job.State.FAILED,
            finished_at=timezone.now(),
            error="발표 자료.pdf 파일이 잠겨 있습니다.",
        )

    failed = page.locator(".job-failed")
    failed.wait_for()
    assert "발표 자료.pdf 파일이 잠겨 있습니다." in failed.inner_text()
    assert failed.get_by_role("button", name="다시 시도").is_visible()


def test_button_pressed_twice_works_once(open_page, officer_client, draft):
    page = open_page(workbench_url(draft), client=officer_client)

    page.evaluate(
        """() => {
            const button = [...document.querySelectorAll('button')]
                .find((each) => each.textContent.trim() === '초안 PDF 만들기');
            button.click();
            button.click();
        }"""
    )
    page.wait_for_url("**#jobs")

    assert Job.objects.filter(kind="packet.draft").count() == 1
