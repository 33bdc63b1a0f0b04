"""The life of a packet: opened, drafted, assembled, published, withdrawn, drafted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance import korean
from alliance.errors import RuleViolation
from alliance.models import Attachment
from meetings.models import Meeting, Packet, PacketEntry, PacketVersion
from meetings.notices import have_committee_told
from meetings.packets.assembly import reporting_period
from meetings.packets.contents import contents_like, default_contents

if TYPE_CHECKING:
    from members.models import User


def meeting_called(code: str) -> Meeting:
    """`2025-4` is the steering committee's fourth meeting of 2025; raises RuleViolation."""
    year, _dash, ordinal = code.partition("-")
    if not (year.isdigit() and ordinal.isdigit()):
        raise RuleViolation(_("Name a meeting like 2025-4, not %(code)s.") % {"code": code})
    meeting: Meeting | None = Meeting.objects.steering().called(code).first()
    if meeting is None:
        raise RuleViolation(_("There is no meeting %(code)s.") % {"code": code})
    return meeting


def packet_title(meeting: Meeting) -> str:
    return (
        f"{korean.year_word(meeting.year)}도 {settings.ALLIANCE_NAME} "
        f"제{meeting.ordinal}차 {meeting.body.short_name or meeting.body.name}"
    )


@transaction.atomic
def open_packet(*, meeting: Meeting, like: Packet | None = None) -> Packet:
    """The meeting's packet, with a first draft where it was not opened before.

    The draft's contents are the default ones, or those of another meeting's packet.
    """
    packet, is_new = Packet.objects.get_or_create(
        meeting=meeting,
        defaults={
            "title": packet_title(meeting),
            "issuer": f"{settings.ALLIANCE_NAME} 사무국",
        },
    )
    if is_new:
        _start_first_draft(packet, like)
    return packet


def _start_first_draft(packet: Packet, like: Packet | None = None) -> PacketVersion:
    meeting = packet.meeting
    period = reporting_period(meeting)
    version = PacketVersion.objects.create(
        packet=packet,
        number=1,
        as_of=period.as_of,
        period_year=period.quarter.year,
        period_quarter=period.quarter.number,
    )
    latest = like.versions.order_by("-number").first() if like is not None else None
    items = contents_like(latest, meeting) if latest is not None else default_contents(meeting)
    PacketEntry.objects.bulk_create(
        PacketEntry(
            packet_version=version,
            position=number,
            part=item.part,
            annex_number=item.annex,
            section_key=item.section_key,
            title=item.title,
            level=item.level,
            starts_page=item.starts_page,
            is_enabled=item.is_enabled,
            options=dict(item.options),
        )
        for number, item in enumerate(items, start=1)
    )
    return version


@transaction.atomic
def start_new_version(*, packet: Packet, reason: str) -> PacketVersion:
    """A draft that begins as a copy of the last version; the reason is printed with it.

    Raises RuleViolation without a reason, or where a draft is open already.
    """
    if not reason.strip():
        raise RuleViolation(_("Say why a new version is needed."))
    packet = Packet.objects.select_for_update().get(pk=packet.pk)
    if packet.draft is not None:
        raise RuleViolation(_("The packet has a draft already."))
    last = packet.versions.order_by("-number").first()
    if last is None:
        return _start_first_draft(packet)
    highest = packet.versions.aggregate(highest=Max("number"))["highest"]
    version = PacketVersion.objects.create(
        packet=packet,
        number=highest + 1,
        as_of=last.as_of,
        period_year=last.period_year,
        period_quarter=last.period_quarter,
        reason=reason.strip(),
    )
    copy_entries(source=last, target=version)
    return version


def copy_entries(*, source: PacketVersion, target: PacketVersion) -> None:
    """Order, titles, options, texts and attachments; neither snapshots nor hand-set figures."""
    for entry in source.entries.order_by("position", "pk").prefetch_related("attachments"):
        copy = PacketEntry.objects.create(
            packet_version=target,
            position=entry.position,
            part=entry.part,
            annex_number=entry.annex_number,
            section_key=entry.section_key,
            title=entry.title,
            level=entry.level,
            starts_page=entry.starts_page,
            is_enabled=entry.is_enabled,
            options=entry.options,
            text_before=entry.text_before,
            text_after=entry.text_after,
        )
        for item in entry.attachments.all():
            Attachment.objects.create(
                owner=copy,
                position=item.position,
                original_name=item.original_name,
                title=item.title,
                file=item.file.name,
            )


@transaction.atomic
def withdraw(*, version: PacketVersion, reason: str, by: User) -> PacketVersion:
    """Take a published version back; its readers see the notice instead of the file."""
    current = PacketVersion.objects.select_for_update().get(pk=version.pk)
    if current.state != PacketVersion.State.PUBLISHED:
        raise RuleViolation(_("Only a published version can be withdrawn."))
    if not reason.strip():
        raise RuleViolation(_("Say why the version is withdrawn."))
    current.state = PacketVersion.State.WITHDRAWN
    current.withdrawn_at = timezone.now()
    current.withdrawn_by = by
    current.withdrawal_reason = reason.strip()
    current.save()
    have_committee_told(current, by=by)
    return current
