"""The events' pages in a packet."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from django.core.files.base import ContentFile
from django.template.loader import render_to_string

from alliance.illustrations import scene
from alliance.packets import figure_value, get_section
from alliance.periods import PeriodRule, Quarter, ReportingPeriod
from events.models import Advisor, Award, Event, EventRole, PressArticle, PressCoverage
from events.services.consultations import GridRow, book, record_grid
from events.services.programme import ProgrammeEntry, SessionEntry, replace_programme
from members.models import Classification, Membership
from tests.events.conftest import HELD_ON, organisation

SEMINAR = get_section("events.public_seminar")
YEAR_END = get_section("events.year_end")
CONSULTATIONS = get_section("events.consultations")


def collect(section, as_of=date(2025, 11, 26), *, since=date(2025, 9, 18), **options):
    period = ReportingPeriod(Quarter.of(as_of), as_of, since)
    return json.loads(json.dumps(section.collect(period, as_of, options).to_json()))


def values(snapshot):
    return {figure["key"]: figure["value"] for figure in snapshot["figures"]}


def printed(section, snapshot, level=1):
    html = render_to_string(
        section.template_name,
        {
            "heading": {"id": "h", "mark": "□", "title": "제목", "level": level, "number": 1},
            "body": snapshot["body"],
            "figures": {figure["key"]: figure for figure in snapshot["figures"]},
        },
    )
    return " ".join(html.split())


def at(text):
    return time.fromisoformat(text)


# --- The joint seminar -----------------------------------------------------------------------


def test_seminar_digest_tells_day_and_place(seminar):
    assert SEMINAR.digest(collect(SEMINAR)) == [
        "(분과통합공개세미나) 4개 분과 연간 성과 발표(11.13/일산 킨텍스 제1전시장)"
    ]


def test_seminar_without_place_and_words_falls_back_to_its_name(seminar):
    Event.objects.update(place=None, headline="", short_name="")

    assert SEMINAR.digest(collect(SEMINAR)) == ["(분과통합 공개세미나) 분과통합 공개세미나(11.13)"]


def test_seminar_page_prints_facts_and_grouped_programme(seminar):
    for name in ("과기정통부", "K-META"):
        EventRole.objects.create(
            event=seminar, organisation=organisation(name), role="host_and_organiser"
        )
    replace_programme(
        event=seminar,
        rows=[
            ProgrammeEntry(at("14:00"), at("14:05"), "행사소개", "사회자", group="행사개회"),
            ProgrammeEntry(at("14:05"), at("17:00"), "개회사", "의장", group="행사개회"),
            ProgrammeEntry(at("14:00"), at("17:00"), "상담창구", group="상담회", parallel=True),
        ],
    )

    html = printed(SEMINAR, collect(SEMINAR))

    for words in (
        "&#x27;25.11.13.(목) 14:00 ~ 17:00, 일산 킨텍스 제1전시장 5홀",
        '<span class="label">(주최·주관)</span> 과기정통부, K-META',
        "분과위원 등 100명 내외",
        '<th scope="row" rowspan="2">행사개회</th>',
        '<th scope="row" rowspan="1">상담회</th>',
        '14:00 ~ 17:00 <span class="minutes">(180&#x27;)</span>',
        "(병행)",
    ):
        assert words in html


def test_press_count_is_the_last_one_by_the_as_of_date(seminar):
    for day, count in ((6, 88), (20, 120), (30, 150)):
        PressCoverage.objects.create(
            event=seminar, article_count=count, counted_on=date(2025, 11, day)
        )

    snapshot = collect(SEMINAR)

    press = next(figure for figure in snapshot["figures"] if figure["key"] == "press")
    assert (press["value"], press["as_of"]) == (120, "2025-11-20")
    assert snapshot["body"]["events"][0]["press"]["before_event"] is False


def test_press_count_older_than_the_event_is_told(seminar):
    PressCoverage.objects.create(event=seminar, article_count=88, counted_on=date(2025, 11, 6))

    html = printed(SEMINAR, collect(SEMINAR))

    assert "주요 언론 보도(총 88건 기사보도/11.6 집계)" in html
    assert "행사일(&#x27;25.11.13.(목)) 이전인 &#x27;25.11.6.(목) 집계로" in html


def test_articles_are_told_by_outlet_title_link_and_day(seminar):
    PressArticle.objects.create(
        event=seminar,
        outlet="데일리뉴스",
        title="세미나 <b>개최</b>",
        url="https://news.example/1",
        published_on=date(2025, 11, 6),
    )
    PressArticle.objects.create(
        event=seminar, outlet="늦은신문", title="뒷이야기", published_on=date(2025, 12, 1)
    )

    html = printed(SEMINAR, collect(SEMINAR))

    for words in ("데일리뉴스", "세미나 &lt;b&gt;개최&lt;/b&gt;", 'href="https://news.example/1"'):
        assert words in html
    assert "늦은신문" not in html


def test_pictures_are_named_in_the_snapshot(seminar):
    picture = seminar.pictures.create(
        file=ContentFile(scene("개회사", "그림"), name="a.png"), caption="개회사"
    )

    snapshot = collect(SEMINAR)

    assert snapshot["pictures"] == [[picture.key, picture.file.name]]
    assert snapshot["body"]["events"][0]["pictures"][0]["key"] == picture.key


@pytest.mark.parametrize(
    ("as_of", "rule", "count"),
    [
        (date(2025, 11, 12), PeriodRule.CALENDAR_QUARTER, 0),
        (date(2025, 11, 13), PeriodRule.CALENDAR_QUARTER, 1),
        (date(2025, 9, 30), PeriodRule.CALENDAR_QUARTER, 0),
        (date(2026, 1, 15), PeriodRule.CALENDAR_QUARTER, 0),
        (date(2026, 1, 15), PeriodRule.SINCE_LAST_PACKET, 1),
    ],
)
def test_seminar_belongs_to_the_period_of_its_day(seminar, as_of, rule, count):
    assert values(collect(SEMINAR, as_of, rule=rule))["events"] == count


def test_cancelled_seminar_is_not_told(seminar):
    Event.objects.update(cancelled_on=date(2025, 11, 10))

    snapshot = collect(SEMINAR)

    assert SEMINAR.digest(snapshot) == []
    assert "해당 기간 없음" in printed(SEMINAR, snapshot)


def test_two_seminars_keep_their_figures_apart(seminar):
    Event.objects.create(
        name="둘째 세미나",
        kind=Event.Kind.SEMINAR,
        date=date(2025, 11, 20),
        participants=30,
        participants_basis="actual",
    )

    snapshot = collect(SEMINAR)

    assert values(snapshot) == {"events": 2, "participants": 100, "participants-2": 30}
    assert "총 30명" in printed(SEMINAR, snapshot)


def test_seminar_facts_are_the_seminars_of_the_days(seminar, year_end):
    facts = list(SEMINAR.facts(date(2025, 1, 1), date(2025, 12, 31)))

    assert [(fact.model, fact.pk, fact.day) for fact in facts] == [
        ("events.event", seminar.pk, HELD_ON)
    ]


# --- The year-end event ----------------------------------------------------------------------


@pytest.fixture
def awarded(year_end):
    for award_class, grade, count in (
        ("merit_organisation", "ministry_commendation", 3),
        ("self_regulation", "minister_prize", 2),
        ("project_group", "minister_prize", 2),
        ("project_group", "none", 3),
    ):
        Award.objects.create(event=year_end, award_class=award_class, grade=grade, count=count)
    replace_programme(
        event=year_end,
        sessions=[SessionEntry(1, "성과 공유"), SessionEntry(3, "IR피칭", parallel=True)],
        rows=[
            ProgrammeEntry(at("13:40"), at("14:00"), "VIP 티타임", "5층 VIP실"),
            ProgrammeEntry(at("14:00"), at("14:04"), "행사 안내", "홀", session=1),
            ProgrammeEntry(at("14:04"), at("14:40"), "개회사", "홀", session=1),
            ProgrammeEntry(
                at("14:40"), at("15:10"), "시상식 및 기념촬영", session=1, shows_awards=True
            ),
            ProgrammeEntry(at("15:10"), at("19:00"), "휴식", session=1, is_break=True),
            ProgrammeEntry(at("14:00"), at("17:20"), "IR피칭", "미팅룸", session=3),
        ],
    )
    return year_end


def test_awards_are_split_twice(awarded):
    counted = values(collect(YEAR_END))

    assert counted["awards"] == 10
    assert [counted[key] for key in ("merit_organisation", "self_regulation", "project_group")] == [
        3,
        2,
        5,
    ]
    assert (counted["ministry_commendation"], counted["minister_prize"]) == (3, 4)
    assert "none" not in counted


def test_year_end_page_prints_sessions_awards_and_plan(awarded):
    html = printed(YEAR_END, collect(YEAR_END), level=0)

    for words in (
        '<div class="lead-box">',
        '<h2 class="section">행사 개요</h2>',
        '<h2 class="section">세부 일정(안)</h2>',
        "(세션1) 성과 공유",
        "(세션3) IR피칭",
        '<td class="presenter" rowspan="2"> 홀 </td>',
        "시상식(10점) 및 기념촬영",
        "- 디지털콘텐츠산업진흥 유공단체(3점)",
        "- 메타버스 자율규제 우수사업자(2점)",
        "- 우수프로젝트 그룹(5점)",
        "과기정통부 표창(3점)/ 장관상(4점) 포함",
        "참여사 등 150명 내외",
        '14:00 ~ 17:20 <span class="minutes">(200&#x27;)</span>',
    ):
        assert words in html


def test_year_end_digest_has_one_start_and_one_title(awarded):
    assert YEAR_END.digest(collect(YEAR_END)) == [
        "(성과공유회) 한국메타버스산업협회 성과공유회",
        "  - 일 정 : 12.2.(화) 13:40~19:00 / 로카우스 호텔(서울 용산)",
        "  - 참가자 : 참여사 등 150명 내외",
    ]


def test_award_total_set_by_hand_is_printed_in_the_programme(awarded):
    snapshot = collect(YEAR_END)
    next(f for f in snapshot["figures"] if f["key"] == "awards")["shown"] = 12

    assert "시상식(12점) 및 기념촬영" in printed(YEAR_END, snapshot)


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (date(2025, 8, 31), False),  # 93 days ahead
        (date(2025, 11, 13), False),  # not announced yet
        (date(2025, 11, 14), True),
        (date(2025, 12, 2), True),
        (date(2025, 12, 31), True),
        (date(2026, 1, 5), False),
    ],
)
def test_year_end_is_told_once_announced_and_while_its_quarter_lasts(year_end, as_of, told):
    snapshot = collect(YEAR_END, as_of)

    assert bool(YEAR_END.digest(snapshot)) is told
    assert ("해당 기간 없음" in printed(YEAR_END, snapshot)) is not told


def test_plans_reach_92_days_ahead(year_end):
    Event.objects.update(announced_on=date(2025, 1, 1))

    assert values(collect(YEAR_END, date(2025, 9, 1)))["events"] == 1
    assert values(collect(YEAR_END, date(2025, 8, 31)))["events"] == 0


def test_held_year_end_is_no_plan_any_more(awarded):
    html = printed(YEAR_END, collect(YEAR_END, date(2025, 12, 10)))

    assert "세부 일정(안)" not in html
    assert '<h3 class="box">세부 프로그램</h3>' in html


# --- Consultations ---------------------------------------------------------------------------


@pytest.fixture
def consulted(consultation, investors):
    member = organisation("(주)회원")
    Membership.objects.create(organisation=member, valid_from=date(2024, 1, 1))
    Classification.objects.create(
        organisation=member, kind="company", sub_kind="small", valid_from=date(2024, 1, 1)
    )
    organisation("비회원")
    record_grid(
        consultation=consultation,
        labels=["대성창업투자A", "대성창업투자B"],
        rows=[
            GridRow(at("14:00"), at("14:15"), ("(주)회원", "비회원")),
            GridRow(at("14:20"), at("14:40"), is_break=True),
            GridRow(at("14:40"), at("14:55"), ("비회원", "-")),
        ],
    )
    lawyers = Advisor.objects.create(
        consultation=consultation, kind="legal", firm=organisation("법무법인"), position=9
    )
    book(advisor=lawyers, organisation=organisation("법률 기업"))
    return consultation


def test_sessions_and_companies_are_counted_apart(consulted):
    assert values(collect(CONSULTATIONS)) == {
        "days": 1,
        "sessions": 3,
        "companies": 2,
        "legal": 1,
        "all_companies": 3,
        "members": 1,
    }


def test_member_is_one_on_the_day_of_the_consultation(consulted):
    Membership.objects.update(valid_to=date(2025, 11, 12))

    assert values(collect(CONSULTATIONS))["members"] == 0


def test_grid_prints_names_as_written_breaks_and_empty_cells(consulted):
    html = printed(CONSULTATIONS, collect(CONSULTATIONS))

    assert '<td colspan="2">휴식</td>' in html
    assert '<td class="center">(주)회원</td> <td class="center">비회원</td>' in html.replace(
        "</td><td", "</td> <td"
    )
    assert '<td class="center">-</td>' in html
    assert "투자상담 3회(2개사)/법률상담 1회" in html
    assert "상담 기업 3개사 중 회원사 1개사" in html
    assert "(33.33%)" in html
    assert "법무법인" not in html


def test_consultations_are_named_after_their_only_day(consulted):
    snapshot = collect(CONSULTATIONS)

    assert snapshot["title"] == "2025 KMF 행사 기간 중 ‘메타버스 분야 투자 상담’ 개최(11/13)"
    assert CONSULTATIONS.digest(snapshot) == [
        "(K-META) 저변 확대(2025 KMF 행사 기간 중 ‘메타버스 분야 투자 상담’ 개최"
        "(투자상담 3회·2개사/법률상담 1회))"
    ]


def test_period_without_consultations_prints_one_line(consulted):
    snapshot = collect(CONSULTATIONS, date(2025, 9, 30))

    assert CONSULTATIONS.digest(snapshot) == []
    assert "해당 기간 없음" in printed(CONSULTATIONS, snapshot)


def test_consultation_facts_are_counted_by_the_section(consulted):
    (fact,) = CONSULTATIONS.facts(date(2025, 11, 1), date(2025, 11, 30))

    days = next(f for f in collect(CONSULTATIONS)["figures"] if f["key"] == "days")
    assert (fact.model, fact.pk) == (days["records"]["model"], days["records"]["rows"][0][0])


def test_figure_values_can_be_read_by_key(consulted):
    assert figure_value(collect(CONSULTATIONS), "companies") == 2


# --- Several days, and the rule --------------------------------------------------------------


def test_number_of_events_leads_to_them_on_screen(awarded):
    snapshot = collect(YEAR_END)
    for figure in snapshot["figures"]:
        figure["href"] = f"/{figure['key']}/"

    assert '<a class="figure" href="/events/">' in printed(YEAR_END, snapshot, level=0)


def test_year_end_figure_tells_its_rule(awarded):
    snapshot = collect(YEAR_END)

    assert snapshot["figures"][0]["rule"] == "calendar_quarter"
    assert "분기" in printed(YEAR_END, snapshot, level=0).rpartition('class="basis"')[2]


@pytest.mark.parametrize(
    ("last_day", "told"),
    [
        (None, "11.13/"),
        (date(2025, 11, 13), "11.13/"),
        (date(2025, 11, 15), "11.13~11.15/"),
    ],
    ids=["one-day", "same-day", "three-days"],
)
def test_seminar_of_several_days_tells_the_last_one_too(seminar, last_day, told):
    Event.objects.update(last_day=last_day)

    [line] = SEMINAR.digest(collect(SEMINAR))

    assert f"({told}" in line


def test_year_end_of_several_days_tells_the_last_one_too(awarded):
    Event.objects.update(last_day=date(2025, 12, 4))

    assert "12.2.(화)~12.4.(목) 13:40~19:00" in YEAR_END.digest(collect(YEAR_END))[1]
