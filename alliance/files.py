"""Pictures and attachments leave through here: the view asks who is reading.

An app says who may read the files of its records in `file_access.py`:

    @readers_of("events.event")
    def may_read(user, event) -> bool: ...

Officers read everything; files of records without such a rule are theirs alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from alliance.audit import record_access
from alliance.models import AccessRecord, Attachment, Picture

MayRead = Callable[[Any, Any], bool]

_rules: dict[str, MayRead] = {}


def readers_of(label: str) -> Callable[[MayRead], MayRead]:
    """Register who reads the files of one model's records ("app.model")."""

    def register(rule: MayRead) -> MayRead:
        if label.lower() in _rules:
            message = f"Two rules say who reads the files of {label}"
            raise ValueError(message)
        _rules[label.lower()] = rule
        return rule

    return register


def may_read(user: Any, file: Picture | Attachment) -> bool:
    if user.is_active and user.is_staff:
        return True
    owner = file.owner
    rule = _rules.get(owner._meta.label_lower) if owner is not None else None
    return rule is not None and rule(user, owner)


@login_not_required
@require_safe
def serve(request: HttpRequest, name: str) -> FileResponse:
    """A file by its name in storage. A file that is not for the reader is a file that is not."""
    file = Picture.objects.filter(file=name).first() or Attachment.objects.filter(file=name).first()
    if file is None or not may_read(request.user, file) or not default_storage.exists(name):
        raise Http404
    if isinstance(file, Attachment) and request.user.is_authenticated:
        record_access(request, action=AccessRecord.Action.DOWNLOAD, subject=file)
    response = FileResponse(default_storage.open(name))
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=_shown_name(file)
    )
    # Whatever the file is, it does nothing in our name.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _shown_name(file: Picture | Attachment) -> str:
    """The uploader's name with the suffix of what was kept."""
    stem, _, _ = (file.original_name or str(file)).rpartition(".")
    suffix = str(file.file.name).rpartition(".")[2]
    return f"{stem or 'file'}.{suffix}"
