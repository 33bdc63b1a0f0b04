"""The life of a packet: assembled, set by hand, published, frozen, withdrawn, drafted anew."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, time

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from alliance import packets as registry
from alliance.errors import RuleViolation
from alliance.figures import Figure
from alliance.models import AccessRecord
from alliance.packets import Fact, PacketSection, Snapshot
from alliance.periods import PeriodRule, Quarter
from alliance.rendering import RenderedDocument
from meetings.models import AgendaItem, FigureOverride, Meeting, PacketEntry, PacketVersion
from meetings.packets.assembly import entries_of_version, reporting_period
from meetings.packets.missing import missing_facts
from meetings.services import drafts, packets
from meetings.services.building import published_file
from meetings.services.publication import publish_packet, request_publication
from members.models import Organisation
from tests.pages import text

pytestmark = pytest.mark.django_db


def collect(period, as_of, options):
    """Counts organisations; what their names are is the section's business."""
    counted = Organisation.objects.order_by("pk")
    return Snapshot(
        body={"z": 1, "names": [item.name for item in counted], "a": {"y": 1, "b": 2}},
        figures=(
            Figure.count(
                "organisations",
                counted,
                label="기관",
                unit="개",
                definition="모든 기관",
                as_of=as_of,
            ),
        ),
    )


def facts(start, end):
    return [
        Fact("members.organisation", item.pk, item.name, date(2025, 11, 1))
        for item in Organisation.objects.all()
    ]


@pytest.fixture(autouse=True)
def section(tmp_path, settings, monkeypatch):
    (tmp_path / "section.html").write_text(
        '{% load packet %}{% include "print/_heading.html" with heading=heading only %}'
        "<p>{% figure figures.organisations %}개 {{ body.names|join:', ' }}</p>"
    )
    templates = [dict(settings.TEMPLATES[0])]
    templates[0]["DIRS"] = [*templates[0]["DIRS"], tmp_path]
    settings.TEMPLATES = templates
    entry = PacketSection("test.section", "시험 현황", "section.html", collect, facts=facts)
    monkeypatch.setitem(registry._sections, "test.section", entry)
    return entry


@pytest.fixture
def quick(monkeypatch):
    """What is rendered does not matter to most of these tests; one renders for real."""
    from meetings.services import publication

    def render(document, progress, what):
        return RenderedDocument(pdf=f"%PDF {document.print_ready}".encode(), pages=3)

    monkeypatch.setattr(publication, "_render", render)


def make_meeting(body, ordinal, day):
    meeting = Meeting.objects.create(
        body=body, year=day.year, ordinal=ordinal, date=day, start=time(15), end=time(17)
    )
    AgendaItem.objects.create(meeting=meeting, number=1, title="현황 보고")
    return meeting


@pytest.fixture
def meeting(steering_committee):
    return make_meeting(steering_committee, 4, date(2025, 11, 26))


@pytest.fixture
def draft(meeting):
    """A draft whose only section is the test's own."""
    packet = packets.open_packet(meeting=meeting)
    version = packet.draft
    version.entries.all().delete()
    PacketEntry.objects.create(
        packet_version=version,
        position=1,
        part="annex",
        annex_number=1,
        section_key="test.section",
        options={"z": 1, "a": 2},
    )
    Organisation.objects.create(name="가나다", slug="ganada")
    return drafts.assemble_draft(version=version)


def test_opening_twice_gives_one_packet(meeting):
    first = packets.open_packet(meeting=meeting)
    second = packets.open_packet(meeting=meeting)

    assert first == second
    assert first.title == "'25년도 메타버스 얼라이언스 제4차 운영위원회"
    assert [v.number for v in first.versions.all()] == [1]


def test_default_contents_leave_out_annexes_without_agenda_item(meeting):
    packet = packets.open_packet(meeting=meeting)

    annexes = set(packet.draft.entries.filter(part="annex").values_list("annex_number", flat=True))

    assert annexes == {1}


