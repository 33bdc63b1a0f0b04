"""What a draft says: its period, its figures, what is set by hand. Each verb locks the draft."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import Quarter
from meetings.models import FigureOverride, PacketEntry, PacketVersion
from meetings.packets.assembly import assemble, entries_of_version, reporting_period
from meetings.packets.document import Frame

if TYPE_CHECKING:
    from members.models import User


def lock_draft(version: PacketVersion) -> PacketVersion:
    """The draft as it is now, nobody else's until the transaction ends.

    Raises RuleViolation where it was published meanwhile. (SQLite has no row locks; there every
    transaction that may write waits for the one before.)
    """
    current = (
        PacketVersion.objects.select_for_update(of=("self",))
        .select_related("packet__meeting__body")
        .get(pk=version.pk)
    )
    if not current.is_draft:
        raise RuleViolation(_("A published packet is not changed; make a new version."))
    return current


@transaction.atomic
def assemble_draft(*, version: PacketVersion) -> PacketVersion:
    """Compute every figure anew for the draft's period and as-of date and keep the snapshots."""
    current = lock_draft(version)
    _assemble(current)
    return current


def _assemble(version: PacketVersion) -> None:
    meeting = version.packet.meeting
    period = reporting_period(meeting, version.as_of, version.quarter)
    found = assemble(entries_of_version(version), meeting=meeting, period=period)
    now = timezone.now()
    for entry in found:
        if entry.section_key and entry.pk is not None:
            # Not an edit: whoever has the entry's form open loses nothing by it.
            version.entries.filter(pk=entry.pk).update(
                snapshot=entry.snapshot, collected_at=now, version=F("version")
            )
    frame = Frame.of_meeting(meeting, title=version.packet.title, issuer=version.packet.issuer)
    version.since = period.since
    version.assembled_at = now
    version.frame = frame.to_json()
    version.save()


def refresh(version: PacketVersion) -> None:
    """After a change of the contents: the results quote the other entries, so all are asked anew.

    A draft that was never computed waits until an officer asks for it.
    """
    if version.assembled_at is not None:
        _assemble(version)


@transaction.atomic
def refresh_contents(*, version: PacketVersion) -> None:
    """`refresh` for those who changed an entry in a form."""
    refresh(lock_draft(version))


@transaction.atomic
def set_period(*, version: PacketVersion, as_of: date, quarter: Quarter) -> PacketVersion:
    """Another as-of date or quarter; the figures follow at once."""
    current = lock_draft(version)
    current.as_of = as_of
    current.period_year, current.period_quarter = quarter.year, quarter.number
    _assemble(current)
    return current


@transaction.atomic
def set_figure(
    *, entry: PacketEntry, figure_key: str, value: int, reason: str, by: User
) -> FigureOverride:
    """Print another value than the computed one. Raises RuleViolation without a reason."""
    current = lock_draft(entry.packet_version)
    if not reason.strip():
        raise RuleViolation(_("Say why the figure is set by hand."))
    figure = PacketEntry.objects.get(pk=entry.pk).figure(figure_key)
    if figure is None:
        raise RuleViolation(_("The section has no such figure."))
    if isinstance(figure["value"], str):
        raise RuleViolation(_("Only whole numbers can be set by hand."))
    if value < 0:
        raise RuleViolation(_("A figure counts records, so it is not below 0."))
    override, _created = FigureOverride.objects.update_or_create(
        entry=entry,
        figure_key=figure_key,
        defaults={"value": value, "reason": reason.strip(), "set_by": by},
    )
    refresh(current)
    return override


@transaction.atomic
def clear_figure(*, entry: PacketEntry, figure_key: str) -> None:
    """Print the computed value again."""
    current = lock_draft(entry.packet_version)
    entry.overrides.filter(figure_key=figure_key).delete()
    refresh(current)
