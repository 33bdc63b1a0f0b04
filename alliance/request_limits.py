"""How much a request may carry, and an answer in words to one that carries more.

A server that answers before it has read everything closes the connection, and the sender sees a
broken connection instead of the answer. So what nobody read is read and thrown away, within bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final
from urllib.parse import unquote_plus

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.text import capfirst

GetResponse = Callable[[HttpRequest], HttpResponse]

# As much as the proxy lets through (docs/deployment.md).
MOST_DISCARDED: Final = 100 * 1024 * 1024
_PIECE: Final = 64 * 1024
_LONGEST_NAME: Final = 200
URLENCODED: Final = "application/x-www-form-urlencoded"
MEGABYTE: Final = 1024 * 1024


class BodyLimitMiddleware:
    """Refuse what is too large before anything reads it.

    Of somebody signed in, Django counts the text and leaves files to the forms; percent-encoded
    text takes seventy times its size to read, so less of it is taken. Strangers send no files, and
    everything of theirs counts.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        discard_rest(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *args: Any
    ) -> HttpResponse | None:
        length = content_length(request)
        if request.method != "POST" or length <= settings.STRANGERS_UPLOAD_MAX_SIZE:
            return None
        if getattr(view, "csrf_exempt", False):
            # Programs send to these, and get their answers; what is discarded is not read.
            discard_rest(request)
            return None
        if not request.user.is_authenticated:
            return too_large(request, view, settings.STRANGERS_UPLOAD_MAX_SIZE)
        if request.content_type == URLENCODED and length > settings.URLENCODED_UPLOAD_MAX_SIZE:
            return too_large(request, view, settings.URLENCODED_UPLOAD_MAX_SIZE)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            try:
                # The check of the form's token, which comes next, would read it anyway.
                request.POST  # noqa: B018
            except RequestDataTooBig:
                return too_large(request, view, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            except (MultiPartParserError, SuspiciousOperation, OSError):
                return None  # the token's check has an answer to these
        return None


def content_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdecimal() else 0


def pieces(request: HttpRequest) -> Iterator[bytes]:
    """What is still to be read, within bounds; it ends where the sender is gone."""
    left = min(content_length(request), MOST_DISCARDED)
    with suppress(OSError):
        while left > 0 and (piece := request.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece


def discard_rest(request: HttpRequest) -> None:
    for _piece in pieces(request):
        pass


def longest_field(request: HttpRequest) -> str:
    """The name of the field that takes up most of a percent-encoded body, read piece by piece."""
    longest, most = b"", 0
    start, length = b"", 0
    for piece in pieces(request):
        for number, part in enumerate(piece.split(b"&")):
            if number:
                start, length = b"", 0
            start += part[: _LONGEST_NAME - len(start)]
            length += len(part)
            if length > most:
                longest, most = start, length
    return unquote_plus(longest.partition(b"=")[0].decode("ascii", "replace"))


def label_of(view: Callable[..., Any], name: str) -> str:
    """What the field is called on the form, where the view belongs to the admin."""
    model_admin = getattr(view, "model_admin", None)
    if model_admin is None:
        return name
    prefix, _, own = name.rpartition("-")
    for owner in (
        (inline.model for inline in model_admin.inlines) if prefix else (model_admin.model,)
    ):
        with suppress(FieldDoesNotExist):
            return capfirst(str(owner._meta.get_field(own).verbose_name))
    return name


def too_large(request: HttpRequest, view: Callable[..., Any], limit: int) -> HttpResponse:
    name = longest_field(request) if request.content_type == URLENCODED else ""
    discard_rest(request)
    # A script puts what it gets into a page that is there already.
    asked_by_script = request.headers.get("Sec-Fetch-Dest") == "empty"
    return render(
        request,
        "alliance/_too_large.html" if asked_by_script else "413.html",
        {
            "megabytes": limit // MEGABYTE,
            "by_stranger": limit == settings.STRANGERS_UPLOAD_MAX_SIZE,
            "longest_field": label_of(view, name),
        },
        status=413,
    )
