"""Readers of the demo: contacts of invented members who consented, and a few of the public.

All come in as officers take a list in; nobody is told of it, since the demo sends no mail.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta

from django.db import transaction

from alliance.demo import DEMO_TODAY
from alliance.periods import SEOUL
from members.models import Contact
from newsletter.models import Consent, Subscriber, SubscriberLetter, Suppression
from newsletter.subscriptions import imports, verbs
from newsletter.subscriptions.sheets import COLUMNS
from newsletter.subscriptions.verbs import Trace

_EVERY_SO_MANIETH_CONTACT = 12
_FIRST_CONSENT = date(2023, 11, 27)
_CONSENTS_WITHIN_DAYS = 720
_PUBLIC = (
    ("구독일", "가상융합 연구모임(데모)"),
    ("구독이", ""),
    ("구독삼", "지역 콘텐츠 모임(데모)"),
    ("구독사", ""),
    ("구독오", "개인"),
    ("구독육", ""),
)
_LEFT, _SUPPRESSED = 4, 2


@transaction.atomic
def load_readers() -> None:
    if Subscriber.objects.exists():
        return
    made = imports.plan(_list().encode(), at=_moment(DEMO_TODAY))
    imports.carry_out(made, by=None)
    _part_with_some()


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=SEOUL)


def _list() -> str:
    """As an officer would hand it in."""
    contacts = (
        Contact.objects.filter(email__endswith=".example", organisation__is_demo=True)
        .select_related("organisation")
        .order_by("pk")[::_EVERY_SO_MANIETH_CONTACT]
    )
    people = [
        (each.email, each.name, each.organisation.name, "회원 담당자 수신동의서(데모)")
        for each in contacts
    ]
    people += [
        (f"reader{number}@public.example", name, organisation, "행사장 수신동의서(데모)")
        for number, (name, organisation) in enumerate(_PUBLIC, start=1)
    ]
    stream = io.StringIO()
    rows = csv.writer(stream)
    rows.writerow(COLUMNS)
    for number, (email, name, organisation, source) in enumerate(people):
        day = _FIRST_CONSENT + timedelta(days=number * _CONSENTS_WITHIN_DAYS // len(people))
        rows.writerow([email, name, organisation, day.isoformat(), source])
    return stream.getvalue()


def _part_with_some() -> None:
    """Some left by one click, and mail to some came back."""
    readers = list(Subscriber.objects.order_by("pk")[5 :: max(1, Subscriber.objects.count() // 7)])
    for number, subscriber in enumerate(readers[:_LEFT]):
        at = _moment(DEMO_TODAY - timedelta(days=10 * number + 3))
        trace = Trace(at=at, method=Consent.Method.ONE_CLICK)
        verbs.unsubscribe(subscriber=subscriber, trace=trace)
    for subscriber in readers[_LEFT : _LEFT + _SUPPRESSED]:
        Suppression.objects.create(
            email=subscriber.email,
            reason=Suppression.Reason.BOUNCED,
            note="5.1.1 (데모)",
            suppressed_at=_moment(DEMO_TODAY - timedelta(days=20)),
        )
    SubscriberLetter.objects.filter(state=SubscriberLetter.State.WAITING).update(
        state=SubscriberLetter.State.LEFT_OUT
    )
