"""Facts that follow each other without a gap: names and classes."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from alliance.models import DatedModel

ONE_DAY = timedelta(days=1)


def put_in_force(
    siblings: QuerySet[Any], new: DatedModel, *, on: date, values: tuple[str, ...]
) -> DatedModel:
    """Let `new` hold from the day until the next recorded change.

    The fact it replaces ends the day before; a fact that began on this very day is corrected in
    place. Later facts stand, so that a change can be recorded late.
    """
    covering = siblings.on(on).first()  # type: ignore[attr-defined]
    if covering is not None and covering.valid_from == on:
        for name in values:
            setattr(covering, name, getattr(new, name))
        covering.save()
        return covering
    new.valid_from = on
    if covering is not None:
        new.valid_to = covering.valid_to
        covering.valid_to = on - ONE_DAY
        covering.save()
    else:
        following = siblings.filter(valid_from__gt=on).order_by("valid_from").first()
        new.valid_to = following.valid_from - ONE_DAY if following else None
    new.save()
    return new
