"""What a meeting still lacks."""

from __future__ import annotations

from datetime import date, time

import pytest

from alliance.panels import PanelContext
from meetings.checks import check_meeting
from meetings.models import (
    Bylaw,
    BylawArticle,
    BylawItem,
    BylawParagraph,
    MeetingTimetableRow,
    MinutesEntry,
    Packet,
    PacketEntry,
    PacketVersion,
)
from meetings.panels import lacks, meeting_at_hand, next_meeting
from meetings.services.decisions import apply_renewal, propose_renewal, record_decision
from members.models import Seat
from tests.meetings import committee


def found(meeting, *codes):
    """Messages of the findings with these codes."""
    return [finding.message for finding in check_meeting(meeting) if finding.code in codes]


def codes(meeting):
    return [finding.code for finding in check_meeting(meeting)]


def row(meeting, start, end, item=None):
    return MeetingTimetableRow.objects.create(
        meeting=meeting, start=start, end=end, content="보고", agenda_item=item
    )


def test_empty_meeting_lacks_agenda_timetable_and_roster(steering_committee):
    planned = committee.make_meeting(steering_committee, status="planned")

    assert codes(planned) == ["no_agenda", "no_timetable", "no_roster"]


def test_complete_meeting_lacks_nothing(meeting, roster):
    item = committee.make_item(meeting)
    row(meeting, time(15), time(17), item)
    MinutesEntry.objects.create(agenda_item=item, text="- 보고함")
    meeting.roster.update(attendance="present")

    assert check_meeting(meeting) == []


def test_gap_and_overrun_of_the_timetable_are_errors(meeting, roster):
    item = committee.make_item(meeting)
    row(meeting, time(15), time(15, 40), item)
    row(meeting, time(15, 45), time(17, 10))

    gap, overrun = found(meeting, "timetable_gap", "timetable_overrun")

    assert "15:40 ~ 15:45" in gap
    assert "10분" in overrun


def test_item_without_a_row_or_speaker_is_told(meeting):
    committee.make_item(meeting, 1)
    committee.make_item(meeting, 3, kind="lecture")
    row(meeting, time(15), time(17))

    assert {"agenda_numbers", "item_without_time", "no_speaker"} <= set(codes(meeting))


def test_weekend_and_missing_place_are_told(steering_committee):
    sunday = committee.make_meeting(steering_committee, date=date(2025, 11, 30), status="planned")
    sunday.place = None

    assert found(sunday, "weekend") == ["'25.11.30.은 일요일입니다."]
    assert found(sunday, "no_place") == ["장소가 정해지지 않았습니다."]


def test_roster_is_held_against_the_seats_of_the_day(meeting, roster, seats):
    Seat.objects.filter(pk=seats["하협회"].pk).update(valid_to=date(2025, 6, 30))
    roster["가정부"].delete()

    assert found(meeting, "term_over") == ["하협회: 명단에 있으나 회의 날이 임기에 들지 않습니다."]
    assert found(meeting, "seat_not_called") == ["가정부: 회의 날 위원이나 명단에 없습니다."]


def test_sector_that_the_rules_want_is_missed(meeting, roster):
    roster["하협회"].delete()

    assert found(meeting, "sector_missing") == ["명단에 없는 구분: 유관기관"]


def test_counts_do_not_add_up_while_somebody_is_not_marked(meeting, roster):
    meeting.roster.exclude(pk=roster["다학회"].pk).update(attendance="present")

    [message] = found(meeting, "not_marked")

    assert "다학회" in message
    assert "가정부" not in message


def test_presenter_who_was_absent_without_a_proxy_is_told(meeting, roster):
    item = committee.make_item(meeting)
    item.presenting.add(roster["다학회"].person, roster["바기업"].person)
    meeting.roster.filter(pk=roster["다학회"].pk).update(attendance="absent")
    meeting.roster.filter(pk=roster["바기업"].pk).update(attendance="proxy", proxy_name="박대참")

    [message] = found(meeting, "presenter_absent")

    assert "다학회" in message


