"""What is not needed any more of people who never became readers."""

from __future__ import annotations

from datetime import datetime, timedelta

from newsletter.models import SubscriptionRequest

KEPT_UNCONFIRMED = timedelta(days=30)


def forget_unconfirmed(*, at: datetime) -> int:
    """An address that somebody typed and nobody confirmed is of no use, and not ours to keep."""
    forgotten = SubscriptionRequest.objects.filter(
        confirmed_at=None, requested_at__lt=at - KEPT_UNCONFIRMED
    )
    number = forgotten.count()
    forgotten.delete()
    return number
