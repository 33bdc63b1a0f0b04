"""`/my/` shows what each app knows of one's own organisation, and nothing of another's."""

from datetime import date, time

import pytest
from django.test import Client

from events.models import Advisor, Booking, ConsultationEvent, Event, EventRole, Slot
from members.models import Person, User
from members.services.affiliations import take_post
from members.services.naming import record_organisation
from newsletter.models import Subscriber, Suppression
from projectgroups.models import Division, GroupMembership, ProjectGroup
from tests.pages import text

pytestmark = pytest.mark.django_db

DAY = date(2025, 11, 26)
MINE, THEIRS = "㈜가온메타", "나래기술"


@pytest.fixture
def companies(day):
    return record_organisation(name=MINE), record_organisation(name=THEIRS)


@pytest.fixture
def page(companies):
    person = Person.objects.create(name="허은결")
    take_post(
        person=person,
        organisation=companies[0],
        title="과장",
        on=date(2025, 1, 1),
        acts_for=True,
    )
    client = Client()
    client.force_login(User.objects.create_user("me@gaon.example", person=person))
    return lambda: text(client.get("/my/"))


def event(name, **fields):
    return Event.objects.create(
        kind=Event.Kind.SEMINAR,
        name=name,
        date=date(2025, 11, 13),
        announced_on=fields.pop("announced_on", date(2025, 10, 1)),
        **fields,
    )


def booking(day_of_event, company, firm, start):
    consultation, _ = ConsultationEvent.objects.get_or_create(
        event=day_of_event,
        date=day_of_event.date,
        defaults={"title": f"{day_of_event.name} 상담", "organiser": firm},
    )
    advisor = Advisor.objects.create(consultation=consultation, firm=firm, label=f"창구{start}")
    slot = Slot.objects.create(consultation=consultation, start=time(start), end=time(start, 15))
    return Booking.objects.create(advisor=advisor, slot=slot, organisation=company)


def test_consultations_are_ones_own(companies, page):
    firm = record_organisation(name="대성투자")
    held = event("공개세미나")
    booking(held, companies[0], firm, 14)
    booking(held, companies[1], firm, 15)
    booking(event("취소된 행사", cancelled_on=DAY), companies[0], firm, 16)
    booking(event("알리지 않은 행사", announced_on=None), companies[0], firm, 17)

    shown = page()

    assert "창구14" in shown
    assert [each for each in ("창구15", "창구16", "창구17") if each in shown] == []


def test_events_and_groups_are_ones_own(companies, page):
    for company, name in zip(companies, ("가온 행사", "나래 행사"), strict=True):
        EventRole.objects.create(
            event=event(name), organisation=company, role=EventRole.Role.ORGANISER
        )
        group = ProjectGroup.objects.create(year=2025, name=f"{name} 그룹", division=Division.IDEA)
        GroupMembership.objects.create(group=group, organisation=company, is_lead=True)

    shown = page()

    assert ("가온 행사 그룹" in shown, shown.count("가온 행사")) == (True, 2)
    assert "나래 행사" not in shown


def test_subscription_is_ones_own_and_colleagues_are_a_number(companies, page):
    assert "뉴스레터를 받고 있지 않습니다" in page()
    for email, company in (("me@gaon.example", 0), ("her@gaon.example", 0), ("x@narae.example", 1)):
        Subscriber.objects.create(email=email, organisation=companies[company])

    shown = page()

    assert "me@gaon.example" in shown
    assert "우리 기관의 구독자는 2명입니다." in shown
    assert [each for each in ("her@gaon.example", "x@narae.example") if each in shown] == []

    Suppression.objects.create(
        email="me@gaon.example", reason="bounced", suppressed_at="2025-11-01T00:00Z"
    )
    assert "뉴스레터를 받고 있지 않습니다" in page()
