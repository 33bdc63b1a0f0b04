"""What readers and officers do about a subscription. Each verb leaves a row of `Consent`.

The law asks for proof of when, how and to which words somebody consented, and that people are
told what was recorded; withdrawing is one step, and nobody but the reader undoes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import SEOUL
from alliance.rate_limits import RateLimit
from members.models import Contact, Organisation
from newsletter.models import (
    Consent,
    Subscriber,
    SubscriberLetter,
    SubscriptionRequest,
    Suppression,
)
from newsletter.models.subscribers import mailable_address
from newsletter.sending import mailings
from newsletter.subscriptions.letters import write_letter
from newsletter.subscriptions.renewal import keep_confirm_by
from newsletter.subscriptions.wording import consent_wording

State = Subscriber.State
Kind = Consent.Kind
Method = Consent.Method

# Nobody fills another's mailbox with requests to confirm.
ASKED_FOR_ONE_ADDRESS = RateLimit("newsletter-address", times=3, seconds=24 * 3600)


@dataclass(frozen=True, kw_only=True)
class Choice:
    newsletter: bool = True
    notices: bool = True

    @property
    def is_nothing(self) -> bool:
        return not (self.newsletter or self.notices)


@dataclass(frozen=True)
class Trace:
    """When, how and from where: what a row of consent keeps."""

    at: datetime
    method: Consent.Method
    address: str | None = None
    by: Any = None
    source: str = ""
    wording: str = ""


@dataclass(frozen=True)
class Confirmation:
    """`consent` is None where the link had been used before."""

    subscriber: Subscriber | None
    consent: Consent | None


# --- Readers -----------------------------------------------------------------------------------


@transaction.atomic
def ask_to_subscribe(
    *,
    email: str,
    name: str = "",
    organisation_name: str = "",
    choice: Choice,
    address: str | None,
    at: datetime,
) -> None:
    """Have the owner of the address asked; the same, whether it is known or not."""
    if choice.is_nothing:
        raise RuleViolation(_("Choose at least one of the two."))
    email = _mailable(email)
    if ASKED_FOR_ONE_ADDRESS.wait(email):
        return
    request = SubscriptionRequest.objects.create(
        email=email,
        name=name,
        organisation_name=organisation_name,
        wants_newsletter=choice.newsletter,
        wants_notices=choice.notices,
        wording=consent_wording(),
        address=address,
        requested_at=at,
    )
    write_letter(SubscriberLetter.Kind.CONFIRM, request=request, at=at)


@transaction.atomic
def confirm(*, request: SubscriptionRequest, address: str | None, at: datetime) -> Confirmation:
    """The owner says yes. A link subscribes once; used again it changes nothing."""
    unused = SubscriptionRequest.objects.filter(pk=request.pk, confirmed_at=None)
    if not unused.update(confirmed_at=at):
        known = Subscriber.objects.filter(email=request.email, state=State.ACTIVE).first()
        return Confirmation(known, None)
    trace = Trace(
        at=at,
        method=Method.DOUBLE_OPT_IN,
        address=address,
        wording=request.wording,
        source=_("form on the site, %(at)s")
        % {"at": f"{request.requested_at.astimezone(SEOUL):%Y-%m-%d %H:%M}"},
    )
    subscriber, consent = grant(
        email=request.email,
        name=request.name,
        organisation_name=request.organisation_name,
        organisation=organisation_of(request.email),
        choice=Choice(newsletter=request.wants_newsletter, notices=request.wants_notices),
        trace=trace,
    )
    return Confirmation(subscriber, consent)


@transaction.atomic
def change_preferences(*, subscriber: Subscriber, choice: Choice, trace: Trace) -> Consent | None:
    """None where nothing changes; choosing nothing is leaving."""
    if choice.is_nothing:
        return unsubscribe(subscriber=subscriber, trace=trace)
    active = Subscriber.objects.filter(pk=subscriber.pk, state=State.ACTIVE)
    changed = active.exclude(wants_newsletter=choice.newsletter, wants_notices=choice.notices)
    if not changed.update(wants_newsletter=choice.newsletter, wants_notices=choice.notices):
        subscriber.refresh_from_db()
        if not subscriber.is_active:
            raise RuleViolation(_("This address is not subscribed any more."))
        return None
    subscriber.refresh_from_db()
    consent = note(subscriber, Kind.CHANGED, trace, tells=True)
    mailings.take_out(subscriber=subscriber, at=trace.at)
    return consent


@transaction.atomic
def keep(*, subscriber: Subscriber, trace: Trace) -> Consent:
    """The reader confirms the consent for the next two years."""
    subscriber.refresh_from_db()
    if not subscriber.is_active:
        raise RuleViolation(_("This address is not subscribed any more."))
    return note(subscriber, Kind.KEPT, trace)


@transaction.atomic
def unsubscribe(*, subscriber: Subscriber, trace: Trace) -> Consent | None:
    """At once, also from issues that are just going out; None where the reader had left before."""
    active = Subscriber.objects.filter(pk=subscriber.pk, state=State.ACTIVE)
    # As the consent's words promise: of who left, the address is kept and the rows of consent.
    left = active.update(state=State.UNSUBSCRIBED, name="", organisation_name="", organisation=None)
    subscriber.refresh_from_db()
    asked = SubscriptionRequest.objects.filter(email=subscriber.email)
    # Who asked before, and leaves now, is not brought back by a link that was not used yet.
    asked.filter(confirmed_at=None).delete()
    asked.update(name="", organisation_name="")
    consent = note(subscriber, Kind.WITHDRAWN, trace, tells=True) if left else None
    mailings.take_out(subscriber=subscriber, at=trace.at)
    return consent


# --- Officers ----------------------------------------------------------------------------------


@transaction.atomic
def record_consent(
    *,
    email: str,
    name: str = "",
    organisation: Organisation | None = None,
    organisation_name: str = "",
    choice: Choice,
    trace: Trace,
) -> tuple[Subscriber, Consent]:
    """What somebody consented to on paper, by telephone, at an event; with where that is kept."""
    email = _mailable(email)
    if not trace.source.strip():
        raise RuleViolation(_("Tell where the consent is kept: a form, a mail, a list."))
    if choice.is_nothing:
        raise RuleViolation(_("Choose at least one of the two."))
    if Suppression.objects.of(email).exists():
        raise RuleViolation(
            _("%(email)s is suppressed. Lift that first, with the reason.") % {"email": email}
        )
    known = Subscriber.objects.filter(email=email).first()
    if known is not None and not known.is_active:
        withdrawn = known.consents.filter(kind=Kind.WITHDRAWN).order_by("-at").first()
        if withdrawn is None or withdrawn.at >= trace.at:
            raise RuleViolation(
                _("%(email)s unsubscribed after that. Only a later consent counts.")
                % {"email": email}
            )
    return grant(
        email=email,
        name=name,
        organisation=organisation,
        organisation_name=organisation_name,
        choice=choice,
        trace=trace,
    )


@transaction.atomic
def suppress(*, email: str, note: str, by: Any, at: datetime) -> Suppression:
    """No mail to the address from now on, whoever asks for it."""
    email = _mailable(email)
    if not note.strip():
        raise RuleViolation(_("Tell why the address gets no mail."))
    if Suppression.objects.of(email).exists():
        raise RuleViolation(_("This address is suppressed already."))
    suppression, is_new = Suppression.objects.get_or_create(
        email=email,
        lifted_at=None,
        defaults={
            "reason": Suppression.Reason.OFFICER,
            "note": note,
            "suppressed_at": at,
            "by": by,
        },
    )
    if not is_new:
        raise RuleViolation(_("This address is suppressed already."))
    for subscriber in Subscriber.objects.filter(email=email):
        mailings.take_out(subscriber=subscriber, at=at)
    found: Suppression = suppression
    return found


def lift_suppression(*, suppression: Suppression, note: str, by: Any, at: datetime) -> None:
    """The address may get mail again; it does where it is subscribed."""
    if not note.strip():
        raise RuleViolation(_("Tell why the address may get mail again."))
    in_force = Suppression.objects.in_force().filter(pk=suppression.pk)
    if not in_force.update(lifted_at=at, lifted_by=by, lifting_note=note):
        raise RuleViolation(_("The suppression was lifted already."))
    suppression.refresh_from_db()


# --- What all of them do ------------------------------------------------------------------------


def grant(
    *,
    email: str,
    name: str,
    organisation_name: str,
    organisation: Organisation | None,
    choice: Choice,
    trace: Trace,
    tells: bool = True,
) -> tuple[Subscriber, Consent]:
    """Make the address a subscriber by a consent that was checked before."""
    subscriber, _is_new = Subscriber.objects.get_or_create(email=email)
    said = {
        "name": name,
        "organisation_name": organisation_name or (organisation.name if organisation else ""),
        "organisation": organisation,
    }
    Subscriber.objects.filter(pk=subscriber.pk).update(
        state=State.ACTIVE,
        wants_newsletter=choice.newsletter,
        wants_notices=choice.notices,
        # What is not said now stays as it was known.
        **{field: value for field, value in said.items() if value},
    )
    subscriber.refresh_from_db()
    return subscriber, note(subscriber, Kind.GRANTED, trace, tells=tells)


def note(
    subscriber: Subscriber, kind: Consent.Kind, trace: Trace, *, tells: bool = False
) -> Consent:
    """Write the consent down; with `tells` the reader hears of it by mail."""
    consent: Consent = Consent.objects.create(
        subscriber=subscriber,
        kind=kind,
        method=trace.method,
        at=trace.at,
        wording=trace.wording,
        source=trace.source[:200],
        address=trace.address or None,
        by=trace.by,
    )
    keep_confirm_by(subscriber)
    if tells:
        write_letter(SubscriberLetter.Kind.RESULT, consent=consent, at=trace.at)
    return consent


def _mailable(email: str) -> str:
    try:
        return mailable_address(email)
    except ValidationError as problem:
        words = f"{email}: {problem.messages[0]}"
        raise RuleViolation(words) from problem


def organisation_of(email: str) -> Organisation | None:
    """Whose contact the address is; a name typed by a stranger proves nothing."""
    of_contact = Contact.objects.filter(email__iexact=email).order_by("pk")
    found = {contact.organisation_id for contact in of_contact}
    return Organisation.objects.get(pk=found.pop()) if len(found) == 1 else None
