"""How many members there are on a day, of which kind, and how many came and went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from alliance.periods import DayRange, Quarter
from members.models import Classification, Membership, Organisation

UNCLASSIFIED = "unclassified"


@dataclass(frozen=True)
class SubKindCount:
    code: str
    label: str
    count: int


@dataclass(frozen=True)
class KindCount:
    code: str
    label: str
    count: int
    sub_kinds: tuple[SubKindCount, ...] = ()


@dataclass(frozen=True)
class MemberStatistics:
    """회원사 현황. Members without a class on the day make a kind of their own: none is lost."""

    as_of: date
    period: DayRange
    kinds: tuple[KindCount, ...]
    joined: int
    left: int

    @property
    def total(self) -> int:
        return sum(kind.count for kind in self.kinds)

    def to_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "period": {"from": self.period.start.isoformat(), "to": self.period.end.isoformat()},
            "total": self.total,
            "kinds": [
                {
                    "code": kind.code,
                    "label": kind.label,
                    "count": kind.count,
                    "sub_kinds": [
                        {"code": each.code, "label": each.label, "count": each.count}
                        for each in kind.sub_kinds
                    ],
                }
                for kind in self.kinds
            ],
            "joined": self.joined,
            "left": self.left,
        }


def member_statistics(as_of: date, period: DayRange | None = None) -> MemberStatistics:
    """The period defaults to the part of the quarter up to the day."""
    within = period or DayRange(Quarter.of(as_of).start, as_of)
    counts = Organisation.objects.members_on(as_of).count_by_class(as_of)
    kinds = [_count_kind(kind, counts) for kind in Classification.Kind]
    if without := sum(number for (kind, _sub), number in counts.items() if not kind):
        kinds.append(KindCount(UNCLASSIFIED, str(_("unclassified")), without))
    return MemberStatistics(
        as_of=as_of,
        period=within,
        kinds=tuple(kinds),
        joined=Membership.objects.joined_between(within.start, within.end).count(),
        left=Membership.objects.left_between(within.start, within.end).count(),
    )


def _count_kind(kind: Classification.Kind, counts: dict[tuple[str, str], int]) -> KindCount:
    sub_kinds = tuple(
        SubKindCount(sub_kind.value, str(sub_kind.label), counts.get((kind, sub_kind), 0))
        for sub_kind in Classification.SUB_KINDS[kind]
    )
    total = sum(number for (of_kind, _sub), number in counts.items() if of_kind == kind)
    return KindCount(kind.value, str(kind.label), total, sub_kinds)
