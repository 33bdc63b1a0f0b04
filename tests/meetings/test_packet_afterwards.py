"""What is published stays; it is withdrawn, or followed by the next version."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from alliance.errors import RuleViolation
from alliance.models import AccessRecord, Job
from meetings.models import AgendaItem, PacketVersion
from meetings.services import drafts
from meetings.services.packets import start_new_version
from meetings.services.publication import publish_packet
from tests.meetings.committee import make_meeting
from tests.meetings.desk import (
    button,
    publish_from_page,
    titles,
    told,
    workbench_url,
)
from tests.pages import form_values, text

pytestmark = pytest.mark.django_db

READ_ONLY = "공개한 자료집은 고칠 수 없습니다. 새 판을 만드세요."


def test_published_version_is_read_only(officer_client, published, places_entry, written_entry):
    data = {
        "assemble": {"as_of": "2025-01-01", "year": "2025", "quarter": "1"},
        "arrange": {"entry": places_entry.pk, "action": "down", "seen": "x"},
        "add_section": {"section": '["test.places", {}]', "place": "annex-1"},
        "make_draft": {},
        "publish": {},
        "make_link": {"reader": "의장", "days": "3"},
    }
    before = PacketVersion.objects.values().get()

    answers = {
        name: officer_client.post(button(name, published), sent, follow=True)
        for name, sent in data.items()
    }

    assert {name: (answer.status_code, told(answer)[-1]) for name, answer in answers.items()} == {
        **dict.fromkeys(data, (200, READ_ONLY)),
        "make_link": (200, "초안만 검토용으로 보낼 수 있습니다."),
    }
    assert PacketVersion.objects.values().get() == before
    assert titles(published) == ["장소", "덧붙임", "둘째 장소"]
    assert Job.objects.count() == 0
    page = officer_client.get(workbench_url(published))
    assert "모든 수치 계산" not in text(page)
    looked = officer_client.get(button("publish", published), follow=True)
    assert told(looked) == ["이미 공개한 판입니다."]


def test_officer_downloads_both_published_files(officer_client, published, officer):
    reading = officer_client.get(button("file", published))
    printing = officer_client.get(button("file", published), {"print": "1"})

    assert (reading.getvalue(), printing.getvalue()) == (b"%PDF False", b"%PDF True")
    assert [(r.user, r.detail["print"]) for r in AccessRecord.objects.order_by("pk")] == [
        (officer, False),
        (officer, True),
    ]
    assert officer_client.head(button("file", published)).status_code == 200
    assert AccessRecord.objects.count() == 2


def test_withdrawal_needs_a_reason_and_tells_the_committee(
    officer_client, published, at_once, readers, mailoutbox
):
    refused = officer_client.post(button("withdraw", published), {"reason": " "}, follow=True)
    assert told(refused) == ["철회하는 까닭을 적으세요."]

    with at_once():
        officer_client.post(button("withdraw", published), {"reason": "기준일이 틀림"})

    published.refresh_from_db()
    assert (published.state, published.withdrawal_reason) == ("withdrawn", "기준일이 틀림")
    assert [letter.to for letter in mailoutbox] == [[reader.email] for reader in readers]
    assert mailoutbox[0].subject == "[자료집 철회] '25년도 메타버스 얼라이언스 제4차 운영위원회 v1"
    assert "사유: 기준일이 틀림" in mailoutbox[0].body
    again = officer_client.post(button("withdraw", published), {"reason": "또"}, follow=True)
    assert told(again)[-1] == "공개한 판만 철회할 수 있습니다."
    assert (
        button("file", published) in officer_client.get(workbench_url(published)).content.decode()
    )


def test_draft_is_not_withdrawn(officer_client, draft):
    response = officer_client.post(button("withdraw", draft), {"reason": "x"}, follow=True)

    assert told(response) == ["공개한 판만 철회할 수 있습니다."]


def test_new_version_begins_from_the_last_and_tells_what_was_set_by_hand(
    officer_client, draft, places_entry, officer, quick
):
    drafts.set_figure(entry=places_entry, figure_key="places", value=7, reason="협의", by=officer)
    publish_packet(version=draft, by=officer)
    address = reverse("admin:meetings_packet_new_version", args=[draft.packet_id])

    refused = officer_client.post(address, {"reason": ""}, follow=True)
    assert told(refused) == ["새 판이 필요한 까닭을 적으세요."]
    response = officer_client.post(address, {"reason": "숫자 정정"}, follow=True)

    second = PacketVersion.objects.get(number=2)
    assert (second.state, second.reason) == ("draft", "숫자 정정")
    assert titles(second) == titles(draft)
    assert told(response) == [
        "손으로 정했던 수치를 다시 계산값으로 돌렸습니다: 장소 장소 7 (협의)",
        "v2 초안을 시작합니다.",
    ]
    once_more = officer_client.post(address, {"reason": "또"}, follow=True)
    assert told(once_more) == ["자료집에 이미 초안이 있습니다."]


def test_second_version_carries_the_reason_typed_last(
    officer_client, published, at_once, quick, officer
):
    address = reverse("admin:meetings_packet_new_version", args=[published.packet_id])
    officer_client.post(address, {"reason": "숫자 정정"})
    second = PacketVersion.objects.get(number=2)

    publish_from_page(officer_client, second, at_once, reason="회원사 수 정정")

    second.refresh_from_db()
    assert (second.state, second.reason) == ("published", "회원사 수 정정")


def test_new_title_reaches_the_draft_and_leaves_what_is_published(
    officer_client, published, officer
):
    second = start_new_version(packet=published.packet, reason="제목")
    drafts.assemble_draft(version=second)
    address = reverse("admin:meetings_packet_change", args=[published.packet_id]) + "?titles=1"

    officer_client.post(address, form_values(officer_client.get(address)) | {"title": ["새 제목"]})

    second.refresh_from_db()
    published.refresh_from_db()
    assert second.frame["title"] == "새 제목"
    assert published.frame["title"].endswith("제4차 운영위원회")


def test_draft_published_between_looking_and_pressing_refuses_politely(draft, officer, quick):
    """What was read before counts for nothing; the row is looked at anew, and locked."""
    stale = PacketVersion.objects.get(pk=draft.pk)
    publish_packet(version=draft, by=officer)

    with pytest.raises(RuleViolation, match="공개한 자료집"):
        drafts.assemble_draft(version=stale)


def test_packet_of_a_meeting_without_agenda_opens_empty_and_friendly(
    officer_client, meeting, place_section
):
    AgendaItem.objects.filter(meeting=meeting).delete()
    address = reverse("admin:meetings_packet_add")

    response = officer_client.post(address, {"meeting": meeting.pk}, follow=True)

    assert response.redirect_chain[-1][0].endswith("/workbench/")
    assert "자료집을 열었습니다. 기준일을 고르고 계산하세요." in told(response)
    assert "아직 계산하지 않았습니다." in text(response)


def test_packet_is_opened_with_the_contents_of_an_earlier_one(
    officer_client, draft, steering_committee
):
    later = make_meeting(steering_committee, ordinal=5, date=date(2025, 12, 20))
    AgendaItem.objects.create(meeting=later, number=2, title="분과 보고")
    address = reverse("admin:meetings_packet_add")

    page = officer_client.get(address)
    officer_client.post(address, {"meeting": later.pk, "like": draft.packet.pk})

    assert "기본 목차" in text(page)
    assert titles(later.packet.draft) == ["둘째 장소"]


def test_reasons_are_kept_without_a_null(officer_client, draft, at_once, quick):
    publish_from_page(officer_client, draft, at_once, reason="첫\0판")
    officer_client.post(button("withdraw", draft), {"reason": "잘못\0된 수치"})
    again = reverse("admin:meetings_packet_new_version", args=[draft.packet_id])
    officer_client.post(again, {"reason": "\0"})
    officer_client.post(again, {"reason": "고\0침"})

    rows = PacketVersion.objects.order_by("number").values_list("reason", "withdrawal_reason")
    assert list(rows) == [("첫판", "잘못된 수치"), ("고침", "")]
