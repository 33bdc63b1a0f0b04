"""The officer's workbench for a packet: order, figures, draft, publication."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from alliance.audit import record_access
from alliance.errors import RuleViolation
from alliance.models import AccessRecord, Job
from alliance.periods import Quarter, today
from meetings.models import DraftLink, Packet, PacketEntry, PacketVersion
from meetings.packets.assembly import AssembledEntry, entries_of_version
from meetings.packets.document import Part, entry_html, numbered
from meetings.packets.missing import missing_facts
from meetings.services import links, packets
from meetings.services.publication import request_draft_file, request_publication
from meetings.services.records import records_workbook


class PeriodForm(forms.Form):
    as_of = forms.DateField(
        label=gettext_lazy("as-of date"), widget=forms.DateInput(attrs={"type": "date"})
    )
    year = forms.IntegerField(label=gettext_lazy("year"), min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(
        label=gettext_lazy("quarter"), coerce=int, choices=[(n, f"{n}/4분기") for n in (1, 2, 3, 4)]
    )


class FigureForm(forms.Form):
    value = forms.IntegerField(
        label=gettext_lazy("value to print"), min_value=-(2**62), max_value=2**62
    )
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=300)


class LinkForm(forms.Form):
    reader = forms.CharField(label=gettext_lazy("reader"), max_length=100)
    days = forms.IntegerField(label=gettext_lazy("days"), min_value=1, max_value=30, initial=7)


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    return {**admin.site.each_context(request), **more}


def _version(packet: Packet, request: HttpRequest) -> PacketVersion | None:
    wanted = request.GET.get("version", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 5:
        return get_object_or_404(packet.versions, number=int(wanted))
    found: PacketVersion | None = packet.draft or packet.versions.order_by("-number").first()
    return found


@require_safe
def workbench(request: HttpRequest, packet_id: int) -> HttpResponse:
    packet = get_object_or_404(Packet.objects.select_related("meeting__body"), pk=packet_id)
    version = _version(packet, request)
    if version is None:
        raise Http404
    entries = list(
        version.entries.order_by("position", "pk").prefetch_related("overrides", "attachments")
    )
    job = (
        Job.objects.filter(subject_type="meetings.packetversion", subject_id=version.pk)
        .exclude(kind="packet.notice")
        .first()
    )
    form = PeriodForm(
        initial={
            "as_of": version.as_of,
            "year": version.period_year,
            "quarter": version.period_quarter,
        }
    )
    return render(
        request,
        "meetings/workbench/workbench.html",
        _context(
            request,
            title=str(packet),
            packet=packet,
            version=version,
            versions=packet.versions.order_by("-number"),
            groups=_groups(entries),
            form=form,
            job=job,
            draft_file=_draft_job(version),
            missing=missing_facts(version, until=today()) if version.is_draft else [],
            links=version.links.order_by("-created_at"),
            link_form=LinkForm(),
        ),
    )


def _groups(entries: list[PacketEntry]) -> list[tuple[str, list[PacketEntry]]]:
    groups: dict[str, list[PacketEntry]] = {}
    for entry in entries:
        name = str(entry.get_part_display())
        if entry.part == Part.ANNEX:
            name = f"안건{entry.annex_number}"
        groups.setdefault(name, []).append(entry)
    return list(groups.items())


def _draft_job(version: PacketVersion) -> Job | None:
    done = Job.objects.filter(kind="packet.draft", subject_id=version.pk, state=Job.State.DONE)
    return done.exclude(result={}).order_by("-finished_at").first()


def _back(version: PacketVersion) -> HttpResponse:
    return redirect("admin:meetings_packet_workbench", version.packet_id)


def _told(request: HttpRequest, version: PacketVersion, action: Any, success: str) -> HttpResponse:
    """Do it; a broken rule becomes a message, and the page stays where it was."""
    try:
        action()
    except RuleViolation as violation:
        messages.error(request, str(violation))
    else:
        messages.success(request, success)
    return _back(version)


@require_POST
def assemble(request: HttpRequest, version_id: int) -> HttpResponse:
    version = get_object_or_404(PacketVersion, pk=version_id)
    form = PeriodForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return _back(version)
    as_of: date = form.cleaned_data["as_of"]
    quarter = Quarter(form.cleaned_data["year"], form.cleaned_data["quarter"])
    return _told(
        request,
        version,
        lambda: packets.set_period(version=version, as_of=as_of, quarter=quarter),
        _("All figures were computed anew."),
    )


@require_POST
def arrange(request: HttpRequest, version_id: int) -> HttpResponse:
    """Move one entry up or down, or switch it on or off."""
    version = get_object_or_404(PacketVersion, pk=version_id)
    entry = get_object_or_404(version.entries, pk=request.POST.get("entry", "0") or "0")
    action = request.POST.get("action")
    order = list(version.entries.order_by("position", "pk").values_list("pk", flat=True))
    place = order.index(entry.pk)
    if action == "toggle":
        return _told(
            request,
            version,
            lambda: packets.switch_entry(entry=entry, on=not entry.is_enabled),
            _("The entry was switched."),
        )
    other = place - 1 if action == "up" else place + 1
    if action not in ("up", "down") or not 0 <= other < len(order):
        return _back(version)
    order[place], order[other] = order[other], order[place]
    return _told(
        request,
        version,
        lambda: packets.reorder_entries(version=version, order=order),
        _("The order was changed."),
    )


@require_POST
def make_draft(request: HttpRequest, version_id: int) -> HttpResponse:
    version = get_object_or_404(PacketVersion, pk=version_id)
    return _told(
        request,
        version,
        lambda: request_draft_file(version=version, by=request.user),  # type: ignore[arg-type]
        _("The draft is being put together."),
    )


@require_POST
def publish(request: HttpRequest, version_id: int) -> HttpResponse:
    version = get_object_or_404(PacketVersion, pk=version_id)
    reason = request.POST.get("reason", "")[:300]
    return _told(
        request,
        version,
        lambda: request_publication(version=version, by=request.user, reason=reason),  # type: ignore[arg-type]
        _("The packet is being published."),
    )


@require_POST
def withdraw(request: HttpRequest, version_id: int) -> HttpResponse:
    version = get_object_or_404(PacketVersion, pk=version_id)
    reason = request.POST.get("reason", "")[:300]
    return _told(
        request,
        version,
        lambda: packets.withdraw(version=version, reason=reason, by=request.user),  # type: ignore[arg-type]
        _("The version was withdrawn; its readers are being told."),
    )


@require_POST
def new_version(request: HttpRequest, packet_id: int) -> HttpResponse:
    packet = get_object_or_404(Packet, pk=packet_id)
    reason = request.POST.get("reason", "")[:300]
    try:
        packets.start_new_version(packet=packet, reason=reason)
    except RuleViolation as violation:
        messages.error(request, str(violation))
    return redirect("admin:meetings_packet_workbench", packet.pk)


@require_POST
def make_link(request: HttpRequest, version_id: int) -> HttpResponse:
    version = get_object_or_404(PacketVersion, pk=version_id)
    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say who reads the draft, and for how many days (1 to 30)."))
        return _back(version)
    try:
        made = links.make_draft_link(
            version=version,
            reader=form.cleaned_data["reader"],
            days=form.cleaned_data["days"],
            by=request.user,  # type: ignore[arg-type]
        )
    except RuleViolation as violation:
        messages.error(request, str(violation))
        return _back(version)
    address = request.build_absolute_uri(reverse("committee:draft-link", args=[made.token]))
    messages.success(
        request,
        _("The link for %(reader)s, shown this once: %(address)s")
        % {"reader": made.link.reader, "address": address},
    )
    return _back(version)


@require_POST
def revoke_link(request: HttpRequest, link_id: int) -> HttpResponse:
    link = get_object_or_404(DraftLink.objects.select_related("packet_version"), pk=link_id)
    links.revoke_draft_link(link=link)
    messages.success(request, _("The link was revoked."))
    return _back(link.packet_version)


@require_safe
def draft_view(request: HttpRequest, version_id: int) -> HttpResponse:
    """The whole packet as a page; each figure leads to the records that it counts."""
    version = get_object_or_404(
        PacketVersion.objects.select_related("packet__meeting"), pk=version_id
    )
    entries = entries_of_version(version)

    def figure_address(entry: AssembledEntry, key: str) -> str:
        return reverse("admin:meetings_packetentry_figure", args=[entry.pk, key])

    shown = []
    for entry, number in numbered(entries):

        def picture_address(key: str, name: str, entry_pk: int | None = entry.pk) -> str:
            return reverse("admin:meetings_packetentry_picture", args=[entry_pk, key])

        html = entry_html(
            entry, number=number, figure_address=figure_address, picture_address=picture_address
        )
        shown.append((entry, html))
    return render(request, "meetings/workbench/draft.html", {"version": version, "entries": shown})


@require_safe
def picture(request: HttpRequest, entry_id: int, key: str) -> HttpResponseBase:
    entry = get_object_or_404(PacketEntry, pk=entry_id)
    names = dict((entry.snapshot or {}).get("pictures", []))
    if key not in names:
        raise Http404
    response = FileResponse(default_storage.open(names[key], "rb"))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
def draft_download(request: HttpRequest, version_id: int) -> HttpResponseBase:
    version = get_object_or_404(PacketVersion.objects.select_related("packet"), pk=version_id)
    if version.is_draft:
        job = _draft_job(version)
        if job is None:
            raise Http404
        name, filename = job.result["file"], f"{version.packet.title} 초안.pdf"
    else:
        name, filename = version.file.name, f"{version.packet.title} v{version.number}.pdf"
    record_access(
        request,
        action=AccessRecord.Action.DOWNLOAD,
        subject=version,
        detail={"version": version.number, "draft": version.is_draft},
    )
    return FileResponse(
        default_storage.open(name, "rb"),
        as_attachment=request.GET.get("inline") != "1",
        filename=filename,
        content_type="application/pdf",
    )


def figure(request: HttpRequest, entry_id: int, key: str) -> HttpResponse:
    """A figure: what it counts, how, the records, and the value set by hand."""
    entry = get_object_or_404(
        PacketEntry.objects.select_related("packet_version__packet"), pk=entry_id
    )
    found = entry.figure(key)
    if found is None:
        raise Http404
    override = entry.overrides.filter(figure_key=key).first()
    form = FigureForm(
        request.POST or None,
        initial={
            "value": override.value if override else found["value"],
            "reason": override.reason if override else "",
        },
    )
    if request.method == "POST":
        try:
            if request.POST.get("action") == "clear":
                packets.clear_figure(entry=entry, figure_key=key)
                return redirect(request.path)
            if form.is_valid():
                packets.set_figure(
                    entry=entry,
                    figure_key=key,
                    value=form.cleaned_data["value"],
                    reason=form.cleaned_data["reason"],
                    by=request.user,  # type: ignore[arg-type]
                )
                return redirect(request.path)
        except RuleViolation as violation:
            form.add_error(None, str(violation))
    rows = _record_rows(found["records"])
    if request.GET.get("format") == "xlsx":
        record_access(
            request, action=AccessRecord.Action.EXPORT, subject=entry, detail={"figure": key}
        )
        return records_workbook(found, [label for _pk, label, _address in rows])
    return render(
        request,
        "meetings/workbench/figure.html",
        _context(
            request,
            title=found["label"],
            entry=entry,
            version=entry.packet_version,
            figure=found,
            override=override,
            form=form,
            rows=rows,
        ),
    )


def _record_rows(records: dict[str, Any]) -> list[tuple[int, str, str | None]]:
    """Number, label as counted, and the address of the record where it still exists."""
    if not records["rows"]:
        return []
    model = apps.get_model(records["model"])
    present = set(
        model._default_manager.filter(pk__in=[pk for pk, _label in records["rows"]]).values_list(
            "pk", flat=True
        )
    )
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    rows: list[tuple[int, str, str | None]] = []
    for pk, label in records["rows"]:
        address = None
        if pk in present:
            try:
                address = reverse(name, args=[pk])
            except NoReverseMatch:
                address = None
        rows.append((pk, label, address))
    return rows
