"""Jobs of the packet: draft files, publication, and the word to the committee."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from alliance.jobs import RunningJob, job_kind
from alliance.models import Job
from alliance.rendering import RenderedDocument, default_cache, render_draft, run_limited
from alliance.rendering.document import PrintDocument, Progress
from meetings import notices
from meetings.models import PacketNotice, PacketVersion
from meetings.services.publication import publish_packet, version_document
from members.models import User


def draft_job(version: PacketVersion) -> Job | None:
    """The job that made the version's last draft file."""
    done = Job.objects.filter(
        kind="packet.draft", subject_id=version.pk, state=Job.State.DONE
    ).exclude(result={})
    return done.order_by("-finished_at").first()


@job_kind("packet.draft", label=_("draft PDF"))
def draft_file(job: RunningJob) -> Mapping[str, Any]:
    """Put the draft together from cached sections; earlier draft files of the version go."""
    version = PacketVersion.objects.get(pk=job.subject)
    document = version_document(version, draft=True)
    rendered = run_limited(partial(_draft, document), progress=job.progress)
    name = default_storage.save(
        f"drafts/{version.pk}/{rendered.sha256[:32]}.pdf", ContentFile(rendered.pdf)
    )
    left = job.remembered.get("file")
    result = {"file": name, "pages": rendered.pages, "sha256": rendered.sha256}
    try:
        job.remember(**result)
    except BaseException:
        # Another worker has the job: this file is nobody's.
        default_storage.delete(name)
        raise
    if left and left != name:
        default_storage.delete(left)
    _forget_older(job, keep=name)
    return result


def _draft(document: PrintDocument, progress: Progress) -> RenderedDocument:
    return render_draft(document, default_cache(), progress=progress)


def _forget_older(job: RunningJob, *, keep: str) -> None:
    older = Job.objects.filter(
        kind="packet.draft", subject_id=job.subject, state=Job.State.DONE
    ).exclude(pk=job.pk)
    for other in older:
        name = other.result.get("file")
        if name and name != keep:
            Job.objects.filter(pk=other.pk).update(result={})
            default_storage.delete(name)


@job_kind("packet.publish", label=_("publication"))
def publish(job: RunningJob) -> Mapping[str, Any]:
    """Publish, and have the committee told, as one step: a second attempt finds both done."""
    if "sha256" in job.remembered:
        return job.remembered
    by = User.objects.get(pk=job.requested_by_id or 0)

    def conclude(published: PacketVersion) -> None:
        job.remember(**_told_of(published))
        notices.have_committee_told(published, by=by)

    published = publish_packet(
        version=PacketVersion.objects.get(pk=job.subject),
        by=by,
        reason=str(job.arguments.get("reason", "")),
        expected=str(job.arguments.get("fingerprint", "")),
        progress=job.progress,
        then=conclude,
    )
    return _told_of(published)


def _told_of(version: PacketVersion) -> dict[str, Any]:
    return {"number": version.number, "sha256": version.sha256, "pages": version.pages}


@job_kind("packet.notice", label=_("mail to the committee"))
def notice(job: RunningJob) -> Mapping[str, Any]:
    """Each reader once, however often this is done and whoever else does it at the same moment."""
    version = PacketVersion.objects.select_related("packet__meeting__body").get(pk=job.subject)
    kind = PacketNotice.Kind(job.arguments["kind"])
    if kind != version.state:
        # Withdrawn before the word of its publication went out: only the withdrawal is told.
        return {"told": 0}
    return {"told": notices.tell_committee(version, kind, progress=job.progress)}
