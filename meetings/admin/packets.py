"""Packets in the admin: the list leads to the workbench, where a packet's life happens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from alliance.admin import AttachmentInline, RecordAdmin
from alliance.packets import all_sections
from meetings.models import Meeting, Packet, PacketEntry
from meetings.services.packets import open_packet
from meetings.views import workbench


class OpenPacketForm(forms.ModelForm):
    class Meta:
        model = Packet
        fields = ("meeting",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "meeting" in self.fields:
            meetings = Meeting.objects.filter(packet__isnull=True)
            self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]


@admin.register(Packet)
class PacketAdmin(RecordAdmin):
    list_display = ("title", "meeting", "state")
    list_select_related = ("meeting__body",)
    search_fields = ("title",)

    @admin.display(description=_("state"))
    def state(self, packet: Packet) -> str:
        latest = packet.versions.order_by("-number").first()
        if latest is None:
            return "-"
        return f"v{latest.number} {latest.get_state_display()}"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = OpenPacketForm
            return admin.ModelAdmin.get_form(self, request, obj, change, **kwargs)
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("title", "issuer") if obj else ("meeting",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        opened = open_packet(meeting=obj.meeting)
        obj.pk, obj.version = opened.pk, opened.version
        obj._state.adding = False

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return redirect("admin:meetings_packet_workbench", obj.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method == "GET" and "titles" not in request.GET:
            return redirect("admin:meetings_packet_workbench", object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"meetings_packet_{name}")

        own = [
            page("<int:packet_id>/workbench/", workbench.workbench, "workbench"),
            page("<int:packet_id>/new-version/", workbench.new_version, "new_version"),
            page("version/<int:version_id>/assemble/", workbench.assemble, "assemble"),
            page("version/<int:version_id>/arrange/", workbench.arrange, "arrange"),
            page("version/<int:version_id>/draft/", workbench.make_draft, "make_draft"),
            page("version/<int:version_id>/publish/", workbench.publish, "publish"),
            page("version/<int:version_id>/withdraw/", workbench.withdraw, "withdraw"),
            page("version/<int:version_id>/view/", workbench.draft_view, "view"),
            page("version/<int:version_id>/file/", workbench.draft_download, "file"),
            page("version/<int:version_id>/link/", workbench.make_link, "make_link"),
            page("link/<int:link_id>/revoke/", workbench.revoke_link, "revoke_link"),
        ]
        return own + super().get_urls()


def section_choices() -> list[tuple[str, Any]]:
    return [("", _("written or attached part")), *((s.key, s.title) for s in all_sections())]


class PacketEntryForm(forms.ModelForm):
    section_key = forms.ChoiceField(label=_("section"), required=False, choices=section_choices)

    class Meta:
        model = PacketEntry
        fields = (
            "packet_version",
            "position",
            "part",
            "annex_number",
            "section_key",
            "title",
            "level",
            "starts_page",
            "is_enabled",
            "options",
            "text_before",
            "text_after",
        )


@admin.register(PacketEntry)
class PacketEntryAdmin(RecordAdmin):
    """Entries are reached from the workbench."""

    form = PacketEntryForm
    inlines = (AttachmentInline,)
    list_display = ("shown_title", "packet_version", "position", "is_enabled")
    search_fields = ("title", "section_key")
    autocomplete_fields = ()
    fieldsets = (
        (None, {"fields": ("packet_version", ("title", "level"), ("is_enabled", "starts_page"))}),
        (_("Text"), {"fields": ("text_before", "text_after")}),
        (
            _("Place"),
            {"fields": (("part", "annex_number"), ("section_key", "position"), "options")},
        ),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and not obj.packet_version.is_draft:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and not obj.packet_version.is_draft:
            return False
        return super().has_delete_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "packet_version":
            kwargs["queryset"] = db_field.related_model.objects.filter(state="draft")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _back(self, entry: PacketEntry) -> HttpResponse:
        return redirect(
            reverse("admin:meetings_packet_workbench", args=[entry.packet_version.packet_id])
        )

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._back(obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_continue" in request.POST:
            return super().response_change(request, obj)
        return self._back(obj)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(
                "<int:entry_id>/figure/<str:key>/",
                view(workbench.figure),
                name="meetings_packetentry_figure",
            ),
            path(
                "<int:entry_id>/picture/<str:key>/",
                view(workbench.picture),
                name="meetings_packetentry_picture",
            ),
        ]
        return own + super().get_urls()
