"""Mail to the committee about its packets."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.rendering.document import Progress, no_progress
from meetings.models import PacketVersion
from members.models import Seat, User


def tell_committee(version: PacketVersion, *, progress: Progress = no_progress) -> int:
    """Tell everybody who sits in the committee on the meeting's day; the number of people told."""
    meeting = version.packet.meeting
    seats = Seat.objects.on(meeting.date).filter(body=meeting.body_id)
    readers = list(
        User.objects.filter(is_active=True, person__in=seats.values("person")).order_by("email")
    )
    withdrawn = version.state == PacketVersion.State.WITHDRAWN
    template = (
        "meetings/mail/packet_withdrawn.txt" if withdrawn else "meetings/mail/packet_published.txt"
    )
    subject = (
        _("Withdrawn: %(packet)s, version %(number)s")
        if withdrawn
        else _("%(packet)s, version %(number)s, is ready")
    ) % {"packet": version.packet.title, "number": version.number}
    address = settings.SITE_URL + reverse("committee:meeting-detail", args=[meeting.code])
    with get_connection() as connection:
        for number, reader in enumerate(readers, start=1):
            text = render_to_string(
                template, {"version": version, "reader": reader, "address": address}
            )
            EmailMessage(subject, text, to=[reader.email], connection=connection).send()
            progress(number, len(readers), reader.email)
    return len(readers)
