"""Clicks are a number a day; links lead to the booked address and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from alliance import illustrations
from newsletter.models import Promotion, PromotionClicks, PromotionPlacement, Subscriber
from newsletter.services import open_issue, place_promotion
from newsletter.tokens import Purpose, promotion_token, subscriber_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]

BROWSER = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0"}
DAY = date(2025, 11, 24)


@pytest.fixture
def banner(book, send):
    promotion = book("배너", DAY, DAY)
    Promotion.objects.filter(pk=promotion.pk).update(link="https://partner.example/a?b=1")
    send(DAY, promotion)
    return promotion


def link(promotion):
    return reverse("newsletter:follow", args=[promotion_token(promotion.pk)])


def counted():
    return list(PromotionClicks.objects.values_list("day", "count"))


def test_a_click_leads_to_the_partner_and_counts_on_its_day(client, banner, settings):
    first = client.get(link(banner), headers=BROWSER)
    client.get(link(banner), headers=BROWSER)
    settings.PORTAL_TODAY = "2025-11-27"
    client.get(link(banner), headers=BROWSER)

    assert (first.status_code, first.url) == (302, "https://partner.example/a?b=1")
    assert counted() == [(date(2025, 11, 27), 1), (date(2025, 11, 26), 2)]
    assert Promotion.objects.with_clicks().get().click_count == 3
    assert first.cookies == {}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "python-requests/2.32"},
        BROWSER | {"Sec-Purpose": "prefetch;prerender"},
    ],
    ids=["nobody", "search engine", "script", "prefetch"],
)
def test_programs_are_led_and_not_counted(client, banner, headers):
    assert client.get(link(banner), headers=headers).status_code == 302

    assert counted() == []


def test_looking_without_opening_posting_and_officers_do_not_count(client, officer_client, banner):
    assert client.head(link(banner), headers=BROWSER).status_code == 302
    assert client.post(link(banner), headers=BROWSER).status_code == 405
    assert officer_client.get(link(banner), headers=BROWSER).status_code == 302

    assert counted() == []


def test_nothing_counts_before_the_banner_went_out(client, book):
    promotion = book("배너", DAY, DAY)
    Promotion.objects.filter(pk=promotion.pk).update(link="https://partner.example/")
    place_promotion(promotion=promotion, issue=open_issue(on=DAY))

    assert client.get(link(promotion), headers=BROWSER).status_code == 302

    assert counted() == []


def test_one_place_counts_so_often_and_no_more(client, banner, settings):
    settings.RATE_LIMITED = True
    cache.clear()

    for _time in range(9):
        assert client.get(link(banner), headers=BROWSER).status_code == 302

    assert [count for _day, count in counted()] == [5]


def test_forged_links_lead_nowhere(client, banner):
    subscriber = Subscriber.objects.create(email="kim@readers.example")
    good = promotion_token(banner.pk)
    other = f"{banner.pk + 1}.{good.split('.')[1]}"
    forged = [good[:-1], other, str(banner.pk), subscriber_token(subscriber, Purpose.UNSUBSCRIBE)]

    for token in forged:
        address = reverse("newsletter:follow", args=[token])
        for asked in ("", "?next=https://evil.example/", "?url=//evil.example"):
            assert client.get(address + asked, headers=BROWSER).status_code == 404
    led = client.get(f"{link(banner)}?next=https://evil.example/", headers=BROWSER)
    assert led.url == "https://partner.example/a?b=1"


@pytest.mark.parametrize(
    "address", ["", "javascript:alert(1)", "//evil.example", "ftp://x.example"]
)
def test_only_addresses_of_the_web_are_followed(client, banner, address):
    PromotionPlacement.objects.all().delete()
    Promotion.objects.filter(pk=banner.pk).update(link=address)

    assert client.get(link(banner), headers=BROWSER).status_code == 404


def test_readers_at_the_same_moment_are_all_counted(banner, race):
    """The first click of a day, by several at once."""

    def click():
        return Client().get(link(banner), headers=BROWSER).status_code

    assert race(*[click] * 6) == [302] * 6
    assert [count for _day, count in race.look(counted)] == [6]


def test_banner_is_shown_from_the_first_mail_on(client, book, start):
    """Which is before the issue counts as sent."""
    day = date(2025, 11, 26)
    promotion = book("배너", day, day)
    picture = illustrations.hang_picture(
        promotion, illustrations.banner("배너", "자리"), name="banner.png"
    )
    Subscriber.objects.create(email="kim@readers.example")
    mailing = start()
    assert client.get(picture.file.url).status_code == 404

    mailing.issue.placements.create(promotion=promotion)

    assert client.get(picture.file.url).status_code == 200
