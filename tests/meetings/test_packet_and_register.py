"""What the register learns later changes drafts, and never what was published."""

from datetime import date

import pytest
from django.core.files.storage import default_storage

from alliance.packets import figure_value
from meetings.models import PacketEntry, PacketVersion
from meetings.services.drafts import assemble_draft
from meetings.services.packets import open_packet, start_new_version
from meetings.services.publication import publish_packet
from members.counting import member_statistics
from members.models import Organisation, RegisterChange
from members.services.admission import (
    admit,
    correct_joining_day,
    correct_leaving_day,
    leave,
    merge,
)
from members.services.classification import reclassify
from members.services.naming import record_organisation, rename_organisation

pytestmark = pytest.mark.django_db

DAY = date(2025, 11, 26)


def member(name, on=date(2025, 3, 1)):
    organisation = record_organisation(name=name)
    admit(organisation=organisation, on=on, kind="company", sub_kind="small", by=None)
    return organisation


def assembled(version):
    """The members' page alone."""
    version.entries.all().delete()
    PacketEntry.objects.create(
        packet_version=version,
        position=1,
        part=PacketEntry.Part.ANNEX,
        annex_number=1,
        section_key="members.status",
    )
    return assemble_draft(version=version)


def printed(version):
    snapshot = version.entries.get().snapshot
    return [figure_value(snapshot, key) for key in ("total", "company", "medium", "small")]


def test_corrections_change_drafts_and_no_published_packet(meeting, officer, quick, day):
    stays, left, merged, late = (member(name) for name in ("가온", "나래", "다온", "라온"))
    leave(organisation=left, on=date(2025, 10, 31), by=officer)
    published = publish_packet(version=assembled(open_packet(meeting=meeting).draft), by=officer)
    before = (
        PacketVersion.objects.values().get(pk=published.pk),
        PacketEntry.objects.values().get(packet_version=published),
        default_storage.open(published.file.name).read(),
    )
    assert printed(published) == [3, 3, 0, 3]

    why = {"by": officer, "reason": "뒤늦게 확인"}
    reclassify(organisation=stays, kind="company", sub_kind="medium", on=date(2025, 5, 1), **why)
    rename_organisation(organisation=stays, name="새가온", on=date(2025, 5, 1), **why)
    correct_leaving_day(membership=left.memberships.get(), on=date(2025, 12, 1), **why)
    merge(organisation=merged, into=stays, on=date(2025, 6, 1), **why)
    correct_joining_day(membership=late.memberships.get(), on=date(2025, 11, 27), **why)
    member("마루", on=date(2025, 11, 1))

    after = (
        PacketVersion.objects.values().get(pk=published.pk),
        PacketEntry.objects.values().get(packet_version=published),
        default_storage.open(published.file.name).read(),
    )
    assert after == before
    draft = start_new_version(packet=published.packet, reason="명부 정정")
    assert printed(assembled(draft)) == [3, 3, 1, 2]
    assert member_statistics(DAY).total == 3
    traced = RegisterChange.objects.filter(reason="뒤늦게 확인")
    assert {(each.organisation.pk, each.kind, each.by) for each in traced} == {
        (stays.pk, "reclassified", officer),
        (stays.pk, "renamed", officer),
        (left.pk, "corrected", officer),
        (merged.pk, "merged", officer),
        (merged.pk, "left", officer),
        (late.pk, "corrected", officer),
    }
    assert Organisation.objects.get(pk=stays.pk).name == "새가온"
