"""What a committee member sees: meetings of the own term and their published packets."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliance.audit import record_access
from alliance.models import AccessRecord, Job
from alliance.panels import PanelContext, PanelPlace, panels_for
from alliance.periods import today
from meetings.models import Meeting, PacketVersion
from meetings.services.links import find_draft_link
from meetings.services.packets import packet_title


def _visible(request: HttpRequest, code: str) -> Meeting:
    """A meeting that is not the reader's answers like one that does not exist."""
    meetings = Meeting.objects.steering().visible_to(request.user).select_related("body", "place")
    return get_object_or_404(meetings.called(code))


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    meetings = Meeting.objects.steering().visible_to(request.user).select_related("body", "place")
    if not meetings.exists():
        raise Http404
    on = today()
    context = PanelContext(user=request.user, on=on)
    return render(
        request,
        "committee/meeting_list.html",
        {
            "upcoming": meetings.upcoming(on),
            "past": meetings.past(on),
            "panels": panels_for(PanelPlace.COMMITTEE, context),
        },
    )


@require_safe
def meeting_detail(request: HttpRequest, code: str) -> HttpResponse:
    meeting = _visible(request, code)
    versions = (
        PacketVersion.objects.ever_published()
        .filter(packet__meeting=meeting)
        .select_related("packet")
        .order_by("-number")
    )
    return render(
        request,
        "committee/meeting_detail.html",
        {
            "meeting": meeting,
            "title": packet_title(meeting),
            "agenda": meeting.agenda_items.select_related("speaker").order_by("number"),
            "timetable": meeting.timetable_rows.order_by("position", "start"),
            "versions": versions,
        },
    )


@require_safe
@never_cache
def packet_download(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """The file for reading, or with `?print=1` the one whose annexes start on right-hand pages."""
    meeting = _visible(request, code)
    version = get_object_or_404(
        PacketVersion.objects.published().select_related("packet"),
        packet__meeting=meeting,
        number=number,
    )
    for_print = request.GET.get("print") == "1"
    stored = version.print_file if for_print else version.file
    if request.method == "GET":
        record_access(
            request,
            action=AccessRecord.Action.DOWNLOAD,
            subject=version,
            detail={"version": version.number, "print": for_print, "sha256": version.sha256},
        )
    return _pdf(stored.name, f"{version.packet.title} v{version.number}.pdf")


@require_safe
@login_not_required
@never_cache
def draft_by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The last draft file, for the one reader to whom the link was given."""
    link = find_draft_link(token)
    if link is None:
        raise Http404
    job = (
        Job.objects.filter(
            kind="packet.draft", subject_id=link.packet_version_id, state=Job.State.DONE
        )
        .exclude(result={})
        .order_by("-finished_at")
        .first()
    )
    if job is None:
        raise Http404
    if request.method == "GET":
        record_access(
            request,
            action=AccessRecord.Action.DOWNLOAD,
            subject=link.packet_version,
            reader=link.reader,
            detail={"draft": True, "link": link.pk, "sha256": job.result.get("sha256", "")},
        )
    return _pdf(job.result["file"], f"{link.packet_version.packet.title} 초안.pdf")


def _pdf(name: str, filename: str) -> FileResponse:
    response = FileResponse(
        default_storage.open(name, "rb"),
        as_attachment=True,
        filename=filename,
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    response["Cache-Control"] = "no-store, private"
    return response
