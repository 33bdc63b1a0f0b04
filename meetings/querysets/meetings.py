"""Questions about meetings."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q

from alliance.models import VersionedQuerySet
from members.models import Seat


class MeetingQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Meetings of one's own term, and those one was named a proxy for; officers see all."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_officer:
            return self
        if user.person_id is None:
            return self.none()
        seats = Seat.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("date")),
            person_id=user.person_id,
            body_id=OuterRef("body_id"),
            valid_from__lte=OuterRef("date"),
        )
        return self.filter(
            Q(Exists(seats))
            | Q(pk__in=self.model.objects.filter(roster__proxy_person=user.person_id))
        )

    def steering(self) -> Self:
        return self.filter(body__kind="steering")

    def called(self, code: str) -> Self:
        """`2025-4`; nothing where the code makes no sense."""
        year, _dash, ordinal = code.partition("-")
        if not (year.isascii() and year.isdigit() and ordinal.isascii() and ordinal.isdigit()):
            return self.none()
        if len(year) > 4 or len(ordinal) > 3:
            return self.none()
        return self.filter(year=int(year), ordinal=int(ordinal))

    def upcoming(self, on: date) -> Self:
        return self.filter(date__gte=on).order_by("date", "start")

    def past(self, on: date) -> Self:
        return self.filter(date__lt=on).order_by("-date", "-start")
