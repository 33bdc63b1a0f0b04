"""The committee's pages of a packet."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from django.template.loader import render_to_string

from alliance.packets import get_section
from alliance.periods import Quarter, ReportingPeriod
from meetings.models import Decision, Meeting, MeetingTimetableRow, MinutesEntry, Observer
from meetings.services.rosters import AttendanceMark, record_attendance
from members.models import Affiliation, Body, Organisation, Seat
from tests.meetings import committee

PERIOD = ReportingPeriod(Quarter(2025, 4), date(2025, 11, 26), since=date(2025, 9, 18))


def collect(key, meeting, **options):
    section = get_section(key)
    snapshot = section.collect(PERIOD, PERIOD.as_of, {"meeting": meeting.pk, **options})
    return json.loads(json.dumps(snapshot.to_json()))


def printed(key, snapshot):
    return render_to_string(
        get_section(key).template_name,
        {
            "heading": {"level": 1, "title": get_section(key).title, "id": "h"},
            "body": snapshot["body"],
            "figures": {figure["key"]: figure for figure in snapshot["figures"]},
        },
    )


def words(html):
    return " ".join(html.split())


def mark_all(roster, **others):
    meeting = next(iter(roster.values())).meeting
    marks = []
    for name, entry in roster.items():
        proxy = others.get(name, "")
        attendance = "proxy" if " " in proxy else proxy or "present"
        who, _space, title = proxy.partition(" ") if attendance == "proxy" else ("", "", "")
        marks.append(AttendanceMark(entry.seat_id, attendance, who, title))
    record_attendance(meeting=meeting, marks=marks)


def test_overview_says_when_where_and_how_many(meeting, roster):
    meeting.participants_note = "얼라이언스 의장 및 운영위원"
    meeting.save()

    snapshot = collect("meetings.overview", meeting)

    assert snapshot["body"] == {
        "when": "'25.11.26.(수) 15:00 ~ 17:00",
        "place": "K-META 대회의실(서울 강남)",
        "participants": "얼라이언스 의장 및 운영위원",
    }
    assert "총 6명(얼라이언스 의장 및 운영위원)" in printed("meetings.overview", snapshot)


def test_agenda_names_presenters_and_the_lecturers_post(meeting):
    lecturer = committee.person("이강연", "국회미래연구원", "박사")
    committee.make_item(meeting, 1, title="현황 보고", presenters="사무국 및 유관기관")
    committee.make_item(
        meeting, 2, title="진화와 의미", subtitle="AI 전환", kind="lecture", speaker=lecturer
    )

    assert collect("meetings.agenda", meeting)["body"]["items"] == [
        {"number": 1, "title": "현황 보고", "presenters": "사무국 및 유관기관", "remarks": []},
        {
            "number": 2,
            "title": "진화와 의미(AI 전환)",
            "presenters": "",
            "remarks": ["국회미래연구원 이강연 박사"],
        },
    ]


def test_timetable_numbers_its_items_as_the_agenda_does(meeting):
    item = committee.make_item(meeting, 1)
    MeetingTimetableRow.objects.create(
        meeting=meeting,
        agenda_item=item,
        start=time(15),
        end=time(15, 25),
        content="현황 보고",
        sub_items="※ 기관별 발표",
        presenter="사무국",
    )
    item.number = 3
    item.save()

    html = words(printed("meetings.timetable", collect("meetings.timetable", meeting)))

    assert "(안건 3) 현황 보고" in html
    assert "15:00 ~ 15:25" in html
    assert "(25')" in html or "(25&#x27;)" in html
    assert "※ 기관별 발표" in html
    assert "- ※" not in html


def test_roster_prints_marks_counts_and_proxies(meeting, roster):
    mark_all(roster, 다학회="absent", 바기업="박대참 이사")

    snapshot = collect("meetings.roster", meeting)
    html = words(printed("meetings.roster", snapshot))

    assert [(row["name"], row["mark"], row["proxy"]) for row in snapshot["body"]["rows"]] == [
        ("가정부", "○", ""),
        ("나의장", "○", ""),
        ("다학회", "×", ""),
        ("바기업", "○", "박대참 이사"),
        ("사기업", "○", ""),
        ("하협회", "○", ""),
    ]
    assert {figure["key"]: figure["value"] for figure in snapshot["figures"]} == {
        "target": 6,
        "present": 5,
        "absent": 1,
        "in_person": 4,
        "by_proxy": 1,
    }
    assert ": 총 6명(참석 5명/불참 1명)" in html
    assert "(대참 박대참 이사)" in html
    assert "직접 참석 4명, 대참 1명" in html


def test_figures_of_the_roster_list_the_entries_they_count(meeting, roster):
    mark_all(roster, 다학회="absent")

    figures = {figure["key"]: figure for figure in collect("meetings.roster", meeting)["figures"]}

    assert figures["absent"]["records"] == {
        "model": "meetings.rosterentry",
        "rows": [[roster["다학회"].pk, "다학회 ×"]],
    }
    assert figures["target"]["as_of"] == "2025-11-26"


def test_before_the_meeting_there_are_no_marks(meeting, roster):
    mark_all(roster, 다학회="absent", 바기업="박대참 이사")

    snapshot = collect("meetings.roster", meeting, marks=False)
    html = words(printed("meetings.roster", snapshot))

    assert {row["mark"] + row["proxy"] for row in snapshot["body"]["rows"]} == {""}
    assert [figure["key"] for figure in snapshot["figures"]] == ["target"]
    assert ": 총 6명</h2>" in html.replace(" </h2>", "</h2>")
    assert "불참" not in html
    assert "박대참" not in html


def test_planned_meeting_has_no_marks_whatever_is_asked(meeting, roster):
    Meeting.objects.filter(pk=meeting.pk).update(status="planned")

    assert collect("meetings.roster", meeting, marks=True)["body"]["marks"] is False


def test_posts_and_offices_are_those_of_the_meetings_day(meeting, roster, seats):
    chair = seats["바기업"].person
    ethics = Body.objects.create(
        kind=Body.Kind.SUBCOMMITTEE,
        code="ethics",
        name="윤리제도 분과위원회",
        short_name="윤리제도",
        valid_from=date(2021, 1, 1),
    )
    Seat.objects.create(body=ethics, person=chair, role=Seat.Role.CHAIR, **committee.TERM)
    Affiliation.objects.create(
        person=seats["다학회"].person,
        organisation=committee.organisation("서울대학교"),
        title="교수",
        position=1,
        valid_from=date(2020, 1, 1),
    )
    seats["사기업"].person.affiliations.update(valid_to=committee.MEETING_DAY)
    Affiliation.objects.create(
        person=seats["사기업"].person,
        organisation=committee.organisation("새직장"),
        title="대표",
        valid_from=date(2025, 11, 27),
    )

    rows = {row["name"]: row for row in collect("meetings.roster", meeting)["body"]["rows"]}

    assert rows["나의장"]["remark"] == "위원장"
    assert rows["바기업"]["remark"] == "윤리제도 분과장"
    assert rows["사기업"]["organisation"] == "네이버제트"
    assert {key: rows["다학회"][key] for key in ("organisation", "organisation_note")} == {
        "organisation": "의료메타버스학회",
        "organisation_note": "서울대학교",
    }
    assert (rows["다학회"]["title"], rows["다학회"]["title_note"]) == ("학회장", "교수")


def test_represented_organisation_is_named_first(meeting, roster, seats):
    Affiliation.objects.create(
        person=seats["바기업"].person,
        organisation=committee.organisation("메타버스협의회"),
        title="회장",
        position=1,
        valid_from=date(2020, 1, 1),
    )
    seat = seats["바기업"]
    seat.represents = Organisation.objects.get(name="메타버스협의회")
    seat.save()

    rows = {row["name"]: row for row in collect("meetings.roster", meeting)["body"]["rows"]}

    assert rows["바기업"]["organisation"] == "메타버스협의회"
    assert rows["바기업"]["organisation_note"] == "시어스랩"


def test_observers_stand_below_by_department_and_are_not_counted(meeting, roster):
    committee.organisation("과학기술정보통신부").__class__.objects.filter(
        name="과학기술정보통신부"
    ).update(short_name="과기정통부")
    for position, (name, title) in enumerate((("김배석", "사무관"), ("이배석", "주무관"))):
        guest = committee.person(name, "과학기술정보통신부", title, department="디지털콘텐츠과")
        Observer.objects.create(meeting=meeting, person=guest, position=position)

    snapshot = collect("meetings.roster", meeting)

    assert snapshot["body"]["observers"] == "과기정통부 디지털콘텐츠과 김배석 사무관/이배석 주무관"
    assert snapshot["figures"][0]["value"] == 6


def test_results_quote_the_digests_and_keep_what_was_written_beside_them(meeting):
    item = committee.make_item(meeting, 1, title="현황 보고")
    resolution = committee.make_item(meeting, 2, title="연임 건", kind="resolution")
    MinutesEntry.objects.create(
        agenda_item=item, kind="computed", section_key="members.status", text="- 새로 쓴 줄"
    )
    Decision.objects.create(
        agenda_item=resolution, text="동의", outcome="carried", decided_on=meeting.date
    )

    snapshot = collect(
        "meetings.results",
        meeting,
        digests=[
            {
                "key": "members.status",
                "options": {},
                "agenda_item": 1,
                "lines": ["(회원사) 10개"],
            },
            {"key": "events.forum", "options": {}, "agenda_item": 1, "lines": ["(포럼) 개최"]},
        ],
    )

    first, second = snapshot["body"]["items"]
    assert first["text"].splitlines() == [
        "○ (안건1) 현황 보고(안건1 참조)",
        "  - 새로 쓴 줄",
        "  - (포럼) 개최",
    ]
    assert first["differences"] == [
        {
            "section": "members.status",
            "label": "",
            "computed": ["(회원사) 10개"],
            "written": "- 새로 쓴 줄",
        }
    ]
    assert second["text"].splitlines() == ["○ (안건2) 연임 건", "  - 동의"]
    html = words(printed("meetings.results", snapshot))
    assert "새로 쓴 줄" in html
    assert '<div class="screen-only difference">' in html
    assert "<li>(회원사) 10개</li>" in html


def test_lecture_names_topic_speaker_and_time(meeting):
    lecturer = committee.person("이강연", "국회미래연구원", "박사")
    item = committee.make_item(
        meeting, 5, title="진화와 의미", subtitle="AI 전환", kind="lecture", speaker=lecturer
    )
    MeetingTimetableRow.objects.create(
        meeting=meeting, agenda_item=item, start=time(16, 15), end=time(16, 35), content="발제"
    )

    snapshot = collect("meetings.lecture", meeting)

    assert snapshot["title"] == "진화와 의미"
    assert snapshot["body"]["lectures"][0]["facts"] == [
        ["주제", "진화와 의미"],
        ["부제", "AI 전환"],
        ["발제자", "국회미래연구원 이강연 박사"],
        ["일시", "'25.11.26.(수) 16:15 ~ 16:35 (20')"],
    ]
    assert get_section("meetings.lecture").digest(snapshot) == [
        "‘AI 전환’ 주제로 국회미래연구원 이강연 박사 발제"
    ]


@pytest.mark.parametrize(
    "key",
    [
        "meetings.overview",
        "meetings.agenda",
        "meetings.timetable",
        "meetings.roster",
        "meetings.results",
        "meetings.renewal",
        "meetings.lecture",
    ],
)
def test_empty_meeting_prints(steering_committee, key):
    planned = committee.make_meeting(steering_committee, status="planned")

    assert printed(key, collect(key, planned)).strip() or key == "meetings.results"


def test_hostile_text_prints_as_text(meeting, roster):
    hostile = '<script>alert(1)</script><img src="file:///etc/passwd">{{ 7 }}'
    item = committee.make_item(meeting, 1, title=hostile, presenters=hostile, remark=hostile)
    MinutesEntry.objects.create(agenda_item=item, kind="written", text=f"- ({hostile}) {hostile}")
    MeetingTimetableRow.objects.create(
        meeting=meeting, start=time(15), end=time(16), content=hostile, sub_items=hostile
    )
    Meeting.objects.filter(pk=meeting.pk).update(participants_note=hostile)

    for key in ("overview", "agenda", "timetable", "results"):
        html = printed(f"meetings.{key}", collect(f"meetings.{key}", meeting))
        assert "&lt;script&gt;" in html
        assert "<script>" not in html
        assert "<img" not in html


def test_roster_queries_do_not_grow_with_its_length(meeting, roster, django_assert_num_queries):
    with django_assert_num_queries(11):
        collect("meetings.roster", meeting)
