from datetime import date, time

from alliance.panels import PanelContext
from subcommittees import services
from subcommittees.checks import check_meeting
from subcommittees.models import ParticipantCount, Presentation
from subcommittees.panels import reports


def codes(meeting):
    return [finding.code for finding in check_meeting(meeting)]


def accepted(meeting):
    meeting.report_state = "accepted"
    meeting.save()
    return meeting


def test_complete_report_has_no_findings(meeting, talk):
    services.replace_programme(
        meeting=meeting, rows=[services.ProgrammeRow(time(15), time(17), "발제")]
    )

    assert codes(accepted(meeting)) == []


def test_programme_past_the_announced_end_is_told(meeting, talk):
    services.replace_programme(
        meeting=meeting,
        rows=[
            services.ProgrammeRow(time(15), time(16, 50), "발제"),
            services.ProgrammeRow(time(16, 50), time(17, 30), "산업계 정책 제언"),
        ],
    )

    [finding] = check_meeting(accepted(meeting))

    assert (finding.code, finding.is_error) == ("timetable_overrun", True)
    assert "30" in finding.message
    assert finding.link == f"/admin/subcommittees/subcommitteemeeting/{meeting.pk}/change/"


def test_parts_must_make_the_total_each_split_for_itself(meeting, talk):
    for kind, count in (("offline", 14), ("online", 4), ("members", 16), ("open", 3)):
        ParticipantCount.objects.create(meeting=meeting, kind=kind, count=count)

    [finding] = check_meeting(accepted(meeting))

    assert finding.code == "participants_do_not_add_up"
    assert (
        finding.message == "분과원 및 간사 16 + 개방형 참여 3의 합은 19명이며 총 18명과 다릅니다."
    )


def test_what_a_report_lacks_is_told_errors_first(meeting):
    Presentation.objects.create(meeting=meeting, number=1, title="발제")
    meeting.participants_total = None
    meeting.place = None
    meeting.date = date(2025, 10, 25)

    assert codes(meeting) == [
        "no_findings",
        "weekend",
        "no_place",
        "no_participants",
        "no_speaker",
        "report_not_accepted",
    ]


def test_dashboard_lists_reports_that_want_something(meeting, talk, officer, day):
    context = PanelContext(user=officer, on=day)

    [waiting] = reports(context)["meetings"]
    accepted(meeting)

    assert waiting["meeting"] == meeting
    assert [finding.code for finding in waiting["findings"]] == ["report_not_accepted"]
    assert reports(context) is None
