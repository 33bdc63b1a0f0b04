"""Whatever officers do on whatever days, the count on any day equals a recount by hand.

The register's verbs are done in a random order on random days, late recordings, corrections and
mergers included. Beside them a few lines of plain Python keep what they mean: stretches of days as
a member, and days on which a class begins.
"""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance.errors import RuleViolation
from alliance.periods import DayRange
from members.counting import class_changes, member_statistics, months_until
from members.models import Organisation
from members.services.admission import (
    admit,
    correct_joining_day,
    correct_leaving_day,
    leave,
    merge,
    re_enter,
)
from members.services.classification import reclassify
from members.services.naming import record_organisation

pytestmark = pytest.mark.django_db

FIRST, LAST = 0, 100
CLASSES = [
    ("company", "large"),
    ("company", "medium"),
    ("company", "small"),
    ("institution", "institution_association"),
    ("institution", "other_nonprofit"),
    ("university", ""),
]
days = st.integers(FIRST, LAST)
who = st.integers(0, 3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("admit"), who, days, st.sampled_from(CLASSES)),
        st.tuples(st.just("reclassify"), who, days, st.sampled_from(CLASSES)),
        st.tuples(st.just("leave"), who, days, st.none()),
        st.tuples(st.just("re_enter"), who, days, st.none()),
        st.tuples(st.just("correct_joining"), who, days, st.integers(0, 2)),
        st.tuples(st.just("correct_leaving"), who, days, st.integers(0, 2)),
        st.tuples(st.just("merge"), who, days, who),
    ),
    min_size=1,
    max_size=16,
)


def on(offset):
    return date(2025, 1, 1) + timedelta(offset)


class Recount:
    """One organisation by hand."""

    def __init__(self):
        self.stretches = []
        self.class_begins = {}
        self.merged = None

    def is_member(self, day):
        return any(start <= day and (end is None or day <= end) for start, end in self.stretches)

    def class_on(self, day):
        begun = [start for start in self.class_begins if start <= day]
        return self.class_begins[max(begun)] if begun else None

    def set_class(self, day, size):
        if self.class_on(day) != size:
            self.class_begins[day] = size

    def admit(self, day, size):
        self.stretches.append([day, None])
        self.set_class(day, size)

    def reclassify(self, day, size):
        self.set_class(day, size)

    def leave(self, day, _nothing):
        (stretch,) = (each for each in self.stretches if each[0] <= day and each[1] is None)
        stretch[1] = day

    def re_enter(self, day, _nothing):
        self.admit(day, self.class_begins[max(self.class_begins)])

    def correct_joining(self, day, number):
        self.stretches.sort()
        self.stretches[number][0] = day
        earliest = min(self.class_begins)
        if earliest > day:
            self.class_begins[day] = self.class_begins.pop(earliest)

    def correct_leaving(self, day, number):
        self.stretches.sort()
        self.stretches[number][1] = day

    def merge(self, day, _into):
        if self.is_member(day):
            self.leave(day - 1, None)
        self.merged = day


def membership_of(organisation, number):
    found = list(organisation.memberships.order_by("valid_from"))
    if number >= len(found):
        raise RuleViolation
    return found[number]


def really(step, organisations):
    """The step as an officer does it; RuleViolation where the register refuses."""
    verb, number, offset, detail = step
    # As it is read anew for each step.
    organisation = Organisation.objects.get(pk=organisations[number].pk)
    day = on(offset)
    if verb == "admit":
        kind, sub_kind = detail
        admit(organisation=organisation, on=day, kind=kind, sub_kind=sub_kind, by=None)
    elif verb == "reclassify":
        kind, sub_kind = detail
        reclassify(organisation=organisation, on=day, kind=kind, sub_kind=sub_kind, by=None)
    elif verb == "leave":
        leave(organisation=organisation, on=day, by=None)
    elif verb == "re_enter":
        re_enter(organisation=organisation, on=day, by=None)
    elif verb == "merge":
        into = Organisation.objects.get(pk=organisations[detail].pk)
        merge(organisation=organisation, into=into, on=day, by=None)
    else:
        correct = correct_joining_day if verb == "correct_joining" else correct_leaving_day
        correct(membership=membership_of(organisation, detail), on=day, by=None, reason="잘못 적음")


def counted(statistics):
    found = Counter()
    for kind in statistics.kinds:
        for each in kind.sub_kinds:
            found[kind.code, each.code] += each.count
        if not kind.sub_kinds:
            found[kind.code, ""] += kind.count
    return +found


def expected_on(day, recounts):
    return Counter(
        each.class_on(day) or ("unclassified", "") for each in recounts if each.is_member(day)
    )


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=steps, looked_at=st.lists(days, min_size=3, max_size=3), length=st.integers(0, 40))
def test_counts_equal_a_recount_after_any_steps(db, steps, looked_at, length):
    with transaction.atomic():
        organisations = [record_organisation(name=f"회원{number}") for number in range(4)]
        recounts = [Recount() for _each in organisations]
        for step in steps:
            verb, number, offset, detail = step
            try:
                really(step, organisations)
            except RuleViolation:
                continue
            getattr(recounts[number], verb)(offset, detail)

        for offset in (*looked_at, *(each.merged for each in recounts if each.merged is not None)):
            period = DayRange(on(offset - length), on(offset))
            found = member_statistics(on(offset), period)
            changes = {each.code: each for each in class_changes(period)}
            (month,) = months_until(on(offset), count=1)

            starts = [each[0] for recount in recounts for each in recount.stretches]
            stretches = [each for recount in recounts for each in recount.stretches]
            ends = [end for _start, end in stretches if end is not None]
            within = range(offset - length, offset + 1)
            assert counted(found) == expected_on(offset, recounts)
            assert found.joined == changes[""].joined == sum(each in within for each in starts)
            assert found.left == changes[""].left == sum(each + 1 in within for each in ends)
            assert changes[""].now == month.total == found.total
            total = changes[""]
            assert total.before + total.joined - total.left == total.now
            assert total.before == expected_on(offset - length - 1, recounts).total()
            for (kind, sub_kind), number in expected_on(offset, recounts).items():
                code = f"{kind}.{sub_kind}" if sub_kind else kind
                assert changes[code].now == number
        for recount in recounts:
            if recount.merged is not None:
                assert not any(recount.is_member(day) for day in range(recount.merged, LAST + 2))
        transaction.set_rollback(True)
