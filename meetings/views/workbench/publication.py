"""Draft file, publication, withdrawal, the next version."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.audit import record_access
from alliance.errors import RuleViolation
from alliance.models import AccessRecord
from alliance.periods import today
from meetings import notices
from meetings.jobs import draft_job
from meetings.models import FigureOverride, Packet, PacketVersion
from meetings.packets.missing import missing_facts
from meetings.packets.review import review
from meetings.services import packets
from meetings.services.publication import fingerprint, request_draft_file, request_publication
from meetings.views.pdfs import lost_file, stored_pdf
from meetings.views.workbench.answers import back, context, officer, reason_given, told
from meetings.views.workbench.forms import PeriodForm


def _version(version_id: int) -> PacketVersion:
    found: PacketVersion = get_object_or_404(
        PacketVersion.objects.select_related("packet__meeting__body"), pk=version_id
    )
    return found


@require_POST
def make_draft(request: HttpRequest, version_id: int) -> HttpResponse:
    version = _version(version_id)
    return told(
        request,
        version,
        lambda: request_draft_file(version=version, by=officer(request)),
        _("The draft is being put together."),
        anchor="jobs",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, version_id: int) -> HttpResponse:
    """GET: all that should be known before. POST: publish what was looked at."""
    version = _version(version_id)
    if request.method == "POST":
        return told(
            request,
            version,
            lambda: request_publication(
                version=version,
                by=officer(request),
                reason=reason_given(request),
                seen=request.POST.get("looked_at", "")[:64],
            ),
            _("The packet is being published."),
            anchor="jobs",
        )
    if not version.is_draft:
        messages.info(request, _("This version is published already."))
        return back(version)
    meeting = version.packet.meeting
    return render(
        request,
        "meetings/workbench/publish.html",
        context(
            request,
            title=_("Publish %(version)s") % {"version": version},
            version=version,
            looked_at=fingerprint(version),
            review=review(version),
            missing=missing_facts(version, until=today()),
            readers=notices.readers_of(meeting),
            unreached=notices.without_account(meeting),
            draft_file=draft_job(version),
            form=PeriodForm.of(version),
        ),
    )


@require_POST
def withdraw(request: HttpRequest, version_id: int) -> HttpResponse:
    version = _version(version_id)
    reason = reason_given(request)
    return told(
        request,
        version,
        lambda: packets.withdraw(version=version, reason=reason, by=officer(request)),
        _("The version was withdrawn; its readers are being told."),
        anchor="jobs",
    )


@require_POST
def new_version(request: HttpRequest, packet_id: int) -> HttpResponse:
    packet = get_object_or_404(Packet, pk=packet_id)
    last = packet.versions.order_by("-number").first()
    try:
        version = packets.start_new_version(packet=packet, reason=reason_given(request))
    except RuleViolation as violation:
        messages.error(request, str(violation))
        return redirect("admin:meetings_packet_workbench", packet.pk)
    by_hand = FigureOverride.objects.filter(entry__packet_version=last).select_related("entry")
    if by_hand:
        messages.warning(
            request,
            _("Figures that were set by hand are computed again: %(figures)s.")
            % {"figures": ", ".join(_in_words(override) for override in by_hand)},
        )
    messages.success(request, _("Version %(number)s begins.") % {"number": version.number})
    return back(version)


def _in_words(override: FigureOverride) -> str:
    figure = override.entry.figure(override.figure_key)
    label = figure["label"] if figure else override.figure_key
    return f"{override.entry.shown_title} {label} {override.value:,} ({override.reason})"


@require_safe
@never_cache
def download(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """The last draft file, or the published one; with `?print=1` the one made for printing."""
    version = _version(version_id)
    for_print = request.GET.get("print") == "1"
    if version.is_draft:
        job = draft_job(version)
        if job is None:
            raise Http404
        name, sha256 = job.result["file"], job.result.get("sha256", "")
        filename = _("%(packet)s draft.pdf") % {"packet": version.packet.title}
    elif for_print:
        name, sha256 = version.print_file.name, version.print_sha256
        filename = _("%(packet)s v%(number)s for printing.pdf") % {
            "packet": version.packet.title,
            "number": version.number,
        }
    else:
        name, sha256 = version.file.name, version.sha256
        filename = f"{version.packet.title} v{version.number}.pdf"
    try:
        response = stored_pdf(name, filename)
    except FileNotFoundError:
        return lost_file(request, name)
    if request.method == "GET":
        record_access(
            request,
            action=AccessRecord.Action.DOWNLOAD,
            subject=version,
            detail={
                "version": version.number,
                "draft": version.is_draft,
                "print": for_print and not version.is_draft,
                "sha256": sha256,
            },
        )
    return response
