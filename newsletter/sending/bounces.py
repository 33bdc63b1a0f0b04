"""What came back: whose it was, what it means, and when an address gets no more mail."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from newsletter.models import Bounce, Delivery, Suppression
from newsletter.sending.classification import GONE, Verdict, classify, status_of
from newsletter.sending.verp import ForgedReturnPath, read_return_path

logger = logging.getLogger(__name__)

Kind = Bounce.Kind

# So many mails in a row that did not arrive; one that arrives between starts the count anew.
SOFT_IN_A_ROW = 5
_RECIPIENT_HEADERS = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
_KINDS = {Kind.HARD, Kind.SOFT, Kind.COMPLAINT, Kind.AUTO_REPLY}


def receive(*, raw: bytes, at: datetime, recipient: str = "") -> Bounce | None:
    """Take in a report that arrived at the return path.

    ForgedReturnPath where it names no delivery of ours; None where it was read already.
    """
    message = message_from_bytes(raw, policy=policy.default)
    delivery = _delivery_of(message, recipient)
    verdict = classify(message, address=delivery.email)
    return _note(
        delivery,
        verdict,
        source=Bounce.Source.MAIL,
        fingerprint=hashlib.sha256(raw).hexdigest(),
        at=at,
    )


def take(raw: bytes) -> None:
    """As `receive`, for mailboxes: what is not about our mails is thrown away."""
    try:
        receive(raw=raw, at=timezone.now())
    except ForgedReturnPath:
        logger.info("A mail to the return path is not about a mail of ours")


def receive_event(
    *, return_path: str, kind: str, status: str, detail: str, at: datetime
) -> Bounce | None:
    """A mail provider's word for it, which stands for a report."""
    if kind not in _KINDS:
        message = f"Not a kind of returned mail: {kind}"
        raise ValueError(message)
    delivery = _delivery(read_return_path(return_path))
    return _note(
        delivery,
        Verdict(Kind(kind), status, detail),
        source=Bounce.Source.WEBHOOK,
        fingerprint=hashlib.sha256(f"{delivery.pk} {kind} {status}".encode()).hexdigest(),
        at=at,
    )


def note_refusal(*, delivery_id: int, attempt: int, reply: str, at: datetime) -> None:
    """The receiving server refused the address while we were sending.

    A result that is written down again, as after a lost commit, counts once.
    """
    status = status_of(reply)
    kind = Kind.HARD if status in GONE else Kind.SOFT
    _note(
        _delivery(delivery_id),
        Verdict(kind, status, reply),
        source=Bounce.Source.SMTP,
        fingerprint=hashlib.sha256(f"{delivery_id} smtp {attempt}".encode()).hexdigest(),
        at=at,
    )


def _delivery_of(message: EmailMessage, recipient: str) -> Delivery:
    written = [recipient] if recipient else []
    for name in _RECIPIENT_HEADERS:
        written += [str(value) for value in message.get_all(name, [])]
    for _name, address in getaddresses(written):
        try:
            return _delivery(read_return_path(address))
        except ForgedReturnPath:
            continue
    raise ForgedReturnPath


def _delivery(pk: int) -> Delivery:
    try:
        found: Delivery = Delivery.objects.get(pk=pk)
    except Delivery.DoesNotExist as problem:
        raise ForgedReturnPath from problem
    return found


@transaction.atomic
def _note(
    delivery: Delivery, verdict: Verdict, *, source: str, fingerprint: str, at: datetime
) -> Bounce | None:
    if delivery.subscriber is not None and delivery.subscriber.is_erased:
        # A report would bring back what was erased.
        return None
    bounce, is_new = Bounce.objects.get_or_create(
        fingerprint=fingerprint,
        defaults={
            "delivery": delivery,
            "kind": verdict.kind,
            "source": source,
            "status": verdict.status,
            "detail": verdict.detail,
            "received_at": at,
        },
    )
    if not is_new:
        return None
    if verdict.kind is Kind.HARD:
        _suppress(delivery, Suppression.Reason.BOUNCED, verdict, at)
    elif verdict.kind is Kind.COMPLAINT:
        _suppress(delivery, Suppression.Reason.COMPLAINED, verdict, at)
    elif verdict.kind is Kind.SOFT and _fails_for_long(delivery.email):
        _suppress(delivery, Suppression.Reason.BOUNCED, verdict, at)
    found: Bounce = bounce
    return found


def _fails_for_long(email: str) -> bool:
    """The last mails to the address all came back."""
    latest = (
        Delivery.objects.filter(email=email, state__in=["sent", "failed"])
        .order_by("-changed_at", "-pk")
        .values_list("pk", flat=True)[:SOFT_IN_A_ROW]
    )
    pks = list(latest)
    came_back = Bounce.objects.filter(delivery__in=pks, kind__in=[Kind.SOFT, Kind.HARD])
    returned = came_back.values("delivery").distinct().order_by().count()
    return len(pks) == SOFT_IN_A_ROW == returned


def _suppress(
    delivery: Delivery, reason: Suppression.Reason, verdict: Verdict, at: datetime
) -> None:
    email = delivery.email.lower()
    _row, is_new = Suppression.objects.get_or_create(
        email=email,
        lifted_at=None,
        defaults={
            "reason": reason,
            "suppressed_at": at,
            "note": f"{verdict.status} {verdict.detail}".strip()[:300],
        },
    )
    if is_new:
        logger.info("An address of %s gets no more mail (%s)", settings.SITE_URL, reason)
