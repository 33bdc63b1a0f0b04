"""Links that stand for a subscriber: signed, for one purpose, without the address in them.

Signing is with SECRET_KEY, and SECRET_KEY_FALLBACKS still count: a key that is changed must be
kept among them, for what stands in mails of years ago must go on working.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.core import signing

from newsletter.models import Promotion, Subscriber, SubscriptionRequest


class Purpose(StrEnum):
    # Never expires: whoever wants to leave may use the oldest of mails.
    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    # Expires: an old mail of somebody else's asking must not subscribe anybody.
    CONFIRM = "confirm"
    # The same for all readers: it tells which banner, not who follows it.
    FOLLOW = "follow"


CONFIRM_WITHIN_SECONDS = 7 * 24 * 3600


class BadToken(Exception):
    pass


def subscriber_token(subscriber: Subscriber, purpose: Purpose) -> str:
    return key_token(subscriber.key, purpose)


def key_token(key: UUID, purpose: Purpose) -> str:
    """The same of a subscriber's key alone; its length never differs."""
    return _signer(purpose).sign(key.hex)


def read_subscriber(token: str, purpose: Purpose) -> Subscriber:
    try:
        key = UUID(hex=_signer(purpose).unsign(token))
        subscriber: Subscriber = Subscriber.objects.get(key=key)
    except (signing.BadSignature, ValueError, Subscriber.DoesNotExist) as problem:
        raise BadToken from problem
    return subscriber


def request_token(request: SubscriptionRequest) -> str:
    return signing.TimestampSigner(salt=_salt(Purpose.CONFIRM), sep=".").sign(str(request.pk))


def read_request(token: str) -> SubscriptionRequest:
    signer = signing.TimestampSigner(salt=_salt(Purpose.CONFIRM), sep=".")
    try:
        pk = int(signer.unsign(token, max_age=CONFIRM_WITHIN_SECONDS))
        return SubscriptionRequest.objects.get(pk=pk)
    except (signing.BadSignature, ValueError, SubscriptionRequest.DoesNotExist) as problem:
        raise BadToken from problem


def promotion_token(promotion_id: int) -> str:
    return _signer(Purpose.FOLLOW).sign(str(promotion_id))


def read_promotion(token: str) -> Promotion:
    try:
        pk = int(_signer(Purpose.FOLLOW).unsign(token))
        found: Promotion = Promotion.objects.get(pk=pk)
    except (signing.BadSignature, ValueError, Promotion.DoesNotExist) as problem:
        raise BadToken from problem
    return found


def _signer(purpose: Purpose) -> signing.Signer:
    return _signer_under(purpose, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=16)
def _signer_under(purpose: Purpose, key: str, *former: str) -> signing.Signer:
    """Each mail of a mailing has two signatures: made once, as long as the keys stay."""
    return signing.Signer(key=key, fallback_keys=list(former), salt=_salt(purpose), sep=".")


def _salt(purpose: Purpose) -> str:
    return f"newsletter.{purpose}"
