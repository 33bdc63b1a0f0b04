"""Questions about packets."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db.models import F, Q

from alliance.models import VersionedQuerySet


class PacketQuerySet(VersionedQuerySet):
    def of_meeting(self, year: int, ordinal: int) -> Self:
        return self.filter(
            meeting__body__kind="steering", meeting__year=year, meeting__ordinal=ordinal
        )


class PacketVersionQuerySet(VersionedQuerySet):
    def published(self) -> Self:
        return self.filter(state="published")

    def ever_published(self) -> Self:
        return self.exclude(state="draft")

    def before_meeting(self, meeting: Any) -> Self:
        """Versions of earlier meetings of the same body."""
        return self.filter(
            Q(packet__meeting__year__lt=meeting.year)
            | Q(packet__meeting__year=meeting.year, packet__meeting__ordinal__lt=meeting.ordinal),
            packet__meeting__body=meeting.body_id,
        )

    def latest_first(self) -> Self:
        return self.order_by(
            "-packet__meeting__year", "-packet__meeting__ordinal", F("number").desc()
        )


class PacketEntryQuerySet(VersionedQuerySet):
    def printed(self) -> Self:
        return self.filter(is_enabled=True)


def last_published_as_of(versions: PacketVersionQuerySet, meeting: Any) -> date | None:
    """The as-of date of the previous meeting's last published version."""
    found: date | None = (
        versions.before_meeting(meeting)
        .published()
        .latest_first()
        .values_list("as_of", flat=True)
        .first()
    )
    return found
