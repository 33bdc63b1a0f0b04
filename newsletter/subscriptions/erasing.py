"""Erasing a reader who asks for it (개인정보 보호법 제36조).

What stays: the rows of consent without address and place, which prove that mail was sent by
consent, and a keyed hash of the address, so that no list brings it back. Whoever names the address
is found by the hash; nobody else can be.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from newsletter.models import (
    Bounce,
    Consent,
    Delivery,
    Subscriber,
    SubscriberImport,
    SubscriberLetter,
    SubscriptionRequest,
    Suppression,
)
from newsletter.models.subscribers import NOWHERE, address_digest
from newsletter.sending import mailings
from newsletter.subscriptions import verbs
from newsletter.subscriptions.verbs import Trace


@transaction.atomic
def erase(*, subscriber: Subscriber, note: str, by: Any, at: datetime) -> None:
    """Forget who it was, for good; whoever asked is answered by the officer, not by mail."""
    if not note.strip():
        raise RuleViolation(_("Tell who asked for it, and how."))
    stored = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if stored.is_erased:
        raise RuleViolation(_("This reader was erased already."))
    was_active = stored.is_active
    # What still waits goes to nobody: its state says so from here on.
    Subscriber.objects.filter(pk=stored.pk).update(state=Subscriber.State.ERASED)
    stored.refresh_from_db()
    mailings.take_out(subscriber=stored, at=at)
    if stored.deliveries.filter(state__in=["claimed", "data"]).exists():
        raise RuleViolation(
            _("A mail to this address is going out this very moment. Please try again in a minute.")
        )
    email = stored.email
    if was_active:
        verbs.note(
            stored,
            Consent.Kind.WITHDRAWN,
            Trace(at=at, method=Consent.Method.OFFICER, by=by),
        )
    _forget_mails(stored, email)
    _forget_lists(email)
    SubscriptionRequest.objects.filter(email=email).delete()
    SubscriberLetter.objects.filter(
        consent__subscriber=stored, state=SubscriberLetter.State.WAITING
    ).update(state=SubscriberLetter.State.LEFT_OUT)
    Consent.objects.filter(subscriber=stored).forget_traces()  # type: ignore[attr-defined]
    of_reader = ContentType.objects.get_for_model(Subscriber)
    suppressed = Suppression.objects.filter(email=email)
    _rename_in_log(of_reader, [stored.pk], stored.erased_address)
    _rename_in_log(
        ContentType.objects.get_for_model(Suppression),
        suppressed.values_list("pk", flat=True),
        stored.erased_address,
    )
    suppressed.delete()
    Suppression.objects.create(
        digest=address_digest(email),
        reason=Suppression.Reason.ERASED,
        note=note,
        suppressed_at=at,
        by=by,
    )
    Subscriber.objects.filter(pk=stored.pk).update(
        email=stored.erased_address,
        name="",
        organisation_name="",
        organisation=None,
        wants_newsletter=False,
        wants_notices=False,
        confirm_by=None,
    )
    subscriber.refresh_from_db()


def _forget_mails(subscriber: Subscriber, email: str) -> None:
    """That something was sent stays, and what the server said; to whom does not."""
    mails = Delivery.objects.filter(Q(subscriber=subscriber) | Q(email=email))
    Bounce.objects.filter(delivery__in=mails).update(detail="")
    for pk, reply in mails.exclude(reply="").values_list("pk", "reply"):
        if email in reply.lower():
            mails.filter(pk=pk).update(reply=reply[:3])
    mails.update(email=subscriber.erased_address, domain=NOWHERE)


def _forget_lists(email: str) -> None:
    """The reports of lists that were taken over name the rows; content is thrown away as it is."""
    for handed_in in SubscriberImport.objects.exclude(report={}).only("pk", "report").iterator():
        kept = {
            name: [row for row in part if email not in str(row).lower()]
            if isinstance(part, list)
            else part
            for name, part in handed_in.report.items()
        }
        if kept != handed_in.report:
            SubscriberImport.objects.filter(pk=handed_in.pk).update(report=kept)


def _rename_in_log(kind: ContentType, pks: Any, name: str) -> None:
    LogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in pks]).update(
        object_repr=name
    )
