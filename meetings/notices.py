"""Mail to the committee about its packets."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance import jobs
from alliance.errors import RuleViolation
from alliance.models import Job
from alliance.rendering.document import Progress, no_progress
from meetings.models import Meeting, PacketNotice, PacketVersion
from members.models import Person, Seat, User

logger = logging.getLogger(__name__)


def readers_of(meeting: Meeting) -> list[User]:
    """The accounts of those who sit in the committee on the meeting's day."""
    seats = Seat.objects.on(meeting.date).filter(body=meeting.body_id)
    readers = User.objects.filter(is_active=True, person__in=seats.values("person"))
    return list(readers.select_related("person").order_by("email"))


def without_account(meeting: Meeting) -> list[Person]:
    """Who sits in the committee on that day and cannot be told by mail."""
    seats = Seat.objects.on(meeting.date).filter(body=meeting.body_id)
    told = User.objects.filter(is_active=True, person__isnull=False).values("person")
    return list(Person.objects.filter(pk__in=seats.values("person")).exclude(pk__in=told))


def have_committee_told(version: PacketVersion, *, by: User | None) -> Job:
    """Have a worker tell the committee that the version is published, or withdrawn."""
    return jobs.enqueue("packet.notice", by=by, subject=version, arguments={"kind": version.state})


def tell_committee(
    version: PacketVersion, kind: PacketNotice.Kind, *, progress: Progress = no_progress
) -> int:
    """Tell every reader who was not told yet; the number of people told now.

    One address that mail cannot reach stops nobody else's; RuleViolation names those in the end,
    and those of whom an earlier attempt left unknown whether the mail went out.
    """
    readers = readers_of(version.packet.meeting)
    unreached, unknown = [], []
    count = 0
    for number, reader in enumerate(readers, start=1):
        notice, is_new = PacketNotice.objects.get_or_create(
            packet_version=version, kind=kind, reader=reader
        )
        if is_new and _send(notice):
            count += 1
        elif is_new:
            unreached.append(str(reader))
        elif notice.sent_at is None:
            unknown.append(str(reader))
        progress(number, len(readers), str(reader))
    _refuse_silence(unreached, unknown)
    return count


def _send(notice: PacketNotice) -> bool:
    """False where the mail server refused it for sure: then the next attempt may try again."""
    try:
        # Each over a connection of its own: one that broke would take the rest with it.
        _message(notice).send()
    except SMTPException:
        logger.exception("Account %s could not be told of a packet", notice.reader_id)
        notice.delete()
        return False
    PacketNotice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())
    return True


def _refuse_silence(unreached: list[str], unknown: list[str]) -> None:
    problems = []
    if unreached:
        problems.append(_("Mail did not reach: %(readers)s.") % {"readers": ", ".join(unreached)})
    if unknown:
        problems.append(
            _("Whether these were told is not known; please ask them: %(readers)s.")
            % {"readers": ", ".join(unknown)}
        )
    if problems:
        raise RuleViolation(" ".join(problems))


def _message(notice: PacketNotice) -> EmailMessage:
    version, reader = notice.packet_version, notice.reader
    withdrawn = notice.kind == PacketNotice.Kind.WITHDRAWN
    subject = (
        _("Withdrawn: %(packet)s, version %(number)s")
        if withdrawn
        else _("%(packet)s, version %(number)s, is ready")
    ) % {"packet": version.packet.title, "number": version.number}
    template = "packet_withdrawn.txt" if withdrawn else "packet_published.txt"
    meeting = version.packet.meeting
    address = settings.SITE_URL + reverse("committee:meeting-detail", args=[meeting.code])
    text = render_to_string(
        f"meetings/mail/{template}", {"version": version, "reader": reader, "address": address}
    )
    return EmailMessage(subject, text.strip() + "\n", to=[reader.email])
