"""유관기관 활동 보고: what a packet prints of it."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.template.loader import render_to_string
from lxml import html

from alliance import illustrations
from alliance.packets import get_section
from alliance.periods import SEOUL, Quarter, ReportingPeriod
from members.services.admission import admit
from members.services.naming import record_organisation
from reporting.checks import check_reports
from reporting.models import Activity, Partner
from reporting.packet_sections.partner_report import partner_digest
from reporting.services.activities import (
    ActivityEntry,
    CountEntry,
    ExhibitorEntry,
    ProgrammeEntry,
    file_activity,
)
from reporting.services.reports import (
    open_report,
)

pytestmark = pytest.mark.django_db

SECTION = get_section("reporting.partner_report")
AS_OF = date(2025, 11, 26)
NOW = datetime(2025, 11, 21, 15, tzinfo=SEOUL)
FOURTH = Quarter(2025, 4)


def collect(code="rapa", as_of=AS_OF, quarter=None):
    period = ReportingPeriod(quarter or Quarter.of(as_of), as_of, date(as_of.year, 1, 1))
    return SECTION.collect(period, as_of, {"partner": code}).to_json()


def labels(snapshot):
    return [
        (group["label"], [activity["label"] for activity in group["activities"]])
        for group in snapshot["body"]["groups"]
    ]


def values(snapshot):
    return {figure["key"].rpartition("-")[0] or figure["key"]: figure["value"]
            for figure in snapshot["figures"]}  # fmt: skip


def printed(snapshot):
    return html.fragment_fromstring(
        render_to_string(
            SECTION.template_name,
            {
                "heading": {"id": "h", "number": 0, "title": snapshot["title"], "level": 1},
                "body": snapshot["body"],
                "figures": {figure["key"]: figure for figure in snapshot["figures"]},
            },
        ),
        create_parent="div",
    )


def words(page):
    return " ".join(page.text_content().split())


def test_activities_are_grouped_in_the_order_the_partner_gives(rapa, hand_in):
    hand_in(
        rapa,
        {"category": "outreach", "label": "전시"},
        {"category": "info", "label": "소식"},
        {"category": "outreach", "label": "시상식"},
    )

    snapshot = collect()

    assert snapshot["title"] == "한국전파진흥협회(RAPA) 활동 보고"
    assert labels(snapshot) == [("저변확대", ["전시", "시상식"]), ("정보제공", ["소식"])]
    assert values(snapshot) == {"activities": 3}


def test_another_quarter_another_partner_and_drafts_are_left_out(rapa, iitp, hand_in):
    hand_in(rapa, {"category": "info", "label": "봄 소식"}, quarter=Quarter(2025, 2))
    hand_in(iitp, {"category": "info", "label": "남의 소식"})
    file_activity(
        report=open_report(partner=rapa, quarter=FOURTH), entry=ActivityEntry("info", "쓰는 중")
    )

    snapshot = collect()

    assert labels(snapshot) == []
    assert snapshot["body"]["state"] is None
    assert SECTION.digest(snapshot) == []
    assert "제출된 보고 없음" in words(printed(snapshot))


def test_what_had_not_happened_by_the_as_of_date_counts_only_as_a_plan(rapa, hand_in):
    hand_in(
        rapa,
        {"category": "info", "label": "지난 일", "held_from": date(2025, 10, 10)},
        {"category": "info", "label": "나중 일", "held_from": date(2025, 11, 13)},
        {
            "category": "info",
            "label": "계획",
            "held_from": date(2025, 12, 4),
            "status": "planned",
        },
        {"category": "info", "label": "날짜 없는 일"},
    )

    assert labels(collect(as_of=date(2025, 11, 12))) == [
        ("정보제공", ["지난 일", "계획", "날짜 없는 일"])
    ]
    assert labels(collect(as_of=date(2025, 11, 13))) == [
        ("정보제공", ["지난 일", "나중 일", "계획", "날짜 없는 일"])
    ]
    assert labels(collect(as_of=date(2025, 9, 30))) == []


def test_nothing_to_report_is_told(rapa, hand_in):
    hand_in(rapa)

    snapshot = collect()

    assert SECTION.digest(snapshot) == ["(RAPA) 보고 사항 없음"]
    assert "보고 사항 없음" in words(printed(snapshot))


def test_an_unknown_partner_has_no_line_in_the_results(db):
    snapshot = collect("nobody")

    assert SECTION.digest(snapshot) == []
    assert "등록된 유관기관이 아님" in words(printed(snapshot))


def test_results_line_is_made_of_categories_labels_days_and_counts(rapa, hand_in):
    exhibitors = tuple(
        ExhibitorEntry(record_organisation(name=name)) for name in ("딥파인", "시어스랩")
    )
    hand_in(
        rapa,
        {
            "category": "info",
            "label": "경진대회",
            "result_words": "경진대회 수상작 홍보",
            "held_from": date(2025, 11, 19),
            "date_words": "11.19.~",
        },
        {
            "category": "outreach",
            "label": "KMF 2025",
            "held_from": date(2025, 11, 12),
            "held_to": date(2025, 11, 14),
            "exhibitors": exhibitors,
        },
        {"category": "outreach", "label": "협의체"},
    )

    snapshot = collect()

    assert SECTION.digest(snapshot) == [
        "(RAPA) 정보제공(경진대회 수상작 홍보(11.19.~))"
        "/저변확대(KMF 2025(11.12~11.14, 2개 기관), 협의체)"
    ]


@pytest.fixture
def exhibition(rapa, iitp, hand_in):
    """Six organisations, five of them members; one shows in another partner's report as well."""
    shown = [record_organisation(name=f"전시기업{number}") for number in range(1, 7)]
    for organisation in shown[:5]:
        admit(
            organisation=organisation,
            on=date(2025, 11, 10),
            kind="company",
            sub_kind="small",
            by=None,
        )
    hand_in(iitp, {"category": "info", "label": "전시", "exhibitors": (ExhibitorEntry(shown[0]),)})
    return hand_in(
        rapa,
        {
            "category": "outreach",
            "label": "KMF 2025",
            "headline": "가장 큰 규모로 참가",
            "held_from": date(2025, 11, 1),
            "exhibitors_label": "전문기업",
            "exhibitors_tell_members": True,
            "exhibitors": tuple(
                ExhibitorEntry(organisation, "홀로그램" if number < 2 else "원천기술")
                for number, organisation in enumerate(shown)
            ),
            "counts": (CountEntry("대상", 4, "점"), CountEntry("우수상", 2, "점")),
        },
    )


