"""Questions about rosters."""

from __future__ import annotations

from typing import Self

from alliance.models import VersionedQuerySet


class RosterQuerySet(VersionedQuerySet):
    def present(self) -> Self:
        """Came, or sent a proxy."""
        return self.filter(attendance__in=["present", "proxy"])

    def in_person(self) -> Self:
        return self.filter(attendance="present")

    def by_proxy(self) -> Self:
        return self.filter(attendance="proxy")

    def absent(self) -> Self:
        return self.filter(attendance="absent")

    def unmarked(self) -> Self:
        return self.filter(attendance="unset")

    def printable(self) -> Self:
        """In printed order, with what the table names."""
        return self.select_related("meeting", "seat__person", "seat__represents").order_by(
            "position", "pk"
        )
