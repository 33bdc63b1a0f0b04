"""One line of text stays one line."""

from __future__ import annotations

import pytest
from django.db import connection, models

from alliance.lines import LineField, one_line
from alliance.models import Place

CASES = {
    "plain": ("가나  다", "가나  다"),
    "line-break": ("가나\r\n다라", "가나 다라"),
    "separator": ("가나\u2028다라\u2029", "가나 다라"),
    "tab": ("가나 \t 다라", "가나 다라"),
    "control": ("가\x01나\x7f", "가나"),
    "bidi": ("가나\u202e다라\u2066", "가나다라"),
    "order-mark": ("\ufeff가나", "가나"),
    "emoji": ("👩\u200d💻 개발", "👩\u200d💻 개발"),
}


@pytest.mark.parametrize(("typed", "kept"), CASES.values(), ids=CASES)
def test_what_would_break_or_turn_a_line_is_folded(typed, kept):
    assert one_line(typed) == kept
    assert LineField(max_length=50).clean(typed, None) == kept


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["create", "bulk", "update"])
def test_a_line_is_folded_whichever_way_it_is_stored(way):
    if way == "create":
        assert Place.objects.create(name="가\n나").name == "가 나"
    elif way == "bulk":
        Place.objects.bulk_create([Place(name="가\n나")])
    else:
        Place.objects.create(name="다")
        Place.objects.update(name="가\n나")

    assert Place.objects.get().name == "가 나"


def test_migrations_need_not_know():
    assert (
        LineField(max_length=5).deconstruct()[1:]
        == models.CharField(max_length=5).deconstruct()[1:]
    )
    assert LineField(max_length=5).db_type(connection) == models.CharField(max_length=5).db_type(
        connection
    )
