"""Two officers confirm at the same moment."""

import pytest
from django.core.files.base import ContentFile

from members.models import MemberImport, Organisation, User
from members.sheets import desk
from tests.sheets import csv_bytes

SHEET = csv_bytes("회원사명,구분", "나래,대학", "다온,대학")


@pytest.mark.parametrize("same", [True, False], ids=["one sheet", "two sheets"])
def test_newcomers_are_registered_once(race, officer, second_officer, day, same):
    sheets = [
        desk.hand_in(file=ContentFile(SHEET), name="명부.csv", on=day, by=officer)
        for _ in range(1 if same else 2)
    ]
    mine, theirs = sheets[0].pk, sheets[-1].pk

    def confirm(pk, email):
        def run():
            handed_in = MemberImport.objects.get(pk=pk)
            desk.confirm(handed_in, by=User.objects.get(email=email))
            return handed_in.state

        return run

    answers = race(confirm(mine, officer.email), confirm(theirs, second_officer.email))

    found = race.look(
        lambda: (
            sorted(Organisation.objects.values_list("name", "member_number")),
            sorted(MemberImport.objects.values_list("state", flat=True)),
        )
    )
    assert found == (
        [("나래", "MA-00001"), ("다온", "MA-00002")],
        ["done"] if same else ["done", "faulty"],
    )
    assert "done" in answers
