"""What the workbench's views have in common: who asks, and where a button leads back to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from alliance.errors import RuleViolation
from meetings.models import PacketEntry, PacketVersion

if TYPE_CHECKING:
    from members.models import User


def context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    return {**admin.site.each_context(request), **more}


def officer(request: HttpRequest) -> User:
    """Who asks. The admin lets nobody else in."""
    return cast("User", request.user)


def back(version: PacketVersion, anchor: str = "") -> HttpResponse:
    address = reverse("admin:meetings_packet_workbench", args=[version.packet_id])
    return redirect(f"{address}?version={version.number}{'#' + anchor if anchor else ''}")


def back_to_entry(entry: PacketEntry) -> HttpResponse:
    return back(entry.packet_version, f"entry-{entry.pk}")


def reason_given(request: HttpRequest) -> str:
    """The reason as it can be kept: no text of a database holds a NUL."""
    return request.POST.get("reason", "").replace("\x00", "")[:300]


def told(
    request: HttpRequest,
    version: PacketVersion,
    action: Callable[[], object],
    success: str,
    *,
    anchor: str = "",
) -> HttpResponse:
    """Do it; a broken rule becomes a message, and the page stays where it was."""
    try:
        action()
    except RuleViolation as violation:
        messages.error(request, str(violation))
    else:
        messages.success(request, success)
    return back(version, anchor)


def tell_errors(request: HttpRequest, form: forms.Form) -> None:
    for name, errors in form.errors.items():
        label = str(form.fields[name].label) if name in form.fields else ""
        text = " ".join(str(error) for error in errors)
        messages.error(request, f"{label}: {text}" if label else text)
