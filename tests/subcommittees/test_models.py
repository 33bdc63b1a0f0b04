from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from members.models import Affiliation, Organisation
from subcommittees.models import ParticipantCount, Presentation, SubcommitteeMeeting
from tests.subcommittees.conftest import make_meeting


@pytest.mark.parametrize(
    "wrong",
    [
        {"ordinal": 3},
        {"end": time(14)},
        {"year": 2024},
        {"ordinal": 0},
        {"status": "planned", "report_state": "submitted"},
    ],
)
def test_meeting_constraints_stand_in_the_database(meeting, wrong):
    fields = {
        "body": meeting.body,
        "year": 2025,
        "ordinal": 4,
        "date": date(2025, 12, 1),
        "start": time(15),
        "end": time(17),
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        SubcommitteeMeeting.objects.bulk_create([SubcommitteeMeeting(**{**fields, **wrong})])

    assert SubcommitteeMeeting.objects.count() == 1


def test_part_of_the_head_count_is_given_once(meeting):
    ParticipantCount.objects.create(meeting=meeting, kind="online", count=4)

    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipantCount.objects.create(meeting=meeting, kind="online", count=5)


def test_speaker_is_a_person_or_a_name(meeting, speaker):
    with pytest.raises(IntegrityError), transaction.atomic():
        Presentation.objects.create(
            meeting=meeting, number=1, title="발제", speaker=speaker, speaker_name="김발표"
        )


def test_speaker_line_is_that_of_the_meetings_day(talk, speaker):
    new = Organisation.objects.create(name="새직장", slug="새직장")
    speaker.affiliations.update(valid_to=date(2025, 10, 31))
    Affiliation.objects.create(
        person=speaker, organisation=new, title="이사", valid_from=date(2025, 11, 1)
    )

    assert talk.speaker_line == "웅진씽크빅 김발표 부장"


def test_speaker_line_prints_what_was_typed(talk):
    talk.printed_organisation, talk.printed_title = "웅진", "팀장"

    assert talk.speaker_line == "웅진 김발표 팀장"


def test_speaker_without_a_record_is_printed_by_name(meeting):
    talk = Presentation(meeting=meeting, number=2, title="발제", speaker_name="이손님")

    assert talk.speaker_line == "이손님"


def test_report_title_follows_its_style(meeting):
    assert meeting.report_title == "미래전략 분과 3차 회의 활동 결과"

    meeting.report_style = SubcommitteeMeeting.TitleStyle.REPORT

    assert meeting.report_title == "미래전략 분과 3차 회의 활동 보고"


def test_held_between_takes_both_days_and_only_what_was_held(subcommittee):
    first = make_meeting(subcommittee, date(2025, 9, 18), 1)
    last = make_meeting(subcommittee, date(2025, 11, 26), 2)
    make_meeting(subcommittee, date(2025, 9, 17), 3)
    make_meeting(subcommittee, date(2025, 11, 27), 4)
    make_meeting(subcommittee, date(2025, 10, 1), 5, status="planned")
    make_meeting(subcommittee, date(2025, 10, 2), 6, status="cancelled")

    found = SubcommitteeMeeting.objects.held_between(date(2025, 9, 18), date(2025, 11, 26))

    assert list(found) == [first, last]
