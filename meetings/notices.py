"""Mail to the committee about its packets."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from alliance.rendering.document import Progress, no_progress
from meetings.models import Meeting, PacketVersion
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


def tell_committee(
    version: PacketVersion,
    *,
    already: Collection[int] = frozenset(),
    told: Callable[[User], object] = lambda reader: None,
    progress: Progress = no_progress,
) -> int:
    """Tell every reader but those told `already`; the number of people told now.

    One address that mail cannot reach stops nobody else's; RuleViolation names those in the end.
    """
    readers = readers_of(version.packet.meeting)
    unreached = []
    count = 0
    for number, reader in enumerate(readers, start=1):
        if reader.pk not in already:
            try:
                # Each over a connection of its own: one that broke would take the rest with it.
                _message(version, reader).send()
            except SMTPException:
                logger.exception("Account %s could not be told of a packet", reader.pk)
                unreached.append(str(reader))
            else:
                told(reader)
                count += 1
        progress(number, len(readers), str(reader))
    if unreached:
        raise RuleViolation(
            _("Mail did not reach: %(readers)s.") % {"readers": ", ".join(unreached)}
        )
    return count


def _message(version: PacketVersion, reader: User) -> EmailMessage:
    withdrawn = version.state == PacketVersion.State.WITHDRAWN
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
