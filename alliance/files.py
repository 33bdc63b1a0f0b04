"""Handing out stored files: never rendered in the portal's own origin, but for its pictures."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

PICTURE_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
}


def download(name: str, filename: str) -> FileResponse:
    """The file to keep, under the name that people know it by."""
    return _opened(name, "application/octet-stream", filename=filename)


def picture(name: str) -> FileResponse:
    """A picture to look at. What is no picture by its stored name is not shown."""
    kind = PICTURE_TYPES.get(name.rsplit(".", 1)[-1].lower())
    if kind is None:
        raise Http404
    return _opened(name, kind)


def _opened(name: str, content_type: str, *, filename: str = "") -> FileResponse:
    try:
        stream = default_storage.open(name, "rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(
        stream, content_type=content_type, as_attachment=bool(filename), filename=filename
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
