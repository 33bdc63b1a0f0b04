import pytest
from django.db import connection

from members.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("회원1234", "members_search_text_trigrams"),
        ("ㅁㅌㅂㅅ", "members_search_initials_trigrams"),
    ],
)
def test_part_of_a_word_can_be_found_through_the_index(text, index):
    with connection.cursor() as cursor:
        # The table of the test is too small to be worth an index.
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = Organisation.objects.order_by().matching(text).explain()

    assert index in plan
