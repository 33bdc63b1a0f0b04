"""How many members there are on a day, of which kind, and how many came and went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from alliance.periods import DayRange, Quarter
from members.models import Classification, Membership, Organisation
from members.querysets import last_days_before

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


@dataclass(frozen=True)
class ClassChange:
    """One line of the officers' statistics; `code` is what the lists' filters call the class."""

    code: str
    label: str
    is_kind: bool
    before: int
    joined: int
    left: int
    now: int

    @property
    def growth(self) -> int:
        return self.now - self.before


def class_changes(period: DayRange) -> list[ClassChange]:
    """Each class on the day before the period and on its last day, and who came and went within.

    Who joined counts in the class of its first day, who left in that of its last one. All classes
    together come last; there the first number, with those who joined and without those who left, is
    the last number.
    """
    before = period.start - timedelta(days=1)
    joined = Membership.objects.joined_between(period.start, period.end)
    left = Membership.objects.left_between(period.start, period.end)
    counts = (
        Organisation.objects.members_on(before).count_by_class(before),
        joined.count_by_class("valid_from"),
        left.count_by_class("valid_to"),
        Organisation.objects.members_on(period.end).count_by_class(period.end),
    )

    def line(code: str, label: Any, *, is_kind: bool = False) -> ClassChange:
        kind, _dot, sub_kind = code.partition(".")
        kind = "" if kind == UNCLASSIFIED else kind
        numbers = [
            sum(
                number
                for (of_kind, of_sub), number in each.items()
                if of_kind == kind and (not sub_kind or of_sub == sub_kind)
            )
            for each in counts
        ]
        return ClassChange(code, str(label), is_kind, *numbers)

    lines = []
    for kind in Classification.Kind:
        lines.append(line(kind.value, kind.label, is_kind=True))
        lines += [
            line(f"{kind.value}.{sub_kind.value}", sub_kind.label)
            for sub_kind in Classification.SUB_KINDS[kind]
        ]
    if any(not kind for each in counts for kind, _sub_kind in each):
        lines.append(line(UNCLASSIFIED, _("unclassified"), is_kind=True))
    totals = [sum(each.values()) for each in counts]
    before_all, joined_all, left_all, now_all = totals
    everything = ClassChange(
        code="",
        label=pgettext("statistics", "total"),
        is_kind=True,
        before=before_all,
        joined=joined_all,
        left=left_all,
        now=now_all,
    )
    return [*lines, everything]


@dataclass(frozen=True)
class MonthOfMembers:
    """A month, or the part of it up to the day that is looked at."""

    days: DayRange
    total: int
    joined: int
    left: int


def months_until(day: date, *, count: int = 12) -> list[MonthOfMembers]:
    """The months up to the day's own, the earliest first: members at the end, who came and went."""
    months: list[DayRange] = []
    end = day
    for _month in range(count):
        months.append(DayRange(end.replace(day=1), end))
        end = end.replace(day=1) - timedelta(days=1)
    asked: dict[str, Count] = {}
    for number, month in enumerate(months):
        lasts = Q(valid_to__isnull=True) | Q(valid_to__gte=month.end)
        asked[f"total{number}"] = Count("pk", filter=Q(valid_from__lte=month.end) & lasts)
        days = month.start, month.end
        asked[f"joined{number}"] = Count("pk", filter=Q(valid_from__range=days))
        left = Q(valid_to__range=last_days_before(*days))
        asked[f"left{number}"] = Count("pk", filter=left)
    # An organisation has one membership at a time, so memberships on a day are members.
    found = Membership.objects.aggregate(**asked)
    return [
        MonthOfMembers(month, *(found[f"{name}{number}"] for name in ("total", "joined", "left")))
        for number, month in reversed(list(enumerate(months)))
    ]
