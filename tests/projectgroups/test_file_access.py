"""The files that groups hand in are for their experts, while they evaluate."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from members.models import User
from projectgroups.models import Division, ProjectGroup
from projectgroups.services import open_round, seal_round


@pytest.fixture
def expert(planned):
    person = planned.panelists.first().person
    return User.objects.create_user("expert@body.example", "expert-password", person=person)


def status(client, user, group):
    attachment = group.attachments.first() or group.attachments.create(
        file=ContentFile(b"%PDF-1.4", name="plan.pdf"), title="계획서"
    )
    client.force_login(user)
    return client.get(attachment.file.url).status_code


def test_expert_reads_the_groups_of_an_open_round_alone(client, planned, expert, officer):
    evaluated = ProjectGroup.objects.get(name="가")
    other = ProjectGroup.objects.create(year=2025, name="다른 그룹", division=Division.IDEA)
    assert status(client, expert, evaluated) == 404

    open_round(round_id=planned.pk, by=officer)

    assert status(client, expert, evaluated) == 200
    assert status(client, expert, other) == 404


def test_right_ends_when_the_scores_are_sealed(client, scored, officer, expert):
    group = ProjectGroup.objects.get(name="가")
    assert status(client, expert, group) == 200

    seal_round(round_id=scored.pk, by=officer)

    assert status(client, expert, group) == 404


def test_nobody_else_reads_them(client, planned, officer, outsider, committee_member):
    open_round(round_id=planned.pk, by=officer)
    group = ProjectGroup.objects.get(name="가")

    assert status(client, outsider, group) == 404
    assert status(client, committee_member, group) == 404
    client.logout()
    assert client.get(group.attachments.first().file.url).status_code == 404
