"""Every two years, to the day; silence is no withdrawal."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from alliance.periods import SEOUL
from newsletter.models import Consent, Subscriber, SubscriberLetter
from newsletter.subscriptions import letters, renewal, verbs
from newsletter.subscriptions.verbs import Trace
from newsletter.tasks import tend_subscriptions
from tests.newsletter.subscriptions.conftest import history

pytestmark = pytest.mark.django_db

DAY = date(2023, 11, 26)


def seoul(day, hour=12, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=SEOUL)


def ask(day):
    return renewal.ask_due(on=day, at=seoul(day))


@pytest.mark.parametrize(
    ("consented_on", "period", "expected"),
    [
        (date(2023, 11, 26), 1, date(2025, 11, 25)),
        (date(2023, 11, 26), 2, date(2027, 11, 25)),
        (date(2024, 2, 29), 1, date(2026, 2, 27)),
        (date(2024, 2, 29), 2, date(2028, 2, 28)),
        (date(2024, 1, 1), 1, date(2025, 12, 31)),
    ],
)
def test_last_day_is_the_one_before_the_same_day_of_the_second_year(consented_on, period, expected):
    assert renewal.last_day(consented_on, period=period) == expected


def test_the_day_of_a_consent_is_seouls(reader):
    after_midnight = reader("a@readers.example", at=seoul(DAY, 0, 1))
    before_midnight = reader("b@readers.example", at=seoul(DAY - timedelta(days=1), 23, 59))

    assert after_midnight.confirm_by == date(2025, 11, 25)
    assert before_midnight.confirm_by == date(2025, 11, 24)


def test_due_list_is_exact_to_the_day_and_each_is_asked_once(reader):
    for offset in (-1, 0, 1):
        reader(f"{offset}@readers.example", at=seoul(DAY + timedelta(days=offset)))
    first = date(2025, 11, 25) - renewal.ASK_AHEAD

    asked = {day: ask(day) for day in (first - timedelta(days=2), first - timedelta(days=1), first)}
    again = ask(first)
    last = ask(first + timedelta(days=1))

    assert list(asked.values()) == [0, 1, 1]
    assert (again, last) == (0, 1)
    assert Consent.objects.filter(kind="asked").count() == 3


def test_silence_withdraws_nothing_and_is_asked_about_again_two_years_later(reader):
    subscriber = reader(at=seoul(DAY))
    first, second = date(2025, 11, 11), date(2027, 11, 11)

    counts = [ask(day) for day in (first, date(2026, 11, 26), second - timedelta(days=1), second)]

    assert counts == [1, 0, 0, 1]
    subscriber.refresh_from_db()
    assert (subscriber.is_active, subscriber.confirm_by) == (True, date(2029, 11, 25))
    assert [each.pk for each in Subscriber.objects.without_answer()] == [subscriber.pk]
    assert list(Subscriber.objects.for_newsletter()) == [subscriber]


def test_an_answer_begins_two_new_years(reader):
    subscriber = reader(at=seoul(DAY))
    ask(date(2025, 11, 11))
    subscriber.refresh_from_db()

    answered = seoul(date(2025, 11, 20), 9, 30)
    verbs.keep(subscriber=subscriber, trace=Trace(at=answered, method=Consent.Method.PAGE))

    assert subscriber.confirm_by == date(2027, 11, 19)
    assert list(Subscriber.objects.without_answer()) == []
    assert [kind for kind, _method in history(subscriber)] == ["granted", "asked", "kept"]


def test_who_left_or_is_suppressed_is_not_asked(reader, officer):
    left = reader("left@readers.example", at=seoul(DAY))
    reader("off@readers.example", at=seoul(DAY))
    verbs.unsubscribe(subscriber=left, trace=Trace(at=seoul(DAY), method=Consent.Method.PAGE))
    verbs.suppress(email="off@readers.example", note="요청", by=officer, at=seoul(DAY))

    assert ask(date(2026, 1, 1)) == 0


def test_the_daily_job_asks_by_mail_with_name_day_and_both_ways(reader, post, settings):
    subscriber = reader(at=seoul(DAY))

    with time_machine.travel(seoul(date(2025, 11, 11), 9, 20)):
        tend_subscriptions()
        tend_subscriptions()
        mails = post()

    [mail] = mails
    assert SubscriberLetter.objects.filter(kind="keep").count() == 1
    for words in (
        settings.ALLIANCE_NAME,
        "수신동의 일자: 2023.11.26.(일)",
        "/newsletter/preferences/",
        "/newsletter/unsubscribe/",
        "그대로 유지됩니다",
    ):
        assert words in mail.body
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.to == [subscriber.email]


def test_who_left_after_being_asked_gets_no_question_any_more(reader, post):
    subscriber = reader(at=seoul(DAY))
    ask(date(2025, 11, 11))
    Subscriber.objects.filter(pk=subscriber.pk).update(state="unsubscribed")

    assert post() == []
    assert SubscriberLetter.objects.get().state == letters.State.LEFT_OUT
