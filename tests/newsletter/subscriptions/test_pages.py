"""What readers see: nothing happens by looking, everything by one press of a button."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from newsletter.models import Consent, Subscriber, SubscriberLetter, SubscriptionRequest
from newsletter.sending import letters as newsletters
from newsletter.sending.queue import Work
from newsletter.subscriptions import letters
from newsletter.tokens import Purpose, request_token, subscriber_token
from tests.newsletter.subscriptions.conftest import AT, history
from tests.pages import form_values, text, tree

pytestmark = pytest.mark.django_db

ANSWERS = {"newsletter": "on", "notices": "on", "agrees_to_mail": "on", "agrees_to_data": "on"}


def page(subscriber, purpose):
    return reverse(f"newsletter:{purpose}", args=[subscriber_token(subscriber, purpose)])


def subscribe(client, email="kim@readers.example", **changes):
    return client.post("/newsletter/subscribe/", ANSWERS | {"email": email} | changes)


def link_in(message):
    [link] = [line for line in message.body.splitlines() if "/confirm/" in line]
    return link.removeprefix("http://localhost:8000")


def test_from_the_form_to_the_first_issue(client, mailoutbox):
    sent = subscribe(client, name="김독자")
    letters.send_waiting()
    link = link_in(mailoutbox[0])
    looked = client.get(link)
    assert Subscriber.objects.count() == 0

    confirmed = client.post(link, form_values(looked))

    assert (sent.status_code, sent.url) == (302, "/newsletter/subscribe/sent/")
    assert "전송자" in text(confirmed)
    assert [each.email for each in Subscriber.objects.for_newsletter()] == ["kim@readers.example"]


def test_consent_is_neither_ticked_for_the_reader_nor_left_out(client):
    ticked = tree(client.get("/newsletter/subscribe/")).xpath(
        "//input[@type='checkbox'][@checked]/@name"
    )

    answer = subscribe(client, agrees_to_mail="", agrees_to_data="", newsletter="", notices="")

    assert sorted(ticked) == ["newsletter", "notices"]
    assert sorted(answer.context["form"].errors) == [
        "agrees_to_data",
        "agrees_to_mail",
        "newsletter",
    ]
    assert SubscriptionRequest.objects.count() == 0


def test_form_answers_alike_whether_the_address_is_known_or_not(client, reader):
    reader("known@readers.example")

    answers = [subscribe(client, email) for email in ("known@readers.example", "new@x.example")]

    assert answers[0].url == answers[1].url
    assert SubscriberLetter.objects.count() == 2


def test_form_is_limited_by_place_and_by_address(client, settings):
    settings.RATE_LIMITED = True
    cache.clear()

    for_one = [subscribe(client).status_code for _time in range(5)]
    for_others = [subscribe(client, f"x{number}@x.example").status_code for number in range(6)]

    assert for_one == [302] * 5
    assert SubscriberLetter.objects.filter(request__email="kim@readers.example").count() == 3
    assert for_others == [302] * 5 + [429]


def test_a_link_to_confirm_holds_for_seven_days(client):
    asked = SubscriptionRequest.objects.create(email="kim@readers.example", requested_at=AT)
    with time_machine.travel(AT, tick=False):
        link = reverse("newsletter:confirm", args=[request_token(asked)])

    with time_machine.travel(AT + timedelta(days=7), tick=False):
        assert client.get(link).status_code == 200
    with time_machine.travel(AT + timedelta(days=7, seconds=2), tick=False):
        assert client.get(link).status_code == client.post(link).status_code == 404
    assert Subscriber.objects.count() == 0


def test_confirming_twice_says_so(client):
    asked = SubscriptionRequest.objects.create(
        email="kim@readers.example", requested_at=timezone.now()
    )
    link = reverse("newsletter:confirm", args=[request_token(asked)])

    client.post(link)
    again = client.post(link)

    assert "이미 사용한 링크" in text(again)
    assert "이미 사용한 링크" in text(client.get(link))
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},
        {
            "data": "List-Unsubscribe=One-Click",
            "content_type": "application/x-www-form-urlencoded",
        },
        {"data": b"\xff\x00garbage", "content_type": "multipart/form-data; boundary=none"},
        {"data": b"{}", "content_type": "application/json"},
        {},
        {"data": b"x=" + b"y" * 2_100_000, "content_type": "application/x-www-form-urlencoded"},
    ],
    ids=["multipart", "form", "broken", "json", "nothing", "huge"],
)
def test_one_post_is_enough_to_leave(reader, sent):
    """As a mail program sends it: no cookie, no token of ours, nobody signed in."""
    subscriber = reader()
    bare = Client(enforce_csrf_checks=True)

    answer = bare.post(page(subscriber, Purpose.UNSUBSCRIBE), **sent)

    assert (answer.status_code, answer.cookies) == (200, {})
    method = "one_click" if "One-Click" in str(sent) else "page"
    assert history(subscriber) == [("granted", "officer"), ("withdrawn", method)]
    assert "처리 결과" in text(answer)


def test_one_click_takes_the_reader_out_of_the_issue_that_is_being_sent(start, readers):
    reader, stays = readers("a", "b")
    mailing = start()

    Client().post(page(reader, Purpose.UNSUBSCRIBE), {"List-Unsubscribe": "One-Click"})

    states = dict(mailing.deliveries.values_list("subscriber", "state"))
    assert states == {reader.pk: "suppressed", stays.pk: "queued"}


def test_looking_changes_nothing_however_often(client, reader):
    subscriber = reader()

    for purpose in (Purpose.UNSUBSCRIBE, Purpose.PREFERENCES):
        for look in (client.get, client.get, client.get, client.head):
            assert look(page(subscriber, purpose)).status_code == 200

    assert Subscriber.objects.get().version == subscriber.version
    assert history(subscriber) == [("granted", "officer")]


def test_headers_of_the_mail_lead_to_the_page(start, readers):
    [reader] = readers("a")
    delivery = start().deliveries.get()
    work = Work(delivery.pk, reader.email, "x", delivery.mailing_id, reader.key, 0)

    _envelope, raw = newsletters.letter(work)

    [line] = [each for each in raw.decode().split("\r\n") if each.startswith("List-Unsubscribe:")]
    address = line.split("<")[1].rstrip(">")
    assert address.startswith("http://localhost:8000/")
    assert resolve(address.removeprefix("http://localhost:8000")).view_name == (
        "newsletter:unsubscribe"
    )
    Client().post(address.removeprefix("http://localhost:8000"))
    assert not Subscriber.objects.get().is_active


def test_leaving_works_after_years_and_after_a_new_key(client, reader, settings):
    subscriber = reader()
    link = page(subscriber, Purpose.UNSUBSCRIBE)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-0123456789-0123456789-0123456789-0123456789"

    with time_machine.travel(AT + timedelta(days=900)):
        assert client.post(link).status_code == 200

    assert not Subscriber.objects.get().is_active


@pytest.mark.parametrize("purpose", [Purpose.UNSUBSCRIBE, Purpose.PREFERENCES, Purpose.CONFIRM])
def test_forged_links_and_links_of_another_purpose_are_missing_pages(client, reader, purpose):
    subscriber = reader()
    asked = SubscriptionRequest.objects.create(email="x@x.example", requested_at=timezone.now())
    tokens = {each: subscriber_token(subscriber, each) for each in Purpose}
    tokens[Purpose.CONFIRM] = request_token(asked)
    own = tokens.pop(purpose)
    forged = [own[:-1], "A" + own[1:], own.upper(), own.split(".")[0], "x", *tokens.values()]

    for token in forged:
        address = reverse(f"newsletter:{purpose}", args=[token])
        assert client.get(address).status_code == client.post(address).status_code == 404

    assert history(subscriber) == [("granted", "officer")]


def test_links_reveal_no_address_and_are_kept_nowhere(client, reader):
    subscriber = reader("somebody@readers.example")

    for purpose in (Purpose.UNSUBSCRIBE, Purpose.PREFERENCES):
        address = page(subscriber, purpose)
        response = client.get(address)
        assert "somebody" not in address
        assert "somebody" not in response.content.decode()
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_preferences_are_changed_kept_and_withdrawn_without_a_sign_in(client, reader):
    subscriber = reader()
    address = page(subscriber, Purpose.PREFERENCES)
    form = form_values(client.get(address))
    assert form == {"newsletter": ["on"], "notices": ["on"]}

    fewer = client.post(address, {"newsletter": "on"})
    shown = form_values(fewer)
    kept = client.post(address, {"keep": "1"})
    left = client.post(address, {"leave": "1"})
    too_late = client.post(address, {"keep": "1"})

    assert shown == {"newsletter": ["on"]}
    assert "처리 결과" in text(fewer)
    assert form_values(kept) == {"newsletter": ["on"]}
    assert "처리 결과" in text(left)
    assert "구독 중이 아닌" in text(too_late)
    assert history(subscriber) == [
        ("granted", "officer"),
        ("changed", "page"),
        ("kept", "page"),
        ("withdrawn", "page"),
    ]


def test_preferences_need_the_page_of_the_link(reader):
    """Unlike leaving: nobody else's page changes what somebody receives."""
    subscriber = reader()

    answer = Client(enforce_csrf_checks=True).post(page(subscriber, Purpose.PREFERENCES))

    assert answer.status_code == 403
    assert mail.outbox == []
    assert history(subscriber) == [("granted", "officer")]
