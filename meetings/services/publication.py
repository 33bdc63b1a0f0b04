"""Publication: the draft is rendered whole, then version, entries and files freeze together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance import jobs
from alliance.errors import RuleViolation
from alliance.models import Job
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
from meetings.services.drafts import assemble_draft, lock_draft

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
    current = PacketVersion.objects.get(pk=version.pk)
    parts = [f"{current.pk}:{current.version}:{current.assembled_at}"]
    entries = current.entries.order_by("pk").prefetch_related("attachments")
    for entry in entries.defer("snapshot", "text_before", "text_after"):
        parts.append(f"e{entry.pk}.{entry.version}.{entry.position}")
        parts += [f"a{item.pk}.{item.version}" for item in entry.attachments.all()]
    overrides = FigureOverride.objects.filter(entry__packet_version=current).order_by("pk")
    parts += [f"f{pk}.{number}" for pk, number in overrides.values_list("pk", "version")]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def lacks_figures(version: PacketVersion) -> bool:
    """Whether something that is to be printed was never computed."""
    printed = version.entries.printed().exclude(section_key="")
    return version.assembled_at is None or printed.filter(snapshot__isnull=True).exists()


def _refuse_unprintable(version: PacketVersion) -> None:
    """A draft shows a note where it has nothing to print; a published packet must not."""
    entries = entries_of_version(version)
    if not version.entries.exists():
        raise RuleViolation(_("The packet has no entries, so there is nothing to publish."))
    unknown = [entry.shown_title for entry in entries if entry.is_unknown]
    if unknown:
        raise RuleViolation(
            _("The portal has no such section any more: %(entries)s. Leave it out or delete it.")
            % {"entries": ", ".join(unknown)}
        )


def publish_packet(
    *,
    version: PacketVersion,
    by: User,
    reason: str = "",
    at: datetime | None = None,
    progress: Progress = no_progress,
    expected: str = "",
    then: Callable[[PacketVersion], object] | None = None,
) -> PacketVersion:
    """Freeze the draft as it was assembled (assembling it first where that never happened).

    Rendering happens outside the transaction; if anything changed meanwhile, or since the
    fingerprint `expected` was taken, nothing is published and RuleViolation says so. What `then`
    does belongs to the publication: both happen, or neither.
    """
    if not PacketVersion.objects.get(pk=version.pk).is_draft:
        raise RuleViolation(_("This version is published already."))
    _refuse_unprintable(version)
    if lacks_figures(version):
        version = assemble_draft(version=version)
    before = fingerprint(version)
    if expected and expected != before:
        raise RuleViolation(
            _("The draft was changed after its publication was asked for. Look at it once more.")
        )
    version = PacketVersion.objects.get(pk=version.pk)
    whole = _render(version_document(version), _half(progress, 0), _("file for reading"))
    for_print = _render(
        version_document(version, print_ready=True), _half(progress, 1), _("file for printing")
    )
    stored: list[str] = []
    try:
        with transaction.atomic():
            current = _lock_unchanged(version, before)
            current.file.save("packet.pdf", ContentFile(whole.pdf), save=False)
            stored.append(str(current.file.name))
            current.print_file.save("packet-print.pdf", ContentFile(for_print.pdf), save=False)
            stored.append(str(current.print_file.name))
            current.sha256, current.print_sha256 = whole.sha256, for_print.sha256
            current.pages = whole.pages
            _freeze(current, by=by, at=at or timezone.now(), reason=reason)
            if then is not None:
                then(current)
    except BaseException:
        # Storage takes no part in transactions.
        for name in stored:
            default_storage.delete(name)
        raise
    return current


def _half(progress: Progress, number: int) -> Progress:
    """The progress of one file of two, as a part of the whole."""
    return lambda done, total, label: progress(number * total + done, 2 * total, label)


def _lock_unchanged(version: PacketVersion, before: str) -> PacketVersion:
    current = PacketVersion.objects.select_for_update().get(pk=version.pk)
    if not current.is_draft:
        raise RuleViolation(_("This version is published already."))
    if fingerprint(current) != before:
        raise RuleViolation(
            _("The draft was changed while it was rendered. Nothing was published; try again.")
        )
    return current


def _freeze(version: PacketVersion, *, by: User, at: datetime, reason: str) -> None:
    version.entries.update(is_frozen=True)
    FigureOverride.objects.filter(entry__packet_version=version).update(is_frozen=True)
    version.state = PacketVersion.State.PUBLISHED
    version.published_at = at
    version.published_by = by
    if reason.strip():
        version.reason = reason.strip()
    version.save()
    version.links.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


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


@transaction.atomic
def request_publication(
    *, version: PacketVersion, by: User, reason: str = "", seen: str = ""
) -> Job:
    """Have a worker publish the draft exactly as it stands now.

    `seen` is the fingerprint of what the officer looked at; raises RuleViolation where the draft
    is another one by now, or is being published already.
    """
    current = lock_draft(version)
    if jobs.waiting("packet.publish", current).exists():
        raise RuleViolation(_("The packet is being published already."))
    if seen and seen != fingerprint(current):
        raise RuleViolation(
            _("The draft was changed after you opened this page. Look at it once more.")
        )
    _refuse_unprintable(current)
    if lacks_figures(current):
        assemble_draft(version=current)
    return jobs.enqueue(
        "packet.publish",
        by=by,
        subject=current,
        arguments={"reason": reason, "fingerprint": fingerprint(current)},
    )


@transaction.atomic
def request_draft_file(*, version: PacketVersion, by: User | None) -> Job:
    """Have a worker put the draft PDF together; one request waits at a time."""
    current = lock_draft(version)
    if lacks_figures(current):
        assemble_draft(version=current)
    queued = jobs.waiting("packet.draft", current).filter(state=Job.State.QUEUED).first()
    return queued or jobs.enqueue("packet.draft", by=by, subject=current)