def test_exhibitors_and_the_members_among_them_are_figures_with_records(exhibition):
    snapshot = collect()

    assert values(snapshot) == {
        "activities": 1,
        "exhibitors": 6,
        "exhibiting-members": 5,
        "counts": 6,
    }
    records = {figure["label"]: figure["records"] for figure in snapshot["figures"]}
    assert records["“KMF 2025” 참여 기관"]["model"] == "members.organisation"
    assert [name for _pk, name in records["“KMF 2025” 참여 기관"]["rows"]] == [
        f"전시기업{number}" for number in range(1, 7)
    ]
    assert [name for _pk, name in records["“KMF 2025” 참여 회원사"]["rows"]] == [
        f"전시기업{number}" for number in range(1, 6)
    ]


def test_sum_of_counts_opens_the_activity_that_tells_them(exhibition):
    (counts,) = [each for each in collect()["figures"] if each["key"].startswith("counts-")]

    assert counts["records"]["model"] == "reporting.activity"
    ((_pk, label),) = counts["records"]["rows"]
    assert "KMF 2025" in label


def test_members_among_exhibitors_are_those_of_the_as_of_date(exhibition):
    assert values(collect(as_of=date(2025, 11, 9)))["exhibiting-members"] == 0


def test_exhibitors_and_counts_are_printed_by_field(exhibition):
    page = words(printed(collect()))

    assert "(전문기업) 총 6개 기관 참여(얼라이언스 회원사 5개)" in page
    assert "(홀로그램) 전시기업1/전시기업2" in page
    assert "(원천기술) 전시기업3/전시기업4/전시기업5/전시기업6" in page
    assert "대상(4점), 우수상(2점) 등 총 6점" in page


