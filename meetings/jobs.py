"""Jobs of the packet: draft files, publication, and the word to the committee."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from alliance import jobs
from alliance.jobs import RunningJob, job_kind
from alliance.models import Job
from alliance.rendering import RenderedDocument, default_cache, render_draft, run_limited
from alliance.rendering.document import PrintDocument, Progress
from meetings import notices
from meetings.models import PacketVersion
from meetings.services.publication import publish_packet, version_document
from members.models import User


@job_kind("packet.draft")
def draft_file(job: RunningJob) -> Mapping[str, Any]:
    """Put the draft together from cached sections; earlier draft files of the version go."""
    version = PacketVersion.objects.get(pk=job.subject)
    document = version_document(version, draft=True)
    rendered = run_limited(partial(_draft, document), progress=job.progress)
    name = default_storage.save(
        f"drafts/{version.pk}/{rendered.sha256[:32]}.pdf", ContentFile(rendered.pdf)
    )
    _forget_older(job, keep=name)
    return {"file": name, "pages": rendered.pages, "sha256": rendered.sha256}


def _draft(document: PrintDocument, progress: Progress) -> RenderedDocument:
    return render_draft(document, default_cache(), progress=progress)


def _forget_older(job: RunningJob, *, keep: str) -> None:
    older = Job.objects.filter(
        kind="packet.draft", subject_id=job.subject, state=Job.State.DONE
    ).exclude(pk=job.pk)
    for other in older:
        name = other.result.get("file")
        if name and name != keep:
            default_storage.delete(name)
            Job.objects.filter(pk=other.pk).update(result={})


@job_kind("packet.publish")
def publish(job: RunningJob) -> Mapping[str, Any]:
    version = PacketVersion.objects.select_related("packet__meeting").get(pk=job.subject)
    by = User.objects.get(pk=job.requested_by_id or 0)
    published = publish_packet(
        version=version,
        by=by,
        reason=str(job.arguments.get("reason", "")),
        progress=job.progress,
    )
    jobs.enqueue("packet.notice", by=by, subject=published)
    return {"number": published.number, "sha256": published.sha256, "pages": published.pages}


@job_kind("packet.notice")
def notice(job: RunningJob) -> Mapping[str, Any]:
    version = PacketVersion.objects.select_related("packet__meeting__body").get(pk=job.subject)
    told = notices.tell_committee(version, progress=job.progress)
    return {"told": told}
