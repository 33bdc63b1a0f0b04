"""Publication: the draft is rendered whole, then version, entries and files freeze together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance import jobs
from alliance.errors import RuleViolation
from alliance.rendering import (
    PrintDocument,
    RenderedDocument,
    RenderingError,
    render_whole,
    run_limited,
)
from alliance.rendering.document import no_progress
from meetings.models import FigureOverride, PacketVersion
from meetings.packets.assembly import entries_of_version
from meetings.packets.document import Frame, print_document
from meetings.services.packets import assemble_draft

if TYPE_CHECKING:
    from members.models import User

Progress = Callable[[int, int, str], None]


def version_document(
    version: PacketVersion, *, draft: bool = False, print_ready: bool = False
) -> PrintDocument:
    return print_document(
        entries_of_version(version),
        Frame.from_json(version.frame),
        draft=draft,
        print_ready=print_ready,
    )


def fingerprint(version: PacketVersion) -> str:
    """Changes with anything that is printed: the version, its entries, their hand-set figures."""
    parts = [f"{version.pk}:{version.version}:{version.assembled_at}"]
    entries = version.entries.order_by("pk").values_list("pk", "version")
    parts += [f"e{pk}.{number}" for pk, number in entries]
    overrides = FigureOverride.objects.filter(entry__packet_version=version).order_by("pk")
    parts += [f"f{pk}.{number}" for pk, number in overrides.values_list("pk", "version")]
    for entry in version.entries.order_by("pk").prefetch_related("attachments"):
        parts += [f"a{item.pk}.{item.version}" for item in entry.attachments.all()]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def publish_packet(
    *,
    version: PacketVersion,
    by: User,
    reason: str = "",
    at: datetime | None = None,
    progress: Progress = no_progress,
) -> PacketVersion:
    """Freeze the draft as it was assembled (assembling it first where that never happened).

    Rendering happens outside the transaction; if anything changed meanwhile, nothing is published
    and RuleViolation says so.
    """
    if not version.is_draft:
        raise RuleViolation(_("This version is published already."))
    if version.assembled_at is None:
        assemble_draft(version=version)
    before = fingerprint(version)
    whole = _render(version_document(version), progress, _("file for reading"))
    for_print = _render(
        version_document(version, print_ready=True), progress, _("file for printing")
    )
    with transaction.atomic():
        current = PacketVersion.objects.select_for_update().get(pk=version.pk)
        if not current.is_draft:
            raise RuleViolation(_("This version is published already."))
        if fingerprint(current) != before:
            raise RuleViolation(
                _("The draft was changed while it was rendered. Nothing was published; try again.")
            )
        current.entries.update(is_frozen=True)
        FigureOverride.objects.filter(entry__packet_version=current).update(is_frozen=True)
        current.file.save("packet.pdf", ContentFile(whole.pdf), save=False)
        current.print_file.save("packet-print.pdf", ContentFile(for_print.pdf), save=False)
        current.sha256, current.print_sha256 = whole.sha256, for_print.sha256
        current.pages = whole.pages
        current.state = PacketVersion.State.PUBLISHED
        current.published_at = at or timezone.now()
        current.published_by = by
        if reason.strip():
            current.reason = reason.strip()
        current.save()
        current.links.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
    return current


def _render(document: PrintDocument, progress: Progress, what: str) -> RenderedDocument:
    try:
        return run_limited(
            partial(_whole, document),
            progress=lambda done, total, label: progress(done, total, f"{what}: {label}"),
        )
    except RenderingError as problem:
        raise RuleViolation(str(problem)) from problem


def _whole(document: PrintDocument, progress: Progress) -> RenderedDocument:
    return render_whole(document, progress=progress)


def request_publication(*, version: PacketVersion, by: User, reason: str = "") -> Any:
    return jobs.enqueue("packet.publish", by=by, subject=version, arguments={"reason": reason})


def request_draft_file(*, version: PacketVersion, by: User | None) -> Any:
    return jobs.enqueue("packet.draft", by=by, subject=version)