def test_annexes_and_quoted_sections_are_held_against_the_packet(meeting, officer):
    first = committee.make_item(meeting, 1)
    committee.make_item(meeting, 2)
    committee.make_item(meeting, 3, has_annex=False)
    MinutesEntry.objects.create(agenda_item=first, kind="computed", section_key="members.status")
    packet = Packet.objects.create(meeting=meeting, title="자료", issuer="사무국")
    version = PacketVersion.objects.create(
        packet=packet, number=1, as_of=meeting.date, period_year=2025, period_quarter=4
    )
    PacketEntry.objects.create(
        packet_version=version, position=1, annex_number=1, section_key="archive.documents"
    )

    assert [message[:3] for message in found(meeting, "no_annex")] == ["안건2"]
    assert found(meeting, "section_not_printed") == [
        "안건1 안건 제목 1: 회의결과가 인용하는 ‘members.status’ 항목이 별첨에 없습니다."
    ]
    assert [message[:3] for message in found(meeting, "no_results")] == ["안건2", "안건3"]


@pytest.fixture
def bylaw_item(db):
    bylaw = Bylaw.objects.create(
        code="operation", title="규정", short_title="운영규정", valid_from=date(2021, 1, 1)
    )
    article = BylawArticle.objects.create(bylaw=bylaw, number=3, title="운영위원회")
    paragraph = BylawParagraph.objects.create(article=article, number=1, text="정하는 일")

    def make(number, code):
        return BylawItem.objects.create(paragraph=paragraph, number=number, text="…", code=code)

    return make


def test_resolution_needs_a_decision(meeting):
    committee.make_item(meeting, kind="resolution")

    assert "not_decided" in codes(meeting)


def test_decision_wider_than_its_item_and_rule_that_does_not_fit_are_told(
    meeting, seats, bylaw_item
):
    item = committee.make_item(meeting, kind="resolution")
    term = bylaw_item(4, "member_term")
    chair = propose_renewal(agenda_item=item, office="chair", seats=[seats["나의장"]], basis=term)
    members = propose_renewal(
        agenda_item=item, office="members", seats=[seats["바기업"]], basis=term, on_agenda=False
    )
    record_decision(
        agenda_item=item,
        text="동의",
        outcome="carried",
        on=meeting.date,
        renewals=[chair, members],
    )

    assert found(meeting, "basis_does_not_fit") == [
        "안건1 안건 제목 1: "
        "근거 조항(운영규정 제3조 1항 4호)이 ‘위원장(의장)’에 관한 것이 아닙니다."
    ]
    assert len(found(meeting, "wider_than_item")) == 1
    assert len(found(meeting, "terms_not_written")) == 2

    for renewal in (chair, members):
        apply_renewal(renewal_id=renewal.pk, on=meeting.date)

    assert found(meeting, "terms_not_written") == []


def test_rule_on_the_choice_of_the_chair_fits(meeting, seats, bylaw_item):
    item = committee.make_item(meeting, kind="resolution")
    propose_renewal(
        agenda_item=item,
        office="chair",
        seats=[seats["나의장"]],
        basis=bylaw_item(1, "chair_choice"),
    )

    assert found(meeting, "basis_does_not_fit") == []


def test_errors_come_first_and_lead_to_the_page(meeting, roster):
    committee.make_item(meeting)

    findings = check_meeting(meeting)

    errors = [finding.is_error for finding in findings]
    assert errors == sorted(errors, reverse=True)
    assert {finding.link for finding in findings} == {
        f"/admin/meetings/meeting/{meeting.pk}/change/"
    }


def test_home_page_tells_the_day_of_the_next_meeting_and_no_more(steering_committee, db):
    committee.make_meeting(steering_committee, date=date(2025, 11, 25), ordinal=3)
    committee.make_meeting(steering_committee, date=date(2025, 12, 10), ordinal=4)

    content = next_meeting(PanelContext(user=None, on=date(2025, 11, 26)))

    assert content == {
        "body": "운영위원회",
        "ordinal": 4,
        "date": date(2025, 12, 10),
        "days": 14,
    }
    assert next_meeting(PanelContext(user=None, on=date(2025, 12, 11))) is None


def test_dashboard_looks_at_the_next_meeting_else_at_the_last_one_not_closed(
    steering_committee, officer
):
    held = committee.make_meeting(steering_committee, date=date(2025, 9, 17), ordinal=3)
    planned = committee.make_meeting(
        steering_committee, date=date(2025, 12, 10), ordinal=4, status="planned"
    )
    on = date(2025, 11, 26)

    assert meeting_at_hand(on) == planned
    assert lacks(PanelContext(user=officer, on=on))["findings"] == check_meeting(planned)

    planned.status = "closed"
    planned.save()

    assert meeting_at_hand(on) == held
