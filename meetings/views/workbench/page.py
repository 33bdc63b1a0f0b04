"""The workbench itself, and the parts of it that load after the page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alliance.errors import RuleViolation
from alliance.models import Job
from alliance.periods import today
from meetings.jobs import draft_job
from meetings.models import Packet, PacketVersion
from meetings.packets.changes import changes_since_assembly
from meetings.packets.missing import missing_facts
from meetings.services.arranging import arrangement
from meetings.views.workbench.answers import context
from meetings.views.workbench.board import entry_groups
from meetings.views.workbench.forms import LinkForm, PeriodForm, SectionForm

JOBS_SHOWN = 5


def _version(packet: Packet, request: HttpRequest) -> PacketVersion:
    wanted = request.GET.get("version", "")
    if wanted:
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 5):
            raise Http404
        return get_object_or_404(packet.versions, number=int(wanted))
    found = packet.draft or packet.versions.order_by("-number").first()
    if found is None:
        raise Http404
    return found


@require_safe
def workbench(request: HttpRequest, packet_id: int) -> HttpResponse:
    packet = get_object_or_404(Packet.objects.select_related("meeting__body"), pk=packet_id)
    version = _version(packet, request)
    version.packet = packet
    return render(
        request,
        "meetings/workbench/workbench.html",
        context(
            request,
            title=str(packet),
            packet=packet,
            version=version,
            versions=packet.versions.order_by("-number"),
            groups=entry_groups(version),
            arrangement=arrangement(version),
            form=PeriodForm.of(version),
            section_form=SectionForm(meeting=packet.meeting),
            jobs=version_jobs(version),
            draft_file=draft_job(version),
            missing=missing_facts(version, until=today()) if version.is_draft else [],
            links=version.links.order_by("-created_at"),
            link_form=LinkForm(),
        ),
    )


def version_jobs(version: PacketVersion) -> list[Job]:
    """What runs for the version, and what ran last."""
    jobs = Job.objects.filter(subject_type=version._meta.label_lower, subject_id=version.pk)
    return list(jobs.select_related("requested_by__person")[:JOBS_SHOWN])


@require_safe
def changes(request: HttpRequest, version_id: int) -> HttpResponse:
    """Asked for by the page once it is shown: computing a packet anew takes its time."""
    version = get_object_or_404(PacketVersion.objects.select_related("packet"), pk=version_id)
    if not version.is_draft or version.assembled_at is None:
        return HttpResponse()
    try:
        found, problem = changes_since_assembly(version), ""
    except RuleViolation as violation:
        found, problem = None, str(violation)
    return render(
        request,
        "meetings/workbench/_changes.html",
        {"version": version, "changes": found, "problem": problem, "form": PeriodForm.of(version)},
    )
