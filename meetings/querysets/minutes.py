"""Questions about decisions."""

from __future__ import annotations

from typing import Self

from alliance.models import VersionedQuerySet


class DecisionQuerySet(VersionedQuerySet):
    def carried(self) -> Self:
        return self.filter(outcome="carried")

    def with_open_follow_up(self) -> Self:
        return self.filter(follow_up_done_on__isnull=True).exclude(follow_up="")
