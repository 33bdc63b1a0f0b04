"""뉴스레터, 유관기관 홍보, 이메일링 in a packet."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.template.loader import render_to_string
from lxml import html

from alliance import illustrations
from alliance.packets import get_section
from alliance.periods import SEOUL, PeriodRule, Quarter, ReportingPeriod
from newsletter.models import SendingPlan
from newsletter.services import (
    open_issue,
    place_promotion,
    prepare_notice,
    record_notice_sent,
)
from tests.newsletter.issues import approve

pytestmark = pytest.mark.django_db

AS_OF = date(2025, 11, 26)


def collect(key, as_of=AS_OF, since=date(2025, 1, 1), **options):
    period = ReportingPeriod(Quarter.of(as_of), as_of, since)
    return get_section(key).collect(period, as_of, options).to_json()


def values(snapshot):
    for figure in snapshot["figures"]:
        assert figure["value"] == len(figure["records"]["rows"])
    return {figure["key"]: figure["value"] for figure in snapshot["figures"]}


def printed(key, snapshot, level=0):
    title = get_section(key).title
    return html.fragment_fromstring(
        render_to_string(
            get_section(key).template_name,
            {
                "heading": {
                    "id": "h",
                    "number": 2,
                    "title": title,
                    "level": level,
                },
                "body": snapshot["body"],
                "figures": {figure["key"]: figure for figure in snapshot["figures"]},
                "period": {"label": "4/4분기"},
                "rule": "calendar_quarter",
            },
        ),
        create_parent="div",
    )


def words(page):
    return " ".join(page.text_content().split())


# --- Promotions ------------------------------------------------------------------------------


def test_a_booking_counts_once_on_the_day_of_the_first_issue_sent_with_it(send, book):
    long = book("긴 배너", date(2025, 9, 29), date(2025, 10, 2))
    for day in (29, 30):
        send(date(2025, 9, day), long)
    send(date(2025, 10, 1), long)

    assert values(collect("newsletter.promotions")) == {"total": 1, "current": 0}
    assert values(collect("newsletter.promotions", date(2025, 9, 30))) == {
        "total": 1,
        "current": 1,
    }
    assert values(collect("newsletter.promotions", date(2025, 9, 28))) == {
        "total": 0,
        "current": 0,
    }


def test_a_booking_whose_issue_was_not_sent_does_not_count(send, book):
    booked = book("배너", date(2025, 11, 24), date(2025, 11, 26))
    issue = open_issue(on=date(2025, 11, 24))
    place_promotion(promotion=booked, issue=issue)
    approve(issue)

    assert values(collect("newsletter.promotions")) == {"total": 0, "current": 0}

    send(date(2025, 11, 26), booked)

    assert values(collect("newsletter.promotions")) == {"total": 1, "current": 1}
    assert values(collect("newsletter.promotions", date(2025, 11, 25))) == {
        "total": 0,
        "current": 0,
    }


def test_last_years_first_sending_does_not_count_again(send, book):
    booked = book("해를 넘긴 배너", date(2024, 12, 30), date(2025, 1, 3))
    send(date(2024, 12, 30), booked)
    send(date(2025, 1, 2), booked)

    assert values(collect("newsletter.promotions")) == {"total": 0, "current": 0}


def test_promotions_are_shown_with_their_picture_or_by_name(send, book):
    drawn = book("그림 있는 배너", date(2025, 11, 24), date(2025, 11, 24))
    plain = book("<i>그림 없는 배너</i>", date(2025, 11, 24), date(2025, 11, 24))
    picture = illustrations.hang_picture(
        drawn, illustrations.banner("배너", "자리"), name="banner.png"
    )
    send(date(2025, 11, 24), drawn, plain)

    snapshot = collect("newsletter.promotions")
    page = printed("newsletter.promotions", snapshot)

    assert snapshot["pictures"] == [[picture.key, picture.file.name]]
    assert page.xpath("//img/@src") == [f"picture:{picture.key}"]
    assert "○" not in words(page)
    assert "뉴스레터 內 유관기관 홍보 안내 (총 2건, 4/4분기 2건)" in words(page)
    assert "그림 있는 배너 (가융원)" in words(page)
    assert "<i>그림 없는 배너</i> (가융원)" in words(page)
    assert page.xpath("//i") == []


def test_promotions_in_the_results(send, book):
    send(date(2025, 11, 24), book("배너", date(2025, 11, 24), date(2025, 11, 24)))
    section = get_section("newsletter.promotions")

    assert section.digest(collect(section.key)) == ["(회원사 서비스) 유관기관 홍보 1건"]
    assert [(fact.label, fact.day) for fact in section.facts(AS_OF.replace(day=1), AS_OF)] == [
        ("배너", date(2025, 11, 24))
    ]


def test_figures_in_the_heading_lead_to_their_records_in_the_officers_view(send, book):
    send(date(2025, 11, 24), book("배너", date(2025, 11, 24), date(2025, 11, 24)))
    snapshot = collect("newsletter.promotions")
    for figure in snapshot["figures"]:
        figure["href"] = f"/figures/{figure['key']}/"
    snapshot["figures"][1]["shown"] = 9

    page = printed("newsletter.promotions", snapshot)

    assert [(link.get("href"), link.text) for link in page.xpath("//h3/a")] == [
        ("/figures/total/", "1"),
        ("/figures/current/", "9"),
    ]


# --- Mailings --------------------------------------------------------------------------------


def mail(partner, title, *at):
    notice = prepare_notice(organisation=partner, title=title, body="○ (대상) 회원사")
    if at:
        record_notice_sent(notice=notice, at=datetime(*at, tzinfo=SEOUL))
    return notice


def test_mailings_count_by_seouls_day_of_sending(partner):
    mail(partner, "새해 첫날 자정", 2025, 1, 1, 0, 0)
    mail(partner, "어제 자정 전", 2025, 11, 26, 23, 59)
    mail(partner, "다음 날", 2025, 11, 27, 0, 0)
    mail(partner, "초안")

    assert values(collect("newsletter.notices")) == {"total": 2, "current": 1}
    assert values(collect("newsletter.notices", date(2025, 11, 27))) == {"total": 3, "current": 2}
    assert values(collect("newsletter.notices", date(2024, 12, 31))) == {"total": 0, "current": 0}


def test_mailings_are_printed_with_title_issuer_and_text(partner):
    mail(partner, "입주기업 모집", 2025, 11, 18, 10, 0)

    snapshot = collect("newsletter.notices")
    page = printed("newsletter.notices", snapshot)

    assert "(총 1건, 4/4분기 1건)" in words(page)
    assert "입주기업 모집 (가융원)" in words(page)
    assert "(대상) 회원사" in words(page)
    assert "'25.11.18.(화) 발송" in words(page)
    assert get_section("newsletter.notices").digest(snapshot) == ["(회원사 서비스) 사업공고 1건"]


# --- Issues ----------------------------------------------------------------------------------


def test_issues_tell_how_often_they_come_and_how_many_went_out(send):
    SendingPlan.objects.create(
        issues_per_week=3, valid_from=date(2024, 1, 1), valid_to=date(2025, 6, 30)
    )
    SendingPlan.objects.create(issues_per_week=5, valid_from=date(2025, 7, 1))
    for day in (date(2025, 9, 30), date(2025, 10, 1), date(2025, 11, 26), date(2025, 11, 27)):
        issue = send(day)
        illustrations.hang_picture(
            issue, illustrations.page("뉴스레터", ["국내"], "화면"), name="issue.png"
        )
    open_issue(on=date(2025, 11, 25))

    snapshot = collect("newsletter.issues")
    page = printed("newsletter.issues", snapshot, level=2)

    assert values(snapshot) == {"current": 2}
    assert snapshot["body"]["shown_issue"] == "2025-11-26"
    assert "주 5회 제공" in words(page)
    assert "4/4분기 2회 발송" in words(page)
    assert collect("newsletter.issues", date(2025, 6, 30))["body"]["per_week"] == 3


def test_since_the_last_packet_holds_for_all_three(send, book, partner):
    send(date(2025, 9, 18), book("배너", date(2025, 9, 18), date(2025, 9, 18)))
    mail(partner, "공고", 2025, 9, 18, 9, 0)
    options = {"since": date(2025, 9, 18), "rule": PeriodRule.SINCE_LAST_PACKET}

    for key in ("newsletter.issues", "newsletter.promotions", "newsletter.notices"):
        assert values(collect(key))["current"] == 0
        assert values(collect(key, **options))["current"] == 1
