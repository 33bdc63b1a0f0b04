"""The calendar of banners: free places, conflicts told and not hidden."""

from __future__ import annotations

from datetime import date

import pytest

from alliance import illustrations
from newsletter.models import DayOff, Promotion, SendingPlan
from newsletter.promotions.places import month_of_places, overbooked_days, places_on
from tests.pages import form_values, text

pytestmark = pytest.mark.django_db

CALENDAR = "/admin/newsletter/promotion/calendar/"


def of_day(day):
    weeks = month_of_places(day.year, day.month)
    return next(each for week in weeks for each in week if each.day == day)


@pytest.fixture
def two_places(db):
    SendingPlan.objects.create(valid_from=date(2022, 1, 1), promotion_places=2)


def test_places_follow_the_plan_of_the_day():
    SendingPlan.objects.create(
        valid_from=date(2022, 1, 1), valid_to=date(2025, 11, 9), promotion_places=3
    )
    SendingPlan.objects.create(valid_from=date(2025, 11, 10), promotion_places=1)

    assert [places_on(date(2025, 11, day)) for day in (9, 10)] == [3, 1]
    assert [of_day(date(2025, 11, day)).free for day in (7, 10)] == [3, 1]
    assert places_on(date(2021, 1, 4)) == 4


def test_days_without_a_newsletter_have_no_places(two_places, book):
    DayOff.objects.create(name="창립기념일", starts_on="2025-10-13", ends_on="2025-10-13")
    book("배너", date(2025, 10, 1), date(2025, 10, 31))

    found = {
        day: (of_day(each).free, of_day(each).occasion, len(of_day(each).bookings))
        for day in (2, 4, 6, 13)
        for each in [date(2025, 10, day)]
    }

    assert found == {2: (1, "", 1), 4: (0, "", 0), 6: (0, "추석", 0), 13: (0, "창립기념일", 0)}


def test_weeks_run_from_monday_and_the_first_and_last_day_count(two_places, book):
    book("배너", date(2025, 11, 5), date(2025, 11, 7))

    weeks = month_of_places(2025, 11)

    assert [week[0].day for week in weeks][:2] == [date(2025, 10, 27), date(2025, 11, 3)]
    booked = [each.day.day for week in weeks for each in week if each.bookings]
    assert booked == [5, 6, 7]


def test_conflicts_are_days_of_sending_with_more_banners_than_places(two_places, book):
    for number in range(3):
        book(f"배너{number}", date(2025, 11, 6), date(2025, 11, 10 + number))

    found = overbooked_days(date(2025, 11, 1), date(2025, 11, 30))

    assert [(each.day.day, each.too_many) for each in found] == [(6, 1), (7, 1), (10, 1)]


def test_calendar_page_shows_places_conflicts_and_missing_pictures(
    officer_client, two_places, book
):
    day = date(2025, 11, 27)
    shown = book("그림 있는 배너", day, day)
    illustrations.hang_picture(shown, illustrations.banner("배너", "자리"), name="banner.png")
    book("배너 둘", day, day)
    book("배너 셋", day, day)

    page = officer_client.get(f"{CALENDAR}?month=2025-11")

    told = text(page)
    assert "1건 초과" in told
    assert "자리보다 많이 예약된 날: 2025.11.27.(목)" in told
    assert [each.title for each in page.context["bare"]] == ["배너 둘", "배너 셋"]
    assert (page.context["free"], page.context["places"]) == (38, 40)
    assert "starts_on=2025-11-28" in page.content.decode()
    assert "starts_on=2025-11-25" not in page.content.decode()


def test_calendar_takes_any_month_and_no_nonsense(officer_client):
    for asked in ("", "2025-13", "x", "1900-01", "2025-2"):
        page = officer_client.get(CALENDAR, {"month": asked})
        assert page.context["month"] == date(2025, 11, 1)
    assert officer_client.get(CALENDAR, {"month": "2026-02"}).context["month"] == date(2026, 2, 1)


@pytest.mark.parametrize("count", [1, 6])
def test_calendar_query_count_does_not_grow(
    officer_client, book, count, django_assert_max_num_queries
):
    for number in range(count):
        book(f"배너{number}", date(2025, 11, 3), date(2025, 11, 28))

    with django_assert_max_num_queries(12):
        officer_client.get(CALENDAR)


def test_booking_beyond_the_places_is_kept_and_told(officer_client, two_places, book, partner):
    for number in range(2):
        book(f"배너{number}", date(2025, 12, 1), date(2025, 12, 1))
    form = form_values(officer_client.get("/admin/newsletter/promotion/add/"))

    def add(title, day):
        sent = {"organisation": partner.pk, "title": title, "starts_on": day, "ends_on": day}
        return text(
            officer_client.post("/admin/newsletter/promotion/add/", form | sent, follow=True)
        )

    assert "자리보다 많이 예약된 날이 있습니다: 12.1." in add("셋째 배너", "2025-12-01")
    assert "배너가 실리지 않습니다" in add("주말 배너", "2025-12-06")
    assert "예약된 날이 있습니다" not in add("넷째 배너", "2025-12-02")
    assert Promotion.objects.count() == 5
