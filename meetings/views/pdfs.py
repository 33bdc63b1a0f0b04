"""Handing out packets."""

from __future__ import annotations

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger(__name__)


def lost_file(request: HttpRequest, name: str) -> HttpResponse:
    """Tell the reader that the page is right and the file is not there."""
    logger.error("A packet's file is missing from the storage: %s", name)
    return render(request, "meetings/file_lost.html", {"name": name}, status=404)


def stored_pdf(name: str, filename: str) -> FileResponse:
    """The file under the name that people know it by; FileNotFoundError where storage lost it."""
    stream = default_storage.open(name, "rb")
    response = FileResponse(
        stream, as_attachment=True, filename=filename, content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    response["Cache-Control"] = "no-store, private"
    return response