def test_contents_may_be_those_of_an_earlier_packet(steering_committee, draft):
    """Order, titles and switches; neither what was written there, nor annexes of its own items."""
    texts = {"text_before": "지난 글", "text_after": "지난 글"}
    PacketEntry.objects.create(
        packet_version=draft,
        position=2,
        part="material",
        title="꺼 둔 글",
        is_enabled=False,
        **texts,
    )
    PacketEntry.objects.create(
        packet_version=draft, position=3, part="annex", annex_number=9, title="지난 안건"
    )
    later = make_meeting(steering_committee, 5, date(2025, 12, 20))

    opened = packets.open_packet(meeting=later, like=draft.packet).draft

    found = opened.entries.order_by("position").values_list(
        "position", "part", "annex_number", "section_key", "title", "is_enabled", "options",
        "text_before", "text_after", "snapshot",
    )  # fmt: skip
    assert list(found) == [
        (1, "annex", 1, "test.section", "", True, {"z": 1, "a": 2}, "", "", None),
        (2, "material", None, "", "꺼 둔 글", False, {}, "", "", None),
    ]
    assert (opened.number, opened.as_of) == (1, date(2025, 12, 20))


def test_period_begins_after_the_previous_meetings_last_published_version(
    steering_committee, officer, draft, quick
):
    publish_packet(version=draft, by=officer)
    later = make_meeting(steering_committee, 5, date(2025, 12, 20))

    period = reporting_period(later)

    assert period.since == date(2025, 11, 27)
    assert period.quarter == Quarter(2025, 4)
    assert period.range_for(PeriodRule.SINCE_LAST_PACKET).end == date(2025, 12, 20)
    assert reporting_period(draft.packet.meeting).since == date(2025, 1, 1)


def test_published_version_is_frozen_whatever_happens_to_records(officer, draft):
    published = publish_packet(version=draft, by=officer)
    content = published_file("2025-4", 1)
    snapshot = published.entries.get().snapshot
    Organisation.objects.create(name="라마바", slug="ramaba")
    Organisation.objects.filter(name="가나다").update(name="바뀐 이름")
    Organisation.objects.filter(slug="ganada").delete()

    again = PacketVersion.objects.get(pk=published.pk)

    assert published_file("2025-4", 1) == content
    assert hashlib.sha256(content).hexdigest() == again.sha256
    assert again.entries.get().snapshot == snapshot
    assert snapshot["figures"][0]["value"] == 1
    assert snapshot["figures"][0]["records"]["rows"][0][1] == "가나다"


