"""Links that officers type: what can be told of them without asking anybody.

Where a name really leads, and whether anything stands there, is looked at by a worker
(newsletter.intake.upkeep).
"""

from __future__ import annotations

import ipaddress
import socket
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletter.intake.addresses import LONGEST, BadAddress, web_address
from newsletter.intake.fetching import is_open

_NAMES_OF_INSIDE = (".localhost", ".local", ".internal", ".intranet", ".home.arpa")


def of_the_open_web(link: str) -> None:
    """A link in a mail to the members leads to a page that they can open."""
    try:
        address = web_address(link)
    except BadAddress as refusal:
        raise ValidationError(str(refusal), code="link") from refusal
    allowed = {each.strip().lower() for each in settings.FETCH_ALLOW}
    if is_ours(link) or address.place in allowed:
        return
    place = _written_number(address.host)
    inside = not is_open(place) if place else _is_name_of_inside(address.host)
    if inside:
        raise ValidationError(_("The address leads into a private network."), code="link")


def is_ours(link: str) -> bool:
    """A page of the portal itself."""
    return link == settings.SITE_URL or link.startswith(f"{settings.SITE_URL}/")


def _written_number(host: str) -> str:
    """The IP address where the host is one, in any of the ways in which browsers read it."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        # 127.1, 0x7f000001 and 2130706433 are one address.
        return str(ipaddress.IPv4Address(socket.inet_aton(host)))
    except OSError:
        return ""


def _is_name_of_inside(host: str) -> bool:
    return "." not in host or host.endswith(_NAMES_OF_INSIDE)


class CheckedLink(models.Model):
    """What the last look at a link of an issue found; kept by address, whoever typed it."""

    url = models.URLField(_("link"), max_length=LONGEST, unique=True)
    checked_at = models.DateTimeField(_("link looked at"))
    problem = models.CharField(_("dead link"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("link that was looked at")
        verbose_name_plural = _("links that were looked at")
        ordering: ClassVar = ["-checked_at", "pk"]

    def __str__(self) -> str:
        return self.url
