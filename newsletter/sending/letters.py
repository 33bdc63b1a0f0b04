"""From a delivery to the mail that goes out: envelope and text."""

from __future__ import annotations

import time
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from alliance.periods import SEOUL
from newsletter.models import Mailing
from newsletter.sending.connection import Envelope
from newsletter.sending.message import (
    PREFERENCES,
    UNSUBSCRIBE,
    MailFrame,
    MailText,
    Personal,
    address_domain,
    build_template,
    fill,
    mail_date,
)
from newsletter.sending.queue import Work
from newsletter.sending.verp import return_path
from newsletter.tokens import Purpose, key_token


def mail_template(text: MailText, *, feedback_id: str) -> bytes:
    """The mail of a mailing, its personal places measured on a reader that does not exist."""
    nobody = UUID(int=0)
    lengths = {
        UNSUBSCRIBE: len(_page("unsubscribe", nobody, Purpose.UNSUBSCRIBE)),
        PREFERENCES: len(_page("preferences", nobody, Purpose.PREFERENCES)),
    }
    sender = settings.DEFAULT_FROM_EMAIL
    name = f"{settings.ALLIANCE_NAME} <{sender}>" if "<" not in sender else sender
    frame = MailFrame(
        from_address=name,
        reply_to=sender,
        list_id=f"newsletter.{address_domain(sender)}",
        feedback_id=feedback_id,
    )
    return build_template(text, frame, lengths=lengths)


def letter(work: Work) -> tuple[Envelope, bytes]:
    key, template = _mailing(work.mailing_id)
    personal = personal_of(
        email=work.email, message_id=message_id(key, work.pk), key=work.subscriber_key
    )
    return Envelope(return_path(work.pk), work.email), fill(template, personal)


def personal_of(*, email: str, message_id: str, key: UUID) -> Personal:
    return Personal(
        email=email,
        message_id=message_id,
        date=_date_of_second(int(time.time())),
        unsubscribe_url=_page("unsubscribe", key, Purpose.UNSUBSCRIBE),
        preferences_url=_page("preferences", key, Purpose.PREFERENCES),
    )


def message_id(mailing_key: UUID, delivery_id: int) -> str:
    """The same however often it is tried, so that a mail server's log can settle a doubt."""
    return f"<{delivery_id}.{mailing_key.hex}@{address_domain(settings.DEFAULT_FROM_EMAIL)}>"


def _page(name: str, key: UUID, purpose: Purpose) -> str:
    return settings.SITE_URL + _path(name).replace("TOKEN", key_token(key, purpose))


@lru_cache(maxsize=8)
def _path(name: str) -> str:
    return f"{reverse('newsletter:issue-list')}{name}/TOKEN/"


@lru_cache(maxsize=8)
def _mailing(mailing_id: int) -> tuple[UUID, bytes]:
    # The text of a mailing never changes.
    key, template = Mailing.objects.values_list("key", "template").get(pk=mailing_id)
    return key, bytes(template)


@lru_cache(maxsize=8)
def _date_of_second(second: int) -> str:
    return mail_date(datetime.fromtimestamp(second, tz=SEOUL))