@pytest.mark.parametrize(
    "change",
    [
        lambda v: PacketVersion.objects.filter(pk=v.pk).update(as_of=date(2025, 1, 1)),
        lambda v: PacketVersion.objects.filter(pk=v.pk).update(sha256="0" * 64),
        lambda v: PacketVersion.objects.filter(pk=v.pk).update(state="draft"),
        lambda v: PacketVersion.objects.filter(pk=v.pk).delete(),
        lambda v: PacketEntry.objects.filter(packet_version=v).update(title="anders"),
        lambda v: PacketEntry.objects.filter(packet_version=v).update(is_frozen=False),
        lambda v: PacketEntry.objects.filter(packet_version=v).delete(),
        lambda v: PacketVersion.objects.filter(pk=v.pk).update(frame={"title": "anders"}),
        lambda v: PacketVersion.objects.filter(pk=v.pk).update(since=date(2025, 1, 2)),
        lambda v: PacketVersion.objects.filter(pk=v.pk).update(assembled_at=None),
        lambda v: PacketVersion.objects.filter(pk=v.pk).update(reason="anders"),
        lambda v: PacketVersion.objects.filter(pk=v.pk).update(withdrawal_reason="anders"),
        lambda v: PacketEntry.objects.bulk_create(
            [PacketEntry(packet_version=v, position=9, part="material")]
        ),
    ],
    ids=[
        "as-of",
        "sha256",
        "back-to-draft",
        "deleted",
        "entry-title",
        "entry-thawed",
        "entries-deleted",
        "frame",
        "since",
        "assembled-at",
        "reason",
        "withdrawal-reason-alone",
        "entries-added-in-bulk",
    ],
)
def test_database_refuses_to_change_what_is_published(officer, draft, change, quick):
    published = publish_packet(version=draft, by=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        change(published)


@pytest.mark.parametrize("field", ["withdrawal_reason", "withdrawn_at", "withdrawn_by"])
def test_withdrawal_is_written_once(officer, second_officer, draft, quick, mailoutbox, field):
    published = publish_packet(version=draft, by=officer)
    withdrawn = packets.withdraw(version=published, reason="오류", by=officer)
    other = {
        "withdrawal_reason": "다른 사유",
        "withdrawn_at": published.published_at,
        "withdrawn_by": second_officer,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        PacketVersion.objects.filter(pk=withdrawn.pk).update(**{field: other[field]})


def test_no_two_entries_stand_at_one_position(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        PacketEntry.objects.create(packet_version=draft, position=1, part="material")


def test_no_figure_is_set_by_hand_in_a_published_version(officer, draft, quick):
    published = publish_packet(version=draft, by=officer)

    with pytest.raises(RuleViolation):
        FigureOverride.objects.create(
            entry=published.entries.get(),
            figure_key="organisations",
            value=2,
            reason="늦음",
            set_by=officer,
        )


def test_packet_without_entries_is_not_published(officer, draft, quick):
    draft.entries.all().delete()

    with pytest.raises(RuleViolation, match="항목이 없어"):
        publish_packet(version=draft, by=officer)


def test_entry_whose_section_is_gone_shows_a_note_and_is_not_published(
    officer_client, officer, draft, quick, monkeypatch
):
    monkeypatch.delitem(registry._sections, "test.section")
    PacketEntry.objects.filter(packet_version=draft).update(
        snapshot={**draft.entries.get().snapshot, "title": ""}
    )

    pages = [
        text(officer_client.get(reverse(f"admin:meetings_packet_{name}", args=[number])))
        for name, number in (
            ("view", draft.pk),
            ("workbench", draft.packet_id),
            ("publish", draft.pk),
        )
    ]

    assert "포털에 더 이상 없는 자료집 항목(test.section)" in pages[0]
    assert all("test.section" in page for page in pages)
    with pytest.raises(RuleViolation, match=r"더 이상 없는 항목이 있습니다: test\.section"):
        publish_packet(version=draft, by=officer)
    with pytest.raises(RuleViolation, match="더 이상 없는 항목"):
        request_publication(version=draft, by=officer)


def test_file_that_storage_lost_is_told_in_words(
    officer_client, officer, committee_member, draft, quick, tmp_path
):
    published = publish_packet(version=draft, by=officer)
    default_storage.delete(published.file.name)
    reader = Client()
    reader.force_login(committee_member)

    desk = officer_client.get(reverse("admin:meetings_packet_file", args=[published.pk]))
    committee = reader.get(reverse("committee:packet-download", args=["2025-4", 1]))

    assert (desk.status_code, committee.status_code) == (404, 404)
    assert "파일을 찾을 수 없습니다" in text(desk)
    assert published.file.name in text(desk)
    assert published.file.name not in text(committee)
    assert not AccessRecord.objects.exists()
    with pytest.raises(CommandError, match="파일이 저장소에 없습니다"):
        call_command("build_packet", "2025-4", number=1, output=tmp_path / "x.pdf")
    assert list(tmp_path.glob("x.pdf*")) == []


def test_nothing_is_added_to_a_published_version(officer, draft, quick):
    published = publish_packet(version=draft, by=officer)

    with pytest.raises(RuleViolation):
        PacketEntry.objects.create(packet_version=published, position=2, part="material")


def test_new_version_copies_the_last_and_needs_a_reason(officer, draft, quick):
    published = publish_packet(version=draft, by=officer)
    packet = published.packet

    with pytest.raises(RuleViolation):
        packets.start_new_version(packet=packet, reason=" ")
    second = packets.start_new_version(packet=packet, reason="숫자 정정")

    assert second.number == 2
    assert [e.section_key for e in second.entries.all()] == ["test.section"]
    with pytest.raises(RuleViolation):
        packets.start_new_version(packet=packet, reason="noch einmal")


def test_figure_set_by_hand_is_printed_and_the_computed_value_kept(officer, draft, quick):
    entry = draft.entries.get()
    with pytest.raises(RuleViolation):
        drafts.set_figure(entry=entry, figure_key="organisations", value=7, reason="", by=officer)
    drafts.set_figure(
        entry=entry, figure_key="organisations", value=7, reason="협의로 정함", by=officer
    )

    assembled = entries_of_version(draft)[0]

    assert assembled.figures()[0]["shown"] == 7
    assert assembled.figures()[0]["value"] == 1
    drafts.clear_figure(entry=draft.entries.get(), figure_key="organisations")
    assert "shown" not in entries_of_version(draft)[0].figures()[0]


def test_publication_stops_where_the_draft_changed_meanwhile(officer, draft, monkeypatch, quick):
    from meetings.services import publication

    def render_and_edit(document, progress, what):
        entry = PacketEntry.objects.get(packet_version=draft)
        entry.text_after = f"○ 그 사이 고침 {entry.version}"
        entry.save()
        return RenderedDocument(pdf=b"%PDF", pages=1)

    monkeypatch.setattr(publication, "_render", render_and_edit)

    with pytest.raises(RuleViolation):
        publish_packet(version=draft, by=officer)
    assert PacketVersion.objects.get(pk=draft.pk).state == "draft"


def test_withdrawal_needs_a_reason_and_keeps_the_file(officer, draft, mailoutbox, quick):
    published = publish_packet(version=draft, by=officer)

    with pytest.raises(RuleViolation):
        packets.withdraw(version=published, reason="", by=officer)
    withdrawn = packets.withdraw(version=published, reason="잘못된 기준일", by=officer)

    assert withdrawn.state == "withdrawn"
    assert default_storage.exists(withdrawn.file.name)
    assert withdrawn.packet.published is None
    with pytest.raises(IntegrityError), transaction.atomic():
        PacketVersion.objects.filter(pk=withdrawn.pk).update(state="published")


def test_snapshot_keeps_the_order_of_lists(draft):
    Organisation.objects.create(name="나나나", slug="nanana")
    drafts.assemble_draft(version=draft)

    assert draft.entries.get().snapshot["body"]["names"] == ["가나다", "나나나"]


def test_facts_inside_no_packet_are_listed(officer, draft, quick):
    late = Organisation.objects.create(name="늦은 기록", slug="late")

    found = missing_facts(draft, until=date(2025, 11, 26))

    assert [(group.section_key, [f.pk for f in group.facts]) for group in found] == [
        ("test.section", [late.pk])
    ]
    drafts.assemble_draft(version=draft)
    assert missing_facts(draft, until=date(2025, 11, 26)) == []


def test_entry_that_is_left_out_tells_of_no_fact(officer, draft, quick):
    record = Organisation.objects.create(name="둘째", slug="second")
    drafts.assemble_draft(version=draft)
    twin = PacketEntry.objects.create(
        packet_version=draft, position=9, part="annex", annex_number=1, section_key="test.section"
    )
    drafts.assemble_draft(version=draft)
    assert missing_facts(draft, until=date(2025, 11, 26)) == []

    # What the left-out entry counted once, the printed one does not count.
    draft.entries.filter(pk=twin.pk).update(is_enabled=False)
    printed = draft.entries.printed().get()
    emptied = {**printed.snapshot, "figures": []}
    draft.entries.filter(pk=printed.pk).update(snapshot=emptied)

    [group] = missing_facts(draft, until=date(2025, 11, 26))
    assert record.pk in [fact.pk for fact in group.facts]


def test_facts_between_two_years_packets_are_listed(
    steering_committee, officer, draft, quick, monkeypatch
):
    """The year's last packet ended on 26 November; what came after it is of the year before."""
    days = (date(2025, 11, 26), date(2025, 11, 27), date(2025, 12, 31), date(2026, 3, 2))
    # Of a model that the section's figure does not count.
    recorded = [Fact("alliance.place", n, f"기록 {n}", day) for n, day in enumerate(days)]
    section = replace(
        registry.get_section("test.section"),
        facts=lambda start, end: [fact for fact in recorded if start <= fact.day <= end],
    )
    monkeypatch.setitem(registry._sections, "test.section", section)
    publish_packet(version=drafts.assemble_draft(version=draft), by=officer)
    meeting = make_meeting(steering_committee, 1, date(2026, 3, 25))
    first = packets.open_packet(meeting=meeting, like=draft.packet).draft
    drafts.assemble_draft(version=first)

    [group] = missing_facts(PacketVersion.objects.get(pk=first.pk), until=date(2026, 3, 25))

    assert list(group.facts) == recorded[1:]
