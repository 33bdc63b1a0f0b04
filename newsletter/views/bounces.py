"""What mail providers report: a signed request instead of a returned mail."""

from __future__ import annotations

import hmac
import json
import time
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from newsletter.sending import bounces
from newsletter.sending.verp import ForgedReturnPath

MOST_EVENTS = 1000
# An old request that somebody kept is not taken a second time.
FRESH_SECONDS = 300


@csrf_exempt  # the signature says who asks
@login_not_required
@require_POST
def receive(request: HttpRequest) -> JsonResponse:
    """`{"events": [{"return_path", "kind", "status", "detail"}]}`, signed; see docs/mail.md."""
    if not settings.BOUNCE_WEBHOOK_KEY:
        raise Http404
    try:
        if not _is_signed(request):
            return JsonResponse({"error": "signature"}, status=403)
    except RawPostDataException:  # discarded, as alliance.request_limits does
        return JsonResponse({"error": "too large"}, status=413)
    try:
        events = json.loads(request.body)["events"][:MOST_EVENTS]
        words = [
            [str(event.get(name, "")) for name in ("return_path", "kind", "status", "detail")]
            for event in events
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"error": "not understood"}, status=400)
    taken = refused = 0
    for return_path, kind, status, detail in words:
        try:
            bounces.receive_event(
                return_path=return_path,
                kind=kind,
                status=status.replace("\x00", ""),
                detail=detail.replace("\x00", ""),
                at=timezone.now(),
            )
            taken += 1
        except (ForgedReturnPath, ValueError):
            refused += 1
    return JsonResponse({"taken": taken, "refused": refused})


def _is_signed(request: HttpRequest) -> bool:
    """X-Timestamp and X-Signature: the HMAC-SHA256 of `timestamp.body` in hex."""
    said = request.headers.get("X-Timestamp", "")
    if not (said.isascii() and said.isdecimal() and len(said) <= 12):
        return False
    if abs(time.time() - int(said)) > FRESH_SECONDS:
        return False
    key = settings.BOUNCE_WEBHOOK_KEY.encode()
    expected = hmac.new(key, f"{said}.".encode() + request.body, sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), request.headers.get("X-Signature", "").encode())
