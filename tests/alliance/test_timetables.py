"""The checker of timetables, with the packet's own programmes as cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from alliance.timetables import Code, check_rows, check_timetable


@dataclass(frozen=True)
class Row:
    start: time
    end: time
    content: str = "…"
    parallel: bool = False


def row(span, content="…", *, parallel=False):
    start, end = (time.fromisoformat(part) for part in span.split("-"))
    return Row(start, end, content, parallel)


def told(findings):
    return [(finding.code, finding.minutes) for finding in findings]


COMMITTEE = [
    row("15:00-15:05", "회의 안내"),
    row("15:05-15:15", "인사 말씀"),
    row("15:15-15:40", "안건 1"),
    row("15:45-16:05", "안건 2"),
    row("16:05-17:00", "나머지"),
]


def test_rows_that_touch_and_fit_the_announced_times_have_no_finding():
    rows = [row("14:00-14:30"), row("14:30-15:00")]

    assert check_timetable(rows, start=time(14), end=time(15)) == []


def test_gap_names_the_rows_around_it_and_its_minutes():
    findings = check_timetable(COMMITTEE, start=time(15), end=time(17))

    assert told(findings) == [(Code.GAP, 5)]
    assert findings[0].rows == (COMMITTEE[2], COMMITTEE[3])


def test_overrun_is_measured_against_the_announced_end():
    rows = [row("15:00-16:50"), row("16:50-17:30", "분과 토의")]

    findings = check_timetable(rows, start=time(15), end=time(17))

    assert told(findings) == [(Code.OVERRUN, 30)]
    with translation.override("en"):
        (finding,) = check_timetable(rows, start=time(15), end=time(17))
    assert finding.message == ("“분과 토의” ends at 17:30, 30 minutes after the announced 17:00.")


def test_ends_and_starts_that_do_not_fit_are_told_in_order_of_time():
    rows = [row("14:10-14:30"), row("14:30-14:50")]

    findings = check_timetable(rows, start=time(14), end=time(15))

    assert told(findings) == [(Code.STARTS_LATE, 10), (Code.ENDS_EARLY, 10)]


def test_start_before_the_announced_time():
    assert told(check_timetable([row("13:40-14:00")], start=time(14))) == [(Code.STARTS_EARLY, 20)]


def test_overlap_counts_the_shared_minutes():
    assert told(check_rows([row("14:00-14:30"), row("14:20-14:50")])) == [(Code.OVERLAP, 10)]


def test_row_inside_a_longer_one_hides_no_gap_and_no_overlap_after_it():
    rows = [
        row("14:00-15:00", "긴 순서"),
        row("14:10-14:20"),
        row("14:40-15:10"),
        row("15:20-15:30"),
    ]

    assert told(check_rows(rows)) == [(Code.OVERLAP, 10), (Code.OVERLAP, 20), (Code.GAP, 10)]


def test_parallel_rows_neither_overlap_nor_fill_gaps():
    rows = [row("14:00-15:00"), row("14:00-17:00", parallel=True), row("15:10-17:00")]

    assert told(check_timetable(rows, start=time(14), end=time(17))) == [(Code.GAP, 10)]


def test_parallel_rows_are_held_against_the_announced_times():
    rows = [row("14:00-17:00"), row("13:30-17:20", parallel=True)]

    assert told(check_timetable(rows, start=time(14), end=time(17))) == [
        (Code.STARTS_EARLY, 30),
        (Code.OVERRUN, 20),
    ]


def test_rows_out_of_order_are_told_once_and_checked_in_order_of_time():
    rows = [row("14:30-15:00"), row("14:00-14:30")]

    assert told(check_timetable(rows, start=time(14), end=time(15))) == [(Code.DISORDER, 0)]


def test_empty_timetable_has_no_finding():
    assert check_timetable([], start=time(14), end=time(15)) == []


minutes = st.integers(0, 24 * 60 - 1)
spans = st.tuples(minutes, minutes).filter(lambda pair: pair[0] < pair[1])


@given(st.lists(spans, max_size=8))
def test_findings_of_time_do_not_depend_on_the_printed_order(pairs):
    rows = [
        Row(time(*divmod(start, 60)), time(*divmod(end, 60)), str(number))
        for number, (start, end) in enumerate(sorted(pairs))
    ]

    def in_time(listed):
        found = check_rows(listed)
        return sorted(told(finding for finding in found if finding.code != Code.DISORDER))

    assert in_time(rows) == in_time(rows[::-1])


@given(st.lists(st.integers(1, 120), min_size=1, max_size=8))
def test_rows_laid_end_to_end_never_have_a_finding(lengths):
    at, rows = 0, []
    for length in lengths:
        rows.append(Row(time(*divmod(at, 60)), time(*divmod(at + length, 60))))
        at += length

    assert check_timetable(rows, start=rows[0].start, end=rows[-1].end) == []
