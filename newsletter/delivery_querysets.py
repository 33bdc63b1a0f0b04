"""Questions about mailings and their deliveries."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce


@dataclass(frozen=True)
class Counts:
    """How many deliveries of a mailing are where."""

    queued: int = 0
    claimed: int = 0
    sent: int = 0
    failed: int = 0
    in_doubt: int = 0
    suppressed: int = 0

    @property
    def total(self) -> int:
        return sum(asdict(self).values())

    @property
    def open(self) -> int:
        return self.queued + self.claimed

    @property
    def settled_percent(self) -> int:
        return 100 * (self.total - self.open) // self.total if self.total else 100


class MailingQuerySet(QuerySet[Any]):
    def light(self) -> Self:
        """Without the mail itself."""
        return self.defer("template")

    def with_counts(self) -> Self:
        """Adds `total_count`, `sent_count` and `doubt_count`."""
        from newsletter.models import Delivery  # the models import this module

        of_mailing = Delivery.objects.filter(mailing=OuterRef("pk")).order_by().values("mailing")

        def number(**of: str) -> Coalesce:
            return Coalesce(Subquery(of_mailing.filter(**of).values(count=Count("pk"))), 0)

        return self.annotate(
            total_count=number(),
            sent_count=number(state="sent"),
            doubt_count=number(state="in_doubt"),
        )

    def in_sending(self) -> Self:
        return self.filter(state="sending")

    def waiting_for_a_word(self, since: datetime) -> Self:
        """What goes on only when a person says so. `doubts` counts the mails in doubt; those of
        mailings that began before `since` nobody will decide about any more.
        """
        from newsletter.models import Delivery  # the models import this module

        of_mailing = Delivery.objects.filter(mailing=OuterRef("pk"), state="in_doubt")
        counted = of_mailing.order_by().values("mailing").annotate(number=Count("pk"))
        stopped = Q(state="held") | (Q(state="sending") & ~Q(trouble=""))
        in_doubt = Q(doubts__gt=0, started_at__gte=since)
        return self.annotate(doubts=Coalesce(Subquery(counted.values("number")), 0)).filter(
            stopped | in_doubt
        )

    def not_over(self) -> Self:
        return self.exclude(state__in=["done", "cancelled"])


def _wanted() -> Q:
    """Without a join: an UPDATE over joined tables would look for its rows beforehand, and change
    what others have changed meanwhile.
    """
    from newsletter.models import Mailing, Subscriber, Suppression  # the models import this module

    readers = Subscriber.objects.filter(pk=OuterRef("subscriber"), state="active")
    notice = Exists(Mailing.objects.filter(pk=OuterRef("mailing"), notice__isnull=False))
    wants = (~notice & Exists(readers.filter(wants_newsletter=True))) | (
        notice & Exists(readers.filter(wants_notices=True))
    )
    suppressed = Suppression.objects.in_force().filter(email=OuterRef("email"))
    return Q(wants, ~Exists(suppressed))


class DeliveryQuerySet(QuerySet[Any]):
    def counts(self) -> Counts:
        found = dict(self.order_by().values_list("state").annotate(Count("pk")))
        # To people, what is claimed and what is being handed over is one: on its way.
        claimed = found.pop("data", 0) + found.pop("claimed", 0)
        return Counts(claimed=claimed, **found)

    def in_doubt(self) -> Self:
        return self.filter(state="in_doubt")

    def open(self) -> Self:
        return self.filter(state__in=["queued", "claimed", "data"])

    def due(self, at: datetime) -> Self:
        """Waiting, of mailings that are neither paused nor too late."""
        return self.filter(
            state="queued", due_at__lte=at, mailing__state="sending", mailing__deadline_at__gt=at
        )

    def wanted(self) -> Self:
        """Neither withdrawn nor suppressed since the mailing started."""
        return self.filter(_wanted())

    def unwanted(self) -> Self:
        return self.filter(~_wanted())

    def accepted_since(self, at: datetime) -> Self:
        return self.filter(state="sent", changed_at__gte=at)

    def per_minute(self, at: datetime) -> int:
        """Sent within the last minute."""
        return self.accepted_since(at - timedelta(minutes=1)).count()
