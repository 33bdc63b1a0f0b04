"""Writing down who read what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from alliance.models import AccessRecord


def record_access(
    request: HttpRequest,
    *,
    action: AccessRecord.Action,
    subject: Model | None,
    label: str = "",
    reader: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AccessRecord:
    """Add a row: who (or who held the link), when, what, from where, with which browser."""
    user = request.user if request.user.is_authenticated else None
    return AccessRecord.objects.create(
        user=user,  # type: ignore[misc]  # the account model is settings' to name
        reader=reader[:200],
        action=action,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject else None,
        subject=(label or str(subject))[:300],
        address=getattr(request, "client_address", None) or None,
        user_agent=request.headers.get("User-Agent", "")[:300],
        detail=dict(detail or {}),
    )