def test_programme_times_place_text_and_pictures_are_printed(rapa, hand_in):
    report = hand_in(
        rapa,
        {
            "category": "outreach",
            "label": "제63회 포럼",
            "headline": "<b>후원</b> 명시",
            "held_from": date(2025, 10, 31),
            "start": time(14),
            "end": time(16),
            "place": "판교 타운홀",
            "hosts": "연구소",
            "text": "- (주제) 넥스트\n* 각주",
            "programme": (
                ProgrammeEntry(time(14), time(14, 5), "안내", "실장"),
                ProgrammeEntry(time(14, 5), time(15, 55), "토의", "패널", ("토론 : 연구위원",)),
            ),
        },
    )
    activity = report.activities.get()
    picture = illustrations.hang_picture(
        activity,
        illustrations.scene("포럼", "자리"),
        name="a.png",
        caption="포럼 전경",
        group="전경",
    )

    snapshot = collect()
    page = printed(snapshot)

    assert page.xpath("//b") == []
    assert "(일시) '25.10.31.(금) 14:00 ~ 16:00" in words(page)
    assert "(장소) 판교 타운홀" in words(page)
    assert "(주최/주관) 연구소" in words(page)
    assert "(주제) 넥스트" in words(page)
    assert [
        ["".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in page.xpath("//tbody/tr")
    ] == [
        ["14:00~14:05(05')", "안내", "실장"],
        ["14:05~15:55(110')", "토의-토론:연구위원", "패널"],
    ]
    assert page.xpath("//img/@src") == [f"picture:{picture.key}"]
    assert snapshot["pictures"] == [[picture.key, picture.file.name]]
    assert "< 전경 >" in words(page)


def test_facts_are_dated_activities_that_were_handed_in(rapa, hand_in):
    hand_in(
        rapa,
        {"category": "info", "label": "안", "held_from": date(2025, 10, 1)},
        {"category": "info", "label": "밖", "held_from": date(2025, 9, 30)},
        {"category": "info", "label": "날짜 없음"},
    )

    facts = list(SECTION.facts(FOURTH.start, FOURTH.end))

    assert [(fact.label, fact.day) for fact in facts] == [("안", date(2025, 10, 1))]


# --- Flags -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "outside"),
    [
        ({}, False),
        ({"held_from": date(2025, 10, 1)}, False),
        ({"held_from": date(2025, 9, 30)}, True),
        ({"held_from": date(2025, 9, 1), "held_to": date(2025, 10, 1)}, False),
        ({"held_from": date(2025, 9, 1), "status": "running"}, False),
        ({"held_from": date(2026, 1, 5), "status": "planned"}, False),
        ({"held_from": date(2026, 1, 5), "status": "done"}, True),
        ({"held_from": date(2025, 9, 1), "status": "planned"}, True),
    ],
)
def test_an_activity_outside_the_reported_quarter_is_flagged(rapa, hand_in, told, outside):
    hand_in(rapa, {"category": "info", "label": "일", **told})

    assert Activity.objects.get().lies_outside_the_quarter is outside
    shown = [item["lies_outside"] for group in collect(as_of=date(2026, 1, 10), quarter=FOURTH)[
        "body"]["groups"] for item in group["activities"]]  # fmt: skip
    assert shown == [outside]


def test_checks_name_who_is_missing_and_what_does_not_fit(rapa, iitp, hand_in):
    hand_in(
        rapa,
        {"category": "info", "label": "지난 일", "held_from": date(2025, 5, 1)},
        {
            "category": "info",
            "label": "포럼",
            "held_from": date(2025, 10, 31),
            "start": time(14),
            "end": time(16),
            "programme": (ProgrammeEntry(time(14), time(15, 55), "토의"),),
        },
    )

    findings = check_reports(FOURTH, AS_OF)

    assert [(str(finding.severity), finding.code) for finding in findings] == [
        ("error", "programme_ends_early"),
        ("warning", "report_missing"),
        ("warning", "outside_quarter"),
    ]
    assert "IITP" in findings[1].message


def test_report_of_later_activities_is_not_called_empty(rapa, hand_in):
    hand_in(rapa, {"category": "info", "label": "11월 일", "held_from": date(2025, 11, 19)})

    early = collect(as_of=date(2025, 10, 15), quarter=FOURTH)

    assert early["body"]["groups"] == []
    assert partner_digest(early) == []
    assert "보고 사항 없음" not in printed(early).text_content()
    assert "기준일까지의 활동 없음" in printed(early).text_content()


def test_report_of_a_partner_that_ended_since_is_printed(rapa, hand_in):
    hand_in(rapa, {"category": "info", "label": "공지"}, quarter=Quarter(2025, 3))
    Partner.objects.filter(pk=rapa.pk).update(valid_to=date(2025, 9, 30))

    snapshot = collect(as_of=date(2025, 11, 26), quarter=Quarter(2025, 3))

    assert snapshot["title"] == "한국전파진흥협회(RAPA) 활동 보고"
    assert labels(snapshot) == [("정보제공", ["공지"])]
    assert partner_digest(snapshot) == ["(RAPA) 정보제공(공지)"]


def test_partner_that_ended_in_the_quarter_and_handed_nothing_in_is_named(rapa):
    Partner.objects.filter(pk=rapa.pk).update(valid_to=date(2025, 10, 31))

    assert collect()["body"]["partner"]["short"] == "RAPA"
    assert collect(quarter=Quarter(2026, 1), as_of=date(2026, 3, 1))["body"]["partner"] is None


def test_number_of_activities_leads_to_them_on_screen_and_is_not_printed(rapa, hand_in):
    hand_in(rapa, {"category": "info", "label": "공지"})
    snapshot = collect()
    on_paper = words(printed(snapshot))
    for figure in snapshot["figures"]:
        figure["href"] = f"/{figure['key']}/"

    assert printed(snapshot).xpath("//a[@class='figure']/@href") == ["/activities/"]
    assert "활동" not in on_paper.replace("활동 보고", "")
