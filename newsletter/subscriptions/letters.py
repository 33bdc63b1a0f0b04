"""The portal's own mails to one reader: an outbox in the database, sent by a worker.

What cannot be sent now is tried again; a letter is never lost with a broker or a mail server.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from alliance.korean import long_date
from alliance.periods import seoul_day
from newsletter.models import Consent, SubscriberLetter, SubscriptionRequest, Suppression
from newsletter.tokens import (
    CONFIRM_WITHIN_SECONDS,
    Purpose,
    request_token,
    subscriber_token,
)

logger = logging.getLogger(__name__)

Kind = SubscriberLetter.Kind
State = SubscriberLetter.State

AT_ONCE = 200
TRY_AGAIN_AFTER = timedelta(minutes=15)
# A day of trying; a result is to be told within 14 days, a link to confirm holds for seven.
MOST_ATTEMPTS = 96


def write_letter(
    kind: SubscriberLetter.Kind,
    *,
    at: datetime,
    request: SubscriptionRequest | None = None,
    consent: Consent | None = None,
) -> SubscriberLetter:
    now = timezone.now()
    letter: SubscriberLetter = SubscriberLetter.objects.create(
        kind=kind, request=request, consent=consent, queued_at=at, due_at=now
    )
    transaction.on_commit(wake)
    return letter


def wake() -> None:
    """Without a broker beat finds the letters within a minute."""
    from newsletter.tasks import send_letters

    try:
        send_letters.apply_async(expires=60)
    except (OSError, OperationalError):
        logger.warning("No broker; letters to subscribers wait for beat")


def send_waiting() -> int:
    """Send what waits, over one connection; the number sent."""
    waiting = SubscriberLetter.objects.filter(state=State.WAITING, due_at__lte=timezone.now())
    pks = list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
    if not pks:
        return 0
    connection = mail.get_connection()
    try:
        connection.open()
    except (OSError, SMTPException):
        logger.warning("Letters to subscribers wait: the mail server does not answer")
        return 0
    try:
        return sum(_send(pk, connection) for pk in pks)
    finally:
        connection.close()


def _send(pk: int, connection: BaseEmailBackend) -> bool:
    now = timezone.now()
    # Whoever dies behind this line leaves a letter that is tried again.
    free = SubscriberLetter.objects.filter(pk=pk, state=State.WAITING, due_at__lte=now)
    if not free.update(due_at=now + TRY_AGAIN_AFTER, attempts=F("attempts") + 1):
        return False
    letter = SubscriberLetter.objects.select_related("request", "consent__subscriber").get(pk=pk)
    if not _is_wanted(letter, now):
        _end(letter, State.LEFT_OUT)
        return False
    message = _message(letter)
    message.connection = connection
    try:
        message.send()
    except SMTPRecipientsRefused:
        _end(letter, State.FAILED)
        return False
    except (OSError, SMTPException):
        logger.warning("A letter to a subscriber could not be sent", exc_info=True)
        if letter.attempts >= MOST_ATTEMPTS:
            _end(letter, State.FAILED)
        return False
    _end(letter, State.SENT)
    return True


def _end(letter: SubscriberLetter, state: SubscriberLetter.State) -> None:
    sent_at = timezone.now() if state == State.SENT else None
    SubscriberLetter.objects.filter(pk=letter.pk).update(state=state, sent_at=sent_at)


def _is_wanted(letter: SubscriberLetter, now: datetime) -> bool:
    if Suppression.objects.of(letter.email).exists():
        return False
    if letter.kind == Kind.CONFIRM:
        asked: SubscriptionRequest = letter.request  # type: ignore[assignment]  # a constraint
        return (now - asked.requested_at).total_seconds() < CONFIRM_WITHIN_SECONDS
    if letter.kind == Kind.KEEP:
        return letter.consent.subscriber.is_active  # type: ignore[union-attr]  # a constraint
    return True


def _message(letter: SubscriberLetter) -> mail.EmailMessage:
    subject, template, context, headers = _WRITERS[Kind(letter.kind)](letter)
    context |= {
        "alliance": settings.ALLIANCE_NAME,
        "sender": settings.DEFAULT_FROM_EMAIL,
        "site": settings.SITE_URL,
    }
    text = render_to_string(f"newsletter/mail/{template}.txt", context)
    return mail.EmailMessage(
        " ".join(subject.split()),
        text.strip() + "\n",
        to=[letter.email],
        headers={"Auto-Submitted": "auto-generated", **headers},
    )


_Written = tuple[str, str, dict[str, object], dict[str, str]]


def _confirm(letter: SubscriberLetter) -> _Written:
    asked: SubscriptionRequest = letter.request  # type: ignore[assignment]  # a constraint
    # The link's days begin as it is written.
    last = timezone.now() + timedelta(seconds=CONFIRM_WITHIN_SECONDS)
    link = _link("confirm", request_token(asked))
    subject = _("Please confirm your subscription to %(alliance)s") % {
        "alliance": settings.ALLIANCE_NAME
    }
    context = {"asked": asked, "link": link, "until": long_date(seoul_day(last))}
    return subject, "confirm", context, {}


def _result(letter: SubscriberLetter) -> _Written:
    consent: Consent = letter.consent  # type: ignore[assignment]  # a constraint
    subject = _("%(alliance)s: what we recorded of your subscription") % {
        "alliance": settings.ALLIANCE_NAME
    }
    context = {
        "consent": consent,
        "subscriber": consent.subscriber,
        "day": long_date(seoul_day(consent.at)),
        "withdrawn": consent.kind == Consent.Kind.WITHDRAWN,
        "preferences": _link(
            "preferences", subscriber_token(consent.subscriber, Purpose.PREFERENCES)
        ),
        "subscribe": settings.SITE_URL + reverse("newsletter:subscribe"),
    }
    return subject, "result", context, {}


def _keep(letter: SubscriberLetter) -> _Written:
    asked: Consent = letter.consent  # type: ignore[assignment]  # a constraint
    subscriber = asked.subscriber
    given = subscriber.consents.giving().order_by("-at", "-pk").first()
    unsubscribe = _link("unsubscribe", subscriber_token(subscriber, Purpose.UNSUBSCRIBE))
    subject = _("%(alliance)s: do you still want our mails?") % {"alliance": settings.ALLIANCE_NAME}
    context = {
        "subscriber": subscriber,
        "day": long_date(seoul_day(given.at)) if given else "-",
        "preferences": _link("preferences", subscriber_token(subscriber, Purpose.PREFERENCES)),
        "unsubscribe": unsubscribe,
    }
    headers = {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return subject, "keep", context, headers


_WRITERS = {Kind.CONFIRM: _confirm, Kind.RESULT: _result, Kind.KEEP: _keep}


def _link(name: str, token: str) -> str:
    return settings.SITE_URL + reverse(f"newsletter:{name}", args=[token])
