"""Measures and participants pasted by officers; reports accepted and given back."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from alliance.periods import Quarter
from members.services.naming import record_organisation
from reporting.models import PageViewCount, PartnerReport, VisitMonth
from reporting.services.activities import ActivityEntry, file_activity
from reporting.services.reports import open_report
from tests.pages import text
from tests.reporting.conftest import make_partner

pytestmark = pytest.mark.django_db


def paste(client, url, rows):
    looked_at = client.post(url, {"rows": rows, "mode": "append"})
    seen = looked_at.context["form"]["seen"].value() or ""
    return client.post(url, {"rows": rows, "mode": "append", "seen": seen, "_save": "1"})


def test_visits_are_pasted_month_by_month(officer_client):
    url = reverse("admin:reporting_visitmonth_paste_list", args=["visitmonth"])
    rows = (
        "연도\t월\t방문 횟수\t집계 기준일\n"
        "25년\t9월\t75,876\t\n"
        "\t10\t106,783\t\n"
        "2025\t11월\t97,648\t2025-11-25"
    )

    paste(officer_client, url, rows)

    assert list(
        VisitMonth.objects.order_by("month").values_list("year", "month", "visits", "counted_to")
    ) == [
        (2025, 9, 75_876, date(2025, 9, 30)),
        (2025, 10, 106_783, date(2025, 10, 31)),
        (2025, 11, 97_648, date(2025, 11, 25)),
    ]


def test_the_running_month_is_counted_up_to_today(officer_client):
    url = reverse("admin:reporting_visitmonth_paste_list", args=["visitmonth"])

    paste(officer_client, url, "2025\t11\t97648")

    assert VisitMonth.objects.get().counted_to == date(2025, 11, 26)


def test_a_month_that_is_none_is_refused_with_its_row(officer_client):
    url = reverse("admin:reporting_visitmonth_paste_list", args=["visitmonth"])

    response = paste(officer_client, url, "2025\t10\t5\n2025\t13\t5")

    assert VisitMonth.objects.count() == 0
    errors = [(row.number, row.has_errors) for row in response.context["sheet"].rows]
    assert errors == [(1, False), (2, True)]


def test_pages_are_pasted_as_measured(officer_client):
    count = PageViewCount.objects.create(
        start=date(2025, 11, 1), end=date(2025, 11, 26), total_views=100
    )
    url = reverse("admin:reporting_pageviewcount_paste", args=[count.pk, "pageviewrow"])

    paste(
        officer_client,
        url,
        "URL\t그래프\t뷰수\t비율\nhttps://www.a.example/%EA%B0%80/\t\t33,012\t11.29%",
    )

    assert list(count.rows.values_list("url", "page", "views")) == [
        ("https://www.a.example/%EA%B0%80/", "a.example/가", 33_012)
    ]


def test_participants_are_pasted_by_any_spelling_of_their_name(officer_client, rapa):
    known = record_organisation(name="주식회사 딥파인")
    activity = file_activity(
        report=open_report(partner=rapa, quarter=Quarter(2025, 4)),
        entry=ActivityEntry("outreach", "전시"),
    )
    url = reverse("admin:reporting_activity_paste", args=[activity.pk, "exhibitor"])

    paste(officer_client, url, "분야\t기관\n홀로그램\t㈜딥파인")

    assert list(activity.exhibitors.values_list("position", "field", "organisation")) == [
        (1, "홀로그램", known.pk)
    ]


def test_officers_accept_and_give_back_reports(officer_client, rapa, iitp, hand_in):
    handed_in = hand_in(rapa, {"category": "info", "label": "일"})
    PartnerReport.objects.filter(pk=handed_in.pk).update(state="submitted")
    draft = open_report(partner=iitp, quarter=Quarter(2025, 4))
    url = reverse("admin:reporting_partnerreport_changelist")
    chosen = {"_selected_action": [handed_in.pk, draft.pk]}

    told = officer_client.post(url, {**chosen, "action": "accept"}, follow=True)
    assert "제출된 보고만 접수할 수 있습니다." in text(told)
    assert set(PartnerReport.objects.values_list("state", flat=True)) == {"accepted", "draft"}

    officer_client.post(url, {**chosen, "action": "give_back"})

    assert set(PartnerReport.objects.values_list("state", flat=True)) == {"draft"}


@pytest.mark.parametrize("count", [1, 5])
def test_report_list_query_count_does_not_grow(
    officer_client, count, django_assert_max_num_queries
):
    for number in range(count):
        partner = make_partner(f"p{number}", f"기관 {number}", f"P{number}", number)
        open_report(partner=partner, quarter=Quarter(2025, 4))

    with django_assert_max_num_queries(10):
        officer_client.get(reverse("admin:reporting_partnerreport_changelist"))
