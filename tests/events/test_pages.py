"""What the public sees of events, and what home and an organisation's page show."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.urls import reverse

from alliance.panels import PanelContext, PanelPlace, panels_for
from events.models import Award, AwardRecipient, Event, EventRole
from events.services.consultations import book
from events.services.programme import ProgrammeEntry, SessionEntry, replace_programme
from tests.events.conftest import HELD_ON, organisation
from tests.pages import text, tree

LIST = "/events/"


def names(response):
    return [
        " ".join(heading.text_content().split())
        for heading in tree(response).xpath("//ul[@class='event-list']//h3")
    ]


def panel(place, key, **context):
    found = panels_for(place, PanelContext(user=None, on=date(2025, 11, 26), **context))
    return next((content for item, content in found if item.key == key), None)


def test_list_shows_upcoming_events_before_past_ones(client, day, seminar, year_end):
    response = client.get(LIST)

    assert names(response) == [year_end.name, seminar.name]
    headings = [h.text_content() for h in tree(response).xpath("//main//h2")]
    assert headings == ["예정된 행사", "지난 행사"]


def test_event_of_several_days_is_upcoming_until_its_last(client, day, seminar):
    Event.objects.update(last_day=date(2025, 11, 26))

    assert list(client.get(LIST).context["upcoming"]) == [seminar]


@pytest.mark.parametrize("announced_on", [None, date(2025, 11, 27)])
def test_event_that_is_not_announced_does_not_exist_for_the_public(
    client, day, year_end, announced_on
):
    Event.objects.update(announced_on=announced_on)

    assert names(client.get(LIST)) == []
    assert client.get(year_end.get_absolute_url()).status_code == 404
    assert client.get("/events/999999/").status_code == 404


def test_cancelled_event_stays_and_says_so(client, day, year_end):
    Event.objects.update(cancelled_on=date(2025, 11, 20))

    assert "취소" in text(client.get(LIST))
    assert "취소된 행사입니다." in text(client.get(year_end.get_absolute_url()))


def test_page_tells_programme_place_and_hosts(client, day, year_end):
    EventRole.objects.create(
        event=year_end, organisation=organisation("한국메타버스산업협회"), role="host"
    )
    replace_programme(
        event=year_end,
        sessions=[SessionEntry(1, "성과 공유")],
        rows=[
            ProgrammeEntry(time(13, 40), time(14), "VIP 티타임", "5층 VIP실"),
            ProgrammeEntry(time(14), time(19), "행사 <i>안내</i>", "홀", session=1),
        ],
    )

    response = client.get(year_end.get_absolute_url())

    page = text(response)
    for words in (
        "2025.12.2.(화) 13:40 ~ 19:00",
        "로카우스 호텔(서울 용산)",
        "주최 한국메타버스산업협회",
        "한 해를 돌아보는 자리",
        "세부 일정(안)",
        "(세션1) 성과 공유",
        "14:00 ~ 19:00 300분",
        "행사 <i>안내</i>",
    ):
        assert words in page
    assert tree(response).xpath("//main//i") == []


def test_page_of_an_event_asks_for_the_same_queries_however_long_its_programme(
    client, day, year_end, django_assert_max_num_queries
):
    replace_programme(
        event=year_end,
        rows=[ProgrammeEntry(time(8 + n), time(9 + n), f"순서 {n}") for n in range(9)],
    )

    with django_assert_max_num_queries(9):
        client.get(year_end.get_absolute_url())


@pytest.mark.parametrize("count", [1, 5])
def test_list_query_count_does_not_grow(client, day, db, count, django_assert_max_num_queries):
    for number in range(count):
        Event.objects.create(
            name=f"행사 {number}", kind="forum", date=HELD_ON, announced_on=HELD_ON
        )

    with django_assert_max_num_queries(3):
        response = client.get(LIST)

    assert len(names(response)) == count


def test_past_events_come_by_pages_without_repeating_the_upcoming(client, day, year_end):
    for number in range(21):
        Event.objects.create(
            name=f"행사 {number}", kind="forum", date=HELD_ON, announced_on=HELD_ON
        )

    first, second = client.get(LIST), client.get(LIST, {"page": 2})

    assert len(names(first)) == 1 + 20
    assert len(names(second)) == 1
    assert year_end.name not in names(second)


def test_pictures_of_announced_events_alone_are_served_to_everybody(client, day, year_end):
    from django.core.files.base import ContentFile

    from alliance.illustrations import scene

    picture = year_end.pictures.create(
        file=ContentFile(scene("개회사", "그림"), name="a.png"), caption="개회사"
    )
    assert client.get(picture.file.url).status_code == 200

    Event.objects.update(announced_on=date(2025, 12, 1))
    assert client.get(picture.file.url).status_code == 404


def test_home_shows_the_next_event(client, day, seminar, year_end):
    assert panel(PanelPlace.HOME, "events.next") == {"event": year_end}

    page = text(client.get(reverse("home")))
    assert "다가오는 행사" in page
    assert year_end.name in page


def test_home_shows_no_event_that_is_cancelled_or_not_announced(year_end):
    Event.objects.update(cancelled_on=date(2025, 11, 20))
    assert panel(PanelPlace.HOME, "events.next") is None

    Event.objects.update(cancelled_on=None, announced_on=None)
    assert panel(PanelPlace.HOME, "events.next") is None


def test_organisation_shows_what_it_stood_behind(seminar, year_end):
    host = organisation("주최 기관")
    EventRole.objects.create(event=year_end, organisation=host, role="host")

    shown = panel(PanelPlace.ORGANISATION, "events.of_organisation", subject=host)

    assert shown == {"events": [year_end]}


def test_organisation_shows_awards_once_they_are_given(seminar, year_end):
    winner = organisation("수상 기업")
    for event in (seminar, year_end):
        award = Award.objects.create(event=event, award_class="project_group", count=1)
        AwardRecipient.objects.create(award=award, organisation=winner)

    shown = panel(PanelPlace.ORGANISATION, "events.of_organisation", subject=winner)

    assert shown == {"events": [seminar]}


def test_organisation_page_tells_nothing_of_consultations(investors, slots):
    company = organisation("상담 기업")
    book(advisor=investors[0], slot=slots[0], organisation=company)

    assert panel(PanelPlace.ORGANISATION, "events.of_organisation", subject=company) is None
