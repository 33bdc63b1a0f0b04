"""Every two years a consent is confirmed again (정보통신망법 제50조 제8항, 시행령 제62조의3).

The last day for it is the one before the day of the second year that has the consent's date.
Silence withdraws nothing: whoever does not answer stays, and is asked again two years later.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from alliance.periods import seoul_day
from newsletter.models import Consent, Subscriber, SubscriberLetter

EVERY_YEARS = 2
# So long ahead, so that a mail server that is down for days delays nothing beyond the last day.
ASK_AHEAD = timedelta(days=14)


def last_day(consented_on: date, *, period: int = 1) -> date:
    """The last day on which the consent may be confirmed for the so-manieth time."""
    year = consented_on.year + EVERY_YEARS * period
    try:
        same_day = consented_on.replace(year=year)
    except ValueError:  # 29 February of a year that has none
        same_day = date(year, 2, 28)
    return same_day - timedelta(days=1)


def confirm_by(subscriber: Subscriber) -> date | None:
    """As the rows of consent say; None where nothing was ever granted."""
    rows = Consent.objects.filter(subscriber=subscriber)
    given = rows.giving().order_by("-at", "-pk").first()  # type: ignore[attr-defined]
    if given is None:
        return None
    asked = rows.filter(kind=Consent.Kind.ASKED, at__gt=given.at).count()
    return last_day(seoul_day(given.at), period=asked + 1)


def keep_confirm_by(subscriber: Subscriber) -> None:
    day = confirm_by(subscriber)
    if subscriber.confirm_by != day:
        Subscriber.objects.filter(pk=subscriber.pk).update(confirm_by=day)
        subscriber.refresh_from_db()


def ask_due(*, on: date, at: datetime) -> int:
    """Ask everybody whose consent is due; safe to repeat, each is asked once a period."""
    due = Subscriber.objects.to_be_confirmed_by(on + ASK_AHEAD)
    asked = 0
    for pk in list(due.values_list("pk", flat=True)):
        asked += _ask(pk, until=on + ASK_AHEAD, at=at)
    return asked


@transaction.atomic
def _ask(pk: int, *, until: date, at: datetime) -> bool:
    from newsletter.subscriptions.letters import write_letter
    from newsletter.subscriptions.verbs import Trace, note

    # Two jobs at once, or an answer in between: the row that is no longer due is left alone.
    subscriber = Subscriber.objects.select_for_update().filter(pk=pk).first()
    if subscriber is None or subscriber.confirm_by is None or subscriber.confirm_by > until:
        return False
    trace = Trace(at=at, method=Consent.Method.JOB)
    consent = note(subscriber, Consent.Kind.ASKED, trace)
    write_letter(SubscriberLetter.Kind.KEEP, consent=consent, at=at)
    return True
