"""Questions about many members."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import Exists, OuterRef

from alliance.models import DatedQuerySet, VersionedQuerySet


class OrganisationQuerySet(VersionedQuerySet):
    def members_on(self, day: date) -> Self:
        """Organisations whose membership covers the day."""
        from members.models import Membership  # noqa: PLC0415 -- the models import this module

        return self.filter(Exists(Membership.objects.on(day).filter(organisation=OuterRef("pk"))))


class MembershipQuerySet(DatedQuerySet):
    def joined_between(self, start: date, end: date) -> Self:
        return self.filter(valid_from__range=(start, end))

    def left_between(self, start: date, end: date) -> Self:
        """Whose last day lies between the two."""
        return self.filter(valid_to__range=(start, end))


class ClassificationQuerySet(DatedQuerySet):
    pass


class SeatQuerySet(DatedQuerySet):
    def of_kind(self, kind: str) -> Self:
        return self.filter(body__kind=kind)
