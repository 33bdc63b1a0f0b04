"""Who reads what in the committee's working place."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from alliance.models import AccessRecord, Job
from meetings.models import (
    AgendaItem,
    Meeting,
    MeetingTimetableRow,
    PacketVersion,
    RosterEntry,
)
from meetings.services import packets
from meetings.services.links import make_draft_link, revoke_draft_link
from members.models import Person, Seat, User
from tests.pages import text

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 published"
PRINT = b"%PDF-1.7 for printing"


def make_meeting(body, ordinal, day):
    return Meeting.objects.create(
        body=body, year=day.year, ordinal=ordinal, date=day, start=time(15), end=time(17)
    )


@pytest.fixture
def meeting(steering_committee):
    return make_meeting(steering_committee, 4, date(2025, 11, 26))


@pytest.fixture
def published(meeting, officer):
    version = packets.open_packet(meeting=meeting).draft
    version.file.save("packet.pdf", ContentFile(PDF), save=False)
    version.print_file.save("print.pdf", ContentFile(PRINT), save=False)
    version.sha256 = hashlib.sha256(PDF).hexdigest()
    version.pages = 3
    version.state = PacketVersion.State.PUBLISHED
    version.published_at = datetime(2025, 11, 26, 8, tzinfo=UTC)
    version.published_by = officer
    version.save()
    return version


@pytest.fixture
def draft(meeting):
    return packets.open_packet(meeting=meeting).draft


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def account(email, **person):
    return User.objects.create_user(
        email, "a-long-password", person=Person.objects.create(**person)
    )


def download(client, code="2025-4", number=1, **data):
    return client.get(reverse("committee:packet-download", args=[code, number]), data)


def test_member_downloads_the_packet_of_the_own_term_and_the_download_is_logged(
    committee_member, published, day
):
    response = download(signed_in(committee_member))

    assert response.getvalue() == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store, private"
    record = AccessRecord.objects.get()
    assert (record.user, record.subject_id, record.address) == (
        committee_member,
        published.pk,
        "127.0.0.1",
    )
    assert record.detail["version"] == 1


def test_member_gets_the_file_for_printing_as_well(committee_member, published, day):
    response = download(signed_in(committee_member), print="1")

    assert response.getvalue() == PRINT


def test_former_member_reads_the_packets_of_the_own_term_only(
    steering_committee, committee_member, published, day
):
    later = make_meeting(steering_committee, 1, date(2026, 2, 25))
    client = signed_in(committee_member)

    listed = client.get(reverse("committee:meeting-list"))

    assert [line.meeting.code for line in listed.context["past"]] == []
    assert [line.meeting.code for line in listed.context["upcoming"]] == ["2025-4"]
    assert client.get(reverse("committee:meeting-detail", args=[later.code])).status_code == 404


def test_named_proxy_reads_the_packet_of_that_meeting_only(
    steering_committee, committee_member, meeting, published, day
):
    other = make_meeting(steering_committee, 3, date(2025, 9, 17))
    proxy = account("proxy@industry.example", name="대참자")
    RosterEntry.objects.create(
        meeting=meeting,
        seat=Seat.objects.get(person=committee_member.person),
        attendance=RosterEntry.Attendance.PROXY,
        proxy_name="대참자",
        proxy_title="이사",
        proxy_person=proxy.person,
    )
    client = signed_in(proxy)

    assert download(client).status_code == 200
    assert client.get(reverse("committee:meeting-detail", args=[other.code])).status_code == 404


@pytest.mark.parametrize("code", ["2025-4", "1999-9", "٢٠٢٥-٤", "2025-4-1", "x"])
def test_outsider_cannot_tell_a_foreign_meeting_from_none(outsider, published, day, code):
    client = signed_in(outsider)
    missing = client.get(reverse("committee:meeting-detail", args=["1998-1"]))

    response = client.get(reverse("committee:meeting-detail", args=[code]))

    assert (response.status_code, response.content) == (404, missing.content)
    assert download(client, code).status_code == 404
    assert client.get(reverse("committee:meeting-list")).status_code == 404


def test_visitor_is_sent_to_the_sign_in_page(published):
    response = download(Client())

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_nobody_downloads_a_draft_here(committee_member, officer, draft, day):
    assert download(signed_in(committee_member)).status_code == 404
    assert download(signed_in(officer)).status_code == 404


def test_withdrawn_version_shows_its_notice_instead_of_the_file(
    committee_member, published, officer, day, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        packets.withdraw(version=published, reason="기준일이 틀림", by=officer)
    client = signed_in(committee_member)

    page = client.get(reverse("committee:meeting-detail", args=["2025-4"]))

    assert "기준일이 틀림" in page.content.decode()
    assert download(client).status_code == 404
    assert [mail.to for mail in mailoutbox] == [["member@industry.example"]]


def draft_file(version):
    from django.core.files.storage import default_storage

    name = default_storage.save("drafts/test.pdf", ContentFile(b"%PDF draft"))
    return Job.objects.create(
        kind="packet.draft",
        subject_type="meetings.packetversion",
        subject_id=version.pk,
        state=Job.State.DONE,
        finished_at=datetime(2025, 11, 20, tzinfo=UTC),
        result={"file": name, "sha256": "0"},
    )


def test_draft_link_opens_the_draft_for_its_reader_and_is_logged(draft, officer, day):
    draft_file(draft)
    made = make_draft_link(version=draft, reader="디콘과 사무관", days=7, by=officer)

    response = Client().get(reverse("committee:draft-link", args=[made.token]))

    assert response.getvalue() == b"%PDF draft"
    assert AccessRecord.objects.get().reader == "디콘과 사무관"
    assert made.token not in str(vars(made.link))


def test_draft_link_ends_by_time_by_revocation_and_by_tampering(draft, officer, day):
    draft_file(draft)
    made = make_draft_link(version=draft, reader="의장", days=1, by=officer)
    address = reverse("committee:draft-link", args=[made.token])

    with time_machine.travel(made.link.expires_at + timedelta(seconds=1)):
        assert Client().get(address).status_code == 404
    assert Client().get(address[:-2] + "x/").status_code == 404
    revoke_draft_link(link=made.link)
    assert Client().get(address).status_code == 404


def test_draft_link_ends_with_publication(published, officer, day):
    from alliance.errors import RuleViolation

    with pytest.raises(RuleViolation):
        make_draft_link(version=published, reader="의장", days=1, by=officer)


@pytest.mark.parametrize("count", [1, 6])
def test_meeting_list_query_count_does_not_grow(
    steering_committee, committee_member, day, count, django_assert_max_num_queries
):
    for number in range(count):
        make_meeting(steering_committee, number + 1, date(2025, number + 1, 10))
    client = signed_in(committee_member)

    with django_assert_max_num_queries(12):
        response = client.get(reverse("committee:meeting-list"))

    assert len(response.context["past"]) == count


def test_timetable_tells_the_agenda_item_of_a_row(committee_member, meeting, day):
    item = AgendaItem.objects.create(meeting=meeting, number=2, title="현황")
    MeetingTimetableRow.objects.create(
        meeting=meeting, start=time(15), end=time(15, 30), agenda_item=item, content="현황 보고"
    )

    address = reverse("committee:meeting-detail", args=["2025-4"])
    page = text(signed_in(committee_member).get(address))

    assert "(안건 2) 현황 보고" in page


def test_packet_is_called_in_preparation_only_where_one_is_prepared(
    steering_committee, committee_member, meeting, day
):
    make_meeting(steering_committee, 3, date(2025, 9, 17))
    client = signed_in(committee_member)

    def badges():
        page = text(client.get(reverse("committee:meeting-list")))
        return page.count("자료집 준비 중")

    before = badges()
    packets.open_packet(meeting=meeting)

    assert (before, badges()) == (0, 1)
    other = text(client.get(reverse("committee:meeting-detail", args=["2025-3"])))
    assert "이 회의의 자료집은 없습니다." in other
