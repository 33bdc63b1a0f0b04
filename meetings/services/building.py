"""A packet made on the spot, for commands and checks; nothing is stored."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.periods import Quarter
from alliance.rendering import RenderedDocument, render_whole
from meetings.models import Meeting, Packet
from meetings.packets.assembly import (
    AssembledEntry,
    assemble,
    entries_from_contents,
    entries_of_version,
    reporting_period,
)
from meetings.packets.document import Frame, Kind, print_document
from meetings.services.packets import meeting_called, packet_title


def assemble_meeting(
    meeting: Meeting,
    *,
    as_of: date | None = None,
    quarter: Quarter | None = None,
    marks: bool = True,
) -> list[AssembledEntry]:
    """The entries of the meeting's last version, or the default contents, assembled anew."""
    packet = Packet.objects.filter(meeting=meeting).first()
    version = packet.versions.order_by("-number").first() if packet else None
    entries = entries_of_version(version) if version else entries_from_contents(meeting)
    period = reporting_period(meeting, as_of, quarter)
    return assemble(entries, meeting=meeting, period=period, marks=marks)


def build_packet(
    code: str,
    *,
    as_of: date | None = None,
    quarter: Quarter | None = None,
    kind: Kind = Kind.FULL,
) -> RenderedDocument:
    """Raises RuleViolation where there is no such meeting; RenderingError from the engine."""
    meeting = meeting_called(code)
    entries = assemble_meeting(meeting, as_of=as_of, quarter=quarter, marks=kind != Kind.AGENDA)
    packet = Packet.objects.filter(meeting=meeting).first()
    frame = Frame.of_meeting(
        meeting,
        title=packet.title if packet else packet_title(meeting),
        issuer=packet.issuer if packet else "",
    )
    return render_whole(print_document(entries, frame, kind=kind))


def published_file(code: str, number: int) -> bytes:
    """A published version's file, byte for byte."""
    meeting = meeting_called(code)
    packet = Packet.objects.filter(meeting=meeting).first()
    version = packet.versions.ever_published().filter(number=number).first() if packet else None
    if version is None:
        raise RuleViolation(
            _("The packet of %(code)s has no published version %(number)s.")
            % {"code": code, "number": number}
        )
    try:
        with version.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError as missing:
        raise RuleViolation(
            _("The file of %(version)s is missing from the storage: %(name)s.")
            % {"version": version, "name": version.file.name}
        ) from missing
    return content
