"""Readers' pages in a real browser, on a telephone: nothing in anybody's way."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from newsletter.models import Consent, Subscriber
from newsletter.services import ArticleEntry, open_issue, set_articles
from newsletter.subscriptions import letters
from newsletter.tokens import Purpose, subscriber_token
from tests.browsing import faults, is_wider_than_the_window

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("day")]

PHONE = 390


def looks_right(page):
    return (faults(page), is_wider_than_the_window(page), page.complaints) == ([], False, [])


def test_somebody_subscribes_reads_and_leaves_by_keyboard(open_page, send, mailoutbox, live_server):
    day = date(2025, 11, 25)
    set_articles(issue=open_issue(on=day), entries=[ArticleEntry("domestic", "전시관이 문을 연다")])
    send(day)

    page = open_page("/newsletter/", width=PHONE)
    assert looks_right(page)
    page.get_by_role("link", name="뉴스레터 구독 신청").press("Enter")
    page.wait_for_url("**/subscribe/")
    assert looks_right(page)
    page.get_by_label("이메일 주소").fill("kim@readers.example")
    page.get_by_role("button", name="확인 메일 받기").press("Enter")
    # Without the two consents the page says what is missing, in place.
    page.get_by_text("동의하지 않으시면 메일을 보내 드릴 수 없습니다.").wait_for()
    assert looks_right(page)
    page.get_by_label("메일 수신에 동의합니다.").press("Space")
    page.get_by_label("개인정보 수집·이용에 동의합니다.").press("Space")
    page.get_by_role("button", name="확인 메일 받기").press("Enter")
    page.wait_for_url("**/subscribe/sent/")
    assert looks_right(page)

    letters.send_waiting()
    [link] = [line for line in mailoutbox[0].body.splitlines() if "/confirm/" in line]
    page.goto(live_server.url + link.removeprefix("http://localhost:8000"))
    assert looks_right(page)
    page.get_by_role("button", name="네, 구독합니다").press("Enter")
    page.get_by_text("전송자").wait_for()
    assert looks_right(page)
    subscriber = Subscriber.objects.get()

    token = subscriber_token(subscriber, Purpose.PREFERENCES)
    page.goto(live_server.url + reverse("newsletter:preferences", args=[token]))
    page.get_by_label("사업공고·행사 안내").press("Space")
    page.get_by_role("button", name="저장").press("Enter")
    page.get_by_text("아래와 같이 처리하였습니다").wait_for()
    assert looks_right(page)

    token = subscriber_token(subscriber, Purpose.UNSUBSCRIBE)
    page.goto(live_server.url + reverse("newsletter:unsubscribe", args=[token]))
    assert looks_right(page)
    page.get_by_role("button", name="지금 수신 거부").press("Enter")
    page.get_by_text("처리 결과").wait_for()
    assert looks_right(page)

    kinds = Consent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["granted", "changed", "withdrawn"]


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_calendar_of_promotions_shows_a_month(open_page, officer_client, book, width):
    for number in range(5):
        book(f"배너 {number}", date(2025, 11, 26), date(2025, 11, 28))

    page = open_page(
        "/admin/newsletter/promotion/calendar/?month=2025-11", client=officer_client, width=width
    )

    assert looks_right(page)
    assert page.get_by_text("1건 초과").count() == 3
