"""Facts that hold from a day to a day, both included."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.models.versioned import VersionedModel, VersionedQuerySet


class DatedQuerySet(VersionedQuerySet):
    def on(self, day: date) -> Self:
        """Facts that hold on the day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )

    def during(self, start: date, end: date) -> Self:
        """Facts that hold on some day between the two."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=end),
            Q(valid_to__isnull=True) | Q(valid_to__gte=start),
        )


class DatedModel(VersionedModel):
    """`valid_to` is the last day; empty while it lasts.

    A concrete model adds a NoOverlap constraint and `DatedModel.Meta`'s check on the order.
    """

    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_from_before_to",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def holds_on(self, day: date) -> bool:
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_to is None or day <= self.valid_to)
