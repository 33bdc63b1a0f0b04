"""What a committee member sees: meetings of the own term and their published packets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alliance.audit import record_access
from alliance.models import AccessRecord
from alliance.panels import PanelContext, PanelPlace, panels_for
from alliance.periods import today
from meetings.jobs import draft_job
from meetings.models import Decision, Meeting, Packet, PacketVersion
from meetings.services.links import find_draft_link
from meetings.services.packets import packet_title
from meetings.views.pdfs import lost_file, stored_pdf
from members.models import Body, Seat


def _visible(request: HttpRequest, code: str) -> Meeting:
    """A meeting that is not the reader's answers like one that does not exist."""
    meetings = Meeting.objects.steering().visible_to(request.user).select_related("body", "place")
    return get_object_or_404(meetings.called(code))


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in the list, with the version of its packet that counts, else the last one."""

    meeting: Meeting
    version: PacketVersion | None
    # A draft is being worked on, and nothing was published before.
    in_preparation: bool = False


def _lines(meetings: QuerySet[Meeting]) -> list[MeetingLine]:
    listed = list(meetings)
    latest: dict[int, PacketVersion] = {}
    versions = PacketVersion.objects.ever_published().select_related("packet")
    for version in versions.filter(packet__meeting__in=listed).order_by("number"):
        before = latest.get(version.packet.meeting_id)
        if before is None or not before.is_published or version.is_published:
            latest[version.packet.meeting_id] = version
    drafts = PacketVersion.objects.filter(state=PacketVersion.State.DRAFT)
    opened = set(
        drafts.filter(packet__meeting__in=listed).values_list("packet__meeting_id", flat=True)
    )
    return [
        MeetingLine(
            meeting,
            latest.get(meeting.pk),
            in_preparation=meeting.pk in opened and meeting.pk not in latest,
        )
        for meeting in listed
    ]


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """For whoever sits in the committee, was named a proxy, or has something to do here."""
    on = today()
    meetings = Meeting.objects.steering().visible_to(request.user).select_related("body", "place")
    panels = panels_for(PanelPlace.COMMITTEE, PanelContext(user=request.user, on=on))
    upcoming, past = _lines(meetings.upcoming(on)), _lines(meetings.past(on))
    if not (upcoming or past or panels or _sits_today(request.user)):
        raise Http404
    return render(
        request,
        "committee/meeting_list.html",
        {"upcoming": upcoming, "past": past, "panels": panels},
    )


def _sits_today(user: Any) -> bool:
    if user.person_id is None:
        return user.is_active and user.is_officer
    seats = Seat.objects.on(today()).filter(person=user.person_id, body__kind=Body.Kind.STEERING)
    return user.is_active and (user.is_officer or seats.exists())


@require_safe
def meeting_detail(request: HttpRequest, code: str) -> HttpResponse:
    meeting = _visible(request, code)
    versions = (
        PacketVersion.objects.ever_published()
        .filter(packet__meeting=meeting)
        .select_related("packet")
        .order_by("-number")
    )
    decisions = (
        Decision.objects.filter(agenda_item__meeting=meeting)
        .exclude(outcome=Decision.Outcome.PENDING)
        .select_related("agenda_item")
        .order_by("agenda_item__number", "position")
    )
    return render(
        request,
        "committee/meeting_detail.html",
        {
            "meeting": meeting,
            "title": packet_title(meeting),
            "agenda": meeting.agenda_items.select_related("speaker").order_by("number"),
            "timetable": meeting.timetable_rows.select_related("agenda_item").order_by(
                "position", "start"
            ),
            "decisions": decisions,
            "versions": versions,
            "in_preparation": Packet.objects.filter(meeting=meeting).exists(),
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
    stored, sha256 = (
        (version.print_file, version.print_sha256) if for_print else (version.file, version.sha256)
    )
    try:
        response = stored_pdf(stored.name, f"{version.packet.title} v{version.number}.pdf")
    except FileNotFoundError:
        return lost_file(request, stored.name)
    if request.method == "GET":
        record_access(
            request,
            action=AccessRecord.Action.DOWNLOAD,
            subject=version,
            detail={"version": version.number, "print": for_print, "sha256": sha256},
        )
    return response


@require_safe
@login_not_required
@never_cache
def draft_by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The last draft file, for the one reader to whom the link was given."""
    link = find_draft_link(token)
    if link is None:
        raise Http404
    job = draft_job(link.packet_version)
    if job is None:
        raise Http404
    packet = link.packet_version.packet
    filename = _("%(packet)s draft.pdf") % {"packet": packet.title}
    try:
        response = stored_pdf(job.result["file"], filename)
    except FileNotFoundError:
        return lost_file(request, job.result["file"])
    if request.method == "GET":
        record_access(
            request,
            action=AccessRecord.Action.DOWNLOAD,
            subject=link.packet_version,
            reader=link.reader,
            detail={"draft": True, "link": link.pk, "sha256": job.result.get("sha256", "")},
        )
    return response
