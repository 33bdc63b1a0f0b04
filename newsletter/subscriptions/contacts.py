"""Members' contacts as readers: only those who said yes, each with how that is known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from alliance.errors import RuleViolation
from members.models import Contact, Organisation
from newsletter.models import Subscriber, Suppression
from newsletter.models.subscribers import plain_address
from newsletter.subscriptions import verbs
from newsletter.subscriptions.verbs import Choice, Trace


@dataclass(frozen=True)
class TakenIn:
    subscribers: list[Subscriber]
    # Contacts who were not taken in, each with the reason.
    refused: list[tuple[Contact, str]]


def contacts_without_mail(on: date) -> QuerySet[Contact]:
    """Of members of the day, with an address that no subscriber and no suppression has."""
    members = Organisation.objects.members_on(on)
    address = OuterRef("address")
    return (
        Contact.objects.filter(organisation__in=members.order_by())
        .exclude(email="")
        .annotate(address=Lower("email"))
        .exclude(Exists(Subscriber.objects.filter(email=address)))
        .exclude(Exists(Suppression.objects.in_force().filter(email=address)))
        .select_related("organisation")
        .order_by("organisation__sort_key", "pk")
    )


def take_in(*, contacts: Collection[Contact], choice: Choice, trace: Trace) -> TakenIn:
    """Nobody is taken in for being a contact: `trace` tells when and where they consented."""
    taken: list[Subscriber] = []
    refused: list[tuple[Contact, str]] = []
    for contact in contacts:
        try:
            taken.append(_take_in(contact, choice, trace))
        except RuleViolation as refusal:
            refused.append((contact, str(refusal)))
    return TakenIn(taken, refused)


@transaction.atomic
def _take_in(contact: Contact, choice: Choice, trace: Trace) -> Subscriber:
    subscriber, _consent = verbs.record_consent(
        email=plain_address(contact.email),
        name=contact.name,
        organisation=contact.organisation,
        choice=choice,
        trace=trace,
    )
    return subscriber


def chosen_contacts(pks: Collection[int], on: date) -> list[Any]:
    return list(contacts_without_mail(on).filter(pk__in=pks))
