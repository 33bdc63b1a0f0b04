import json
from datetime import date

import pytest
from django.template.loader import render_to_string

from alliance.illustrations import hang_picture, scene
from alliance.packets import get_section
from alliance.periods import PeriodRule, Quarter, ReportingPeriod
from subcommittees.models import SubcommitteeMeeting
from tests.subcommittees.conftest import make_meeting

FOURTH = ReportingPeriod(Quarter(2025, 4), date(2025, 11, 26), since=date(2025, 9, 18))
OPTIONS = {"subcommittee": "future_strategy"}


def collect(period=FOURTH, **options):
    section = get_section("subcommittees.report")
    return section.collect(period, period.as_of, {**OPTIONS, **options}).to_json()


def printed(snapshot):
    section = get_section("subcommittees.report")
    return render_to_string(
        section.template_name,
        {
            "heading": {"level": 1, "title": snapshot["title"], "id": "h"},
            "body": snapshot["body"],
            "figures": {figure["key"]: figure for figure in snapshot["figures"]},
        },
    )


def test_meeting_after_the_last_packet_is_reported_though_it_was_in_the_quarter_before(
    subcommittee,
):
    meeting = make_meeting(subcommittee, date(2025, 9, 23), 3)
    make_meeting(subcommittee, date(2025, 9, 17), 2)

    snapshot = collect()

    [figure] = snapshot["figures"]
    assert get_section("subcommittees.report").default_rule == PeriodRule.SINCE_LAST_PACKET
    assert figure["records"]["rows"] == [[meeting.pk, "미래전략 분과위원회 2025년 3차 회의"]]
    assert (figure["value"], figure["start"], figure["end"]) == (1, "2025-09-18", "2025-11-26")
    assert snapshot["title"] == "1. 미래전략 분과 3차 회의 활동 결과"


def test_calendar_quarter_can_be_chosen(subcommittee):
    make_meeting(subcommittee, date(2025, 9, 23), 3)

    snapshot = collect(rule="calendar_quarter")

    assert snapshot["body"]["meetings"] == []
    assert snapshot["figures"][0]["value"] == 0


def test_meeting_after_the_as_of_date_is_not_reported(meeting):
    september = ReportingPeriod(Quarter(2025, 3), date(2025, 9, 30), since=date(2025, 9, 18))

    assert collect(september)["body"]["meetings"] == []


def test_other_subcommittees_stay_out(meeting):
    assert collect(subcommittee="talent")["body"]["meetings"] == []


def test_several_meetings_share_one_heading(subcommittee, meeting):
    make_meeting(subcommittee, date(2025, 11, 4), 4)

    snapshot = collect()
    html = printed(snapshot)

    assert snapshot["title"] == "1. 미래전략 분과 활동 보고"
    assert html.index("미래전략 분과 3차 회의 활동 결과") < html.index("4차 회의 활동 결과")


def test_digest_tells_all_meetings_of_the_subcommittee_in_one_line(subcommittee, meeting, talk):
    make_meeting(subcommittee, date(2025, 11, 4), 4, headline="실태조사 의견 수렴")

    lines = get_section("subcommittees.report").digest(collect())

    assert lines == [
        "(미래전략) 메타버스 기반 교육서비스(웅진씽크빅 김발표 부장)/실태조사 의견 수렴"
    ]


def test_digest_of_nothing_is_no_line(subcommittee):
    assert get_section("subcommittees.report").digest(collect()) == []


def test_facts_are_the_meetings_held(subcommittee, meeting):
    make_meeting(subcommittee, date(2025, 10, 22), 4, status="planned")

    facts = get_section("subcommittees.report").facts(date(2025, 1, 1), date(2025, 12, 31))

    assert [(fact.pk, fact.day) for fact in facts] == [(meeting.pk, date(2025, 10, 21))]


def test_pictures_are_printed_by_group(meeting):
    content = scene("회의", "데모")
    picture = hang_picture(meeting, content, name="1.png", caption="전경", group="현장 사진")
    hang_picture(meeting, content, name="2.png", caption="화면", group="온라인 참석자 캡처")

    snapshot = collect()

    [printed_meeting] = snapshot["body"]["meetings"]
    assert [group["title"] for group in printed_meeting["picture_groups"]] == [
        "현장 사진",
        "온라인 참석자 캡처",
    ]
    assert snapshot["pictures"][0] == [f"picture-{picture.pk}", picture.file.name]
    assert f'src="picture:picture-{picture.pk}"' in printed(snapshot)


def test_snapshot_is_plain_json_and_repeats_itself(meeting, talk):
    assert json.dumps(collect()) == json.dumps(collect())


def test_hostile_text_prints_as_text(meeting, talk):
    hostile = '<script>alert(1)</script><img src="file:///etc/passwd">{{ 7 }}'
    SubcommitteeMeeting.objects.filter(pk=meeting.pk).update(
        purpose=hostile,
        agenda=f"- {hostile}",
        findings_title=hostile[:60],
        participants_note=hostile,
    )
    talk.title, talk.sections = hostile, f"① {hostile}\n- ({hostile}) {hostile}"
    talk.save()

    html = printed(collect())

    assert "<script>" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;") >= 5


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow_with_meetings(subcommittee, count, django_assert_num_queries):
    for number in range(count):
        make_meeting(subcommittee, date(2025, 10, 1 + number), number + 1)

    with django_assert_num_queries(7):
        collect()
