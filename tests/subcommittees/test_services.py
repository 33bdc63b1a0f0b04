from datetime import date, datetime, time

import pytest

from alliance.errors import RuleViolation
from alliance.periods import SEOUL
from members.models import Seat
from subcommittees import services
from subcommittees.models import SubcommitteeMeeting
from tests.subcommittees.conftest import make_meeting

DAY = date(2025, 11, 26)
AT = datetime(2025, 11, 26, 9, tzinfo=SEOUL)
State = SubcommitteeMeeting.ReportState


def test_report_goes_from_the_chair_to_the_secretariat(meeting, chair, officer):
    assert (
        services.submit_report(meeting_id=meeting.pk, by=chair, on=DAY).report_state == "submitted"
    )
    assert services.accept_report(meeting_id=meeting.pk, by=officer).report_state == "accepted"
    assert services.return_report(meeting_id=meeting.pk, by=officer).report_state == "draft"


def test_chair_whose_term_is_over_files_nothing(meeting, chair):
    with pytest.raises(RuleViolation):
        services.submit_report(meeting_id=meeting.pk, by=chair, on=date(2026, 1, 1))

    meeting.refresh_from_db()
    assert meeting.report_state == State.DRAFT


def test_plain_member_and_outsider_file_nothing(meeting, chair, outsider):
    Seat.objects.filter(person=chair.person).update(role=Seat.Role.MEMBER)

    for user in (chair, outsider):
        with pytest.raises(RuleViolation):
            services.submit_report(meeting_id=meeting.pk, by=user, on=DAY)


def test_chair_accepts_nothing(meeting, chair):
    services.submit_report(meeting_id=meeting.pk, by=chair, on=DAY)

    with pytest.raises(RuleViolation):
        services.accept_report(meeting_id=meeting.pk, by=chair)
    with pytest.raises(RuleViolation):
        services.return_report(meeting_id=meeting.pk, by=chair)


def test_report_is_accepted_only_when_submitted(meeting, officer):
    with pytest.raises(RuleViolation):
        services.accept_report(meeting_id=meeting.pk, by=officer)


def test_meeting_to_come_is_not_held_and_has_no_report(meeting, officer):
    meeting.status = SubcommitteeMeeting.Status.PLANNED
    meeting.save()

    with pytest.raises(RuleViolation):
        services.hold_meeting(meeting_id=meeting.pk, on=date(2025, 10, 20), by=None, at=AT)
    with pytest.raises(RuleViolation):
        services.submit_report(meeting_id=meeting.pk, by=officer, on=date(2025, 10, 20))

    held = services.hold_meeting(meeting_id=meeting.pk, on=date(2025, 10, 21), by=None, at=AT)
    assert held.status == "held"


def test_programme_is_replaced_in_the_order_given(meeting):
    rows = [
        services.ProgrammeRow(time(15), time(15, 5), "안내", "사무국"),
        services.ProgrammeRow(time(15, 5), time(17), "발제", sub_items=("※ 석식 예정",)),
    ]

    services.replace_programme(meeting=meeting, rows=rows[:1])
    services.replace_programme(meeting=meeting, rows=rows)

    assert [(row.position, row.content, row.minutes) for row in meeting.timetable_rows.all()] == [
        (1, "안내", 5),
        (2, "발제", 115),
    ]


def test_cancelled_meeting_is_planned_again_with_the_reasons_kept(subcommittee, officer):
    planned = make_meeting(subcommittee, date(2025, 11, 5), 4, status="planned")

    services.cancel_meeting(meeting_id=planned.pk, reason="정족수 미달", by=officer, at=AT)
    with pytest.raises(RuleViolation):
        services.hold_meeting(meeting_id=planned.pk, on=DAY, by=officer, at=AT)
    services.plan_again(meeting_id=planned.pk, reason="새 날짜", by=officer, at=AT)

    assert list(planned.status_changes.values_list("before", "after", "reason")) == [
        ("planned", "cancelled", "정족수 미달"),
        ("cancelled", "planned", "새 날짜"),
    ]


def test_status_is_not_taken_back_without_a_reason_or_under_a_report(meeting, chair):
    with pytest.raises(RuleViolation, match="사유"):
        services.plan_again(meeting_id=meeting.pk, reason=" ", by=None, at=AT)
    services.submit_report(meeting_id=meeting.pk, by=chair, on=DAY)
    with pytest.raises(RuleViolation, match="보고서"):
        services.plan_again(meeting_id=meeting.pk, reason="잘못", by=None, at=AT)

    meeting.refresh_from_db()
    assert meeting.status == "held"
    assert not meeting.status_changes.exists()


def test_only_a_planned_meeting_is_cancelled(meeting):
    with pytest.raises(RuleViolation, match="예정된 회의만"):
        services.cancel_meeting(meeting_id=meeting.pk, reason="잘못", by=None, at=AT)
