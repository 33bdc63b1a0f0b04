"""The life of a packet: opened, drafted, assembled, published, withdrawn, drafted anew."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance import jobs, korean
from alliance.errors import RuleViolation
from alliance.models import Attachment
from alliance.periods import Quarter
from meetings.models import FigureOverride, Meeting, Packet, PacketEntry, PacketVersion
from meetings.packets.assembly import (
    assemble,
    entries_of_version,
    reporting_period,
)
from meetings.packets.contents import default_contents
from meetings.packets.document import Frame

if TYPE_CHECKING:
    from members.models import User


def meeting_called(code: str) -> Meeting:
    """`2025-4` is the steering committee's fourth meeting of 2025; raises RuleViolation."""
    year, _dash, ordinal = code.partition("-")
    if not (year.isdigit() and ordinal.isdigit()):
        raise RuleViolation(_("Name a meeting like 2025-4, not %(code)s.") % {"code": code})
    try:
        return Meeting.objects.get(body__kind="steering", year=int(year), ordinal=int(ordinal))
    except Meeting.DoesNotExist:
        raise RuleViolation(_("There is no meeting %(code)s.") % {"code": code}) from None


def packet_title(meeting: Meeting) -> str:
    return (
        f"{korean.year_word(meeting.year)}도 {settings.ALLIANCE_NAME} "
        f"제{meeting.ordinal}차 {meeting.body.short_name or meeting.body.name}"
    )


@transaction.atomic
def open_packet(*, meeting: Meeting) -> Packet:
    """The meeting's packet, with a first draft where it was not opened before."""
    packet, is_new = Packet.objects.get_or_create(
        meeting=meeting,
        defaults={
            "title": packet_title(meeting),
            "issuer": f"{settings.ALLIANCE_NAME} 사무국",
        },
    )
    if is_new:
        _start_first_draft(packet)
    return packet


def _start_first_draft(packet: Packet) -> PacketVersion:
    meeting = packet.meeting
    period = reporting_period(meeting)
    version = PacketVersion.objects.create(
        packet=packet,
        number=1,
        as_of=period.as_of,
        period_year=period.quarter.year,
        period_quarter=period.quarter.number,
    )
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
            options=dict(item.options),
        )
        for number, item in enumerate(default_contents(meeting), start=1)
    )
    return version


@transaction.atomic
def start_new_version(*, packet: Packet, reason: str) -> PacketVersion:
    """A draft that begins as a copy of the last version; the reason is printed with it.

    Raises RuleViolation without a reason, or where a draft is open already.
    """
    if not reason.strip():
        raise RuleViolation(_("Say why a new version is needed."))
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


def _require_draft(version: PacketVersion) -> None:
    if not version.is_draft:
        raise RuleViolation(_("A published packet is not changed; make a new version."))


@transaction.atomic
def assemble_draft(*, version: PacketVersion) -> PacketVersion:
    """Compute every figure anew for the draft's period and as-of date and keep the snapshots."""
    _require_draft(version)
    meeting = version.packet.meeting
    period = reporting_period(meeting, version.as_of, version.quarter)
    found = assemble(entries_of_version(version), meeting=meeting, period=period)
    now = timezone.now()
    for entry in found:
        if entry.section_key and entry.pk is not None:
            version.entries.filter(pk=entry.pk).update(snapshot=entry.snapshot, collected_at=now)
    frame = Frame.of_meeting(meeting, title=version.packet.title, issuer=version.packet.issuer)
    version.since = period.since
    version.assembled_at = now
    version.frame = frame.to_json()
    version.save()
    return version


@transaction.atomic
def set_period(*, version: PacketVersion, as_of: date, quarter: Quarter) -> PacketVersion:
    """Another as-of date or quarter; the figures follow at once."""
    _require_draft(version)
    version.as_of = as_of
    version.period_year, version.period_quarter = quarter.year, quarter.number
    version.save()
    return assemble_draft(version=version)


@transaction.atomic
def set_figure(
    *, entry: PacketEntry, figure_key: str, value: int, reason: str, by: User
) -> FigureOverride:
    """Print another value than the computed one. Raises RuleViolation without a reason."""
    _require_draft(entry.packet_version)
    if not reason.strip():
        raise RuleViolation(_("Say why the figure is set by hand."))
    if entry.figure(figure_key) is None:
        raise RuleViolation(_("The section has no such figure."))
    override, _created = FigureOverride.objects.update_or_create(
        entry=entry,
        figure_key=figure_key,
        defaults={"value": value, "reason": reason.strip(), "set_by": by},
    )
    assemble_draft(version=entry.packet_version)
    return override


@transaction.atomic
def clear_figure(*, entry: PacketEntry, figure_key: str) -> None:
    _require_draft(entry.packet_version)
    entry.overrides.filter(figure_key=figure_key).delete()
    assemble_draft(version=entry.packet_version)


@transaction.atomic
def reorder_entries(*, version: PacketVersion, order: list[int]) -> None:
    """Put the draft's entries into this order (their pks, each once)."""
    _require_draft(version)
    present = set(version.entries.values_list("pk", flat=True))
    if set(order) != present or len(order) != len(present):
        raise RuleViolation(_("The entries changed meanwhile; load the page again."))
    for position, pk in enumerate(order, start=1):
        version.entries.filter(pk=pk).exclude(position=position).update(position=position)


def switch_entry(*, entry: PacketEntry, on: bool) -> None:
    """Print the entry or leave it out; it keeps its place."""
    _require_draft(entry.packet_version)
    entry.is_enabled = on
    entry.save(update_fields=["is_enabled"])


@transaction.atomic
def withdraw(*, version: PacketVersion, reason: str, by: User) -> PacketVersion:
    """Take a published version back; its readers see the notice instead of the file."""
    if version.state != PacketVersion.State.PUBLISHED:
        raise RuleViolation(_("Only a published version can be withdrawn."))
    if not reason.strip():
        raise RuleViolation(_("Say why the version is withdrawn."))
    version.state = PacketVersion.State.WITHDRAWN
    version.withdrawn_at = timezone.now()
    version.withdrawn_by = by
    version.withdrawal_reason = reason.strip()
    version.save()
    jobs.enqueue("packet.notice", by=by, subject=version)
    return version
