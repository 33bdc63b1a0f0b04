"""The packet on screen: as printed, each figure a link to what it counts."""

from __future__ import annotations

from itertools import groupby

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alliance.rendering.style import STYLE_FILES
from meetings.models import PacketEntry, PacketVersion
from meetings.packets.assembly import AssembledEntry, entries_of_version
from meetings.packets.document import attached_pictures, entry_html, numbered
from meetings.packets.places import EntryPlace

# What lays out sheets of paper, in fonts that only print loads.
SHEET_STYLES = {"fonts.css", "page.css", "contents.css", "divider.css"}
PICTURE_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


@require_safe
def draft_view(request: HttpRequest, version_id: int) -> HttpResponse:
    version = get_object_or_404(
        PacketVersion.objects.select_related("packet__meeting"), pk=version_id
    )
    # Parts print one after the other, whatever the positions of their entries.
    entries = sorted(
        entries_of_version(version), key=lambda entry: EntryPlace(entry.part, entry.annex).rank
    )
    places = groupby(entries, key=lambda entry: (entry.part, entry.annex))
    shown = [
        (entry, _html(entry, number), [file for file in entry.attachments if not file.is_picture])
        for _place, own in places
        for entry, number in numbered(own)
    ]
    styles = [f"css/print/{name}" for name in STYLE_FILES if name not in SHEET_STYLES]
    return render(
        request,
        "meetings/workbench/draft.html",
        {"version": version, "entries": shown, "styles": styles},
    )


def _html(entry: AssembledEntry, number: int) -> str:
    def figure_address(owner: AssembledEntry, key: str) -> str:
        return reverse("admin:meetings_packetentry_figure", args=[owner.pk, key])

    def picture_address(key: str, name: str) -> str:
        return reverse("admin:meetings_packetentry_picture", args=[entry.pk, key])

    return entry_html(
        entry, number=number, figure_address=figure_address, picture_address=picture_address
    )


@require_safe
def picture(request: HttpRequest, entry_id: int, key: str) -> HttpResponseBase:
    """A picture of the snapshot, or one attached to the entry, by its key in the document."""
    entry = get_object_or_404(PacketEntry.objects.prefetch_related("attachments"), pk=entry_id)
    names = {**attached_pictures(entry), **dict((entry.snapshot or {}).get("pictures", []))}
    name = names.get(key, "")
    kind = PICTURE_TYPES.get(name.rsplit(".", 1)[-1].lower())
    if kind is None:
        raise Http404
    try:
        stream = default_storage.open(name, "rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(stream, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
