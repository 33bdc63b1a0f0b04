"""Expiring links to a draft, one for each reader who is asked for comment."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.errors import RuleViolation
from meetings.models import DraftLink, PacketVersion

if TYPE_CHECKING:
    from members.models import User

LONGEST = timedelta(days=30)


@dataclass(frozen=True)
class NewLink:
    """The token is shown once; only its digest is kept."""

    link: DraftLink
    token: str


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_draft_link(*, version: PacketVersion, reader: str, days: int, by: User) -> NewLink:
    """Raises RuleViolation for a published version, a nameless reader or more than 30 days."""
    if not version.is_draft:
        raise RuleViolation(_("Only a draft is sent for comment."))
    if not reader.strip():
        raise RuleViolation(_("Say who reads the draft."))
    if not 1 <= days <= LONGEST.days:
        raise RuleViolation(_("A link lives from 1 to %(days)s days.") % {"days": LONGEST.days})
    token = secrets.token_urlsafe(32)
    link = DraftLink.objects.create(
        packet_version=version,
        reader=reader.strip(),
        token_digest=_digest(token),
        expires_at=timezone.now() + timedelta(days=days),
        created_by=by,
    )
    return NewLink(link, token)


def revoke_draft_link(*, link: DraftLink) -> None:
    DraftLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def find_draft_link(token: str) -> DraftLink | None:
    """The living link to a version that is still a draft, or None."""
    return (
        DraftLink.objects.select_related("packet_version__packet__meeting")
        .filter(
            token_digest=_digest(token),
            revoked_at__isnull=True,
            expires_at__gt=timezone.now(),
            packet_version__state=PacketVersion.State.DRAFT,
        )
        .first()
    )
