"""Packets in the admin: the list leads to the workbench, where a packet's life happens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from alliance.admin import RecordAdmin
from meetings.models import Meeting, Packet
from meetings.services.drafts import refresh_contents
from meetings.services.packets import open_packet
from meetings.views.workbench.urls import packet_urls


class OpenPacketForm(forms.ModelForm):
    like = forms.ModelChoiceField(
        Packet.objects.all(),
        label=_("Contents"),
        empty_label=_("The usual contents"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_(
            "Or order, titles and sections of an earlier packet; its written texts are not taken."
        ),
    )

    class Meta:
        model = Packet
        fields = ("meeting",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "meeting" in self.fields:
            meetings = Meeting.objects.steering().filter(packet__isnull=True).order_by("-date")
            self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]


@admin.register(Packet)
class PacketAdmin(RecordAdmin):
    list_display = ("title", "held_on", "state")
    search_fields = ("title",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Packet]:
        found: QuerySet[Packet] = super().get_queryset(request)
        return found.select_related("meeting__body").prefetch_related("versions")

    @admin.display(description=_("meeting"), ordering="meeting__date")
    def held_on(self, packet: Packet) -> Any:
        return packet.meeting.date

    @admin.display(description=_("state"))
    def state(self, packet: Packet) -> str:
        latest = max(packet.versions.all(), key=lambda version: version.number, default=None)
        return f"v{latest.number} {latest.get_state_display()}" if latest else "-"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = OpenPacketForm
            return admin.ModelAdmin.get_form(self, request, obj, change, **kwargs)
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("title", "issuer") if obj else ("meeting", "like")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            if (draft := obj.draft) is not None:
                refresh_contents(version=draft)
            return
        opened = open_packet(meeting=obj.meeting, like=form.cleaned_data["like"])
        obj.pk, obj.version = opened.pk, opened.version
        obj.title, obj.issuer = opened.title, opened.issuer
        obj._state.adding = False

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, _("The packet is open. Choose the as-of date and compute."))
        return redirect("admin:meetings_packet_workbench", obj.pk)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, _("Title and issuer were changed."))
        return redirect("admin:meetings_packet_workbench", obj.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        plain = object_id.isascii() and object_id.isdigit()
        if request.method == "GET" and "titles" not in request.GET and plain:
            return redirect("admin:meetings_packet_workbench", object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def get_urls(self) -> list[URLPattern]:
        return packet_urls(self.admin_site.admin_view) + super().get_urls()
