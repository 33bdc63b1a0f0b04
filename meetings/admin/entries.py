"""Entries of a draft in the admin; they are reached from the workbench."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from alliance.admin import AttachmentInline, RecordAdmin
from alliance.attachments import AttachmentField
from alliance.packets import UnknownSectionError, get_section
from alliance.periods import PeriodRule
from meetings.models import PacketEntry, PacketVersion
from meetings.packets.assembly import PICTURE_SUFFIXES, entry_key
from meetings.packets.places import EntryPlace, annex_label, place_choices
from meetings.services.arranging import next_position
from meetings.services.drafts import lock_draft, refresh_contents
from meetings.views.workbench.answers import back, back_to_entry
from meetings.views.workbench.board import entry_row
from meetings.views.workbench.urls import entry_urls


class PrintedFileField(AttachmentField):
    """A file that becomes part of the packet: a picture, or a PDF whose pages are inserted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join((".pdf", *PICTURE_SUFFIXES))

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if isinstance(data, UploadedFile) and not file.name.endswith((".pdf", *PICTURE_SUFFIXES)):
            raise ValidationError(
                _("%(name)s cannot be printed with the packet. Attach a PDF or a picture."),
                params={"name": file.original_name},
            )
        return file


class PrintedFileInline(AttachmentInline):
    field_class = PrintedFileField
    verbose_name_plural = _("attached PDFs and pictures")


class PacketEntryForm(forms.ModelForm):
    """Place and period rule as choices; what else a section is told stays as it was chosen."""

    place = forms.ChoiceField(
        label=pgettext_lazy("packet", "place"), widget=UnfoldAdminSelectWidget
    )
    rule = forms.ChoiceField(
        label=_("period rule"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Which facts count as this time's. It is printed under the figures."),
    )

    # Should the entry be deleted meanwhile, what was typed can still become one of this draft.
    of_draft = forms.IntegerField(required=False, widget=forms.HiddenInput)

    # The draft that a new entry goes into; set by the admin.
    draft: PacketVersion | None = None

    class Meta:
        model = PacketEntry
        fields = ("title", "level", "is_enabled", "starts_page", "text_before", "text_after")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entry: PacketEntry = self.instance
        version = self.draft if entry.pk is None else entry.packet_version
        if version is None:
            return
        self.initial["of_draft"] = version.pk
        choices = place_choices(version.packet.meeting)
        if entry.section_key:
            made = PacketEntry(section_key=entry.section_key, snapshot=entry.snapshot)
            self.fields["title"].widget.attrs["placeholder"] = made.shown_title
            self.fields["title"].help_text = _("Empty: the title in grey.")
        if entry.pk is not None:
            here = EntryPlace.of(entry)
            self.initial["place"] = here.code
            if here.annex is not None and here.code not in dict(choices):
                choices.append((here.code, annex_label(here.annex)))
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
        if not has_rule(entry):
            self.fields.pop("rule", None)
            return
        default = PeriodRule(get_section(entry.section_key).default_rule)
        usual = gettext("as usual for the section (%(rule)s)") % {"rule": default.label}
        self.fields["rule"].choices = [("", usual), *PeriodRule.choices]  # type: ignore[attr-defined]
        self.initial["rule"] = entry.options.get("rule", "")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("place"):
            place = EntryPlace.parse(cleaned["place"])
            self.instance.part, self.instance.annex_number = place.part, place.annex
        if "rule" in cleaned:
            others = {key: value for key, value in self.instance.options.items() if key != "rule"}
            chosen = {"rule": cleaned["rule"]} if cleaned["rule"] else {}
            self.instance.options = {**others, **chosen}
        return cleaned


def has_rule(entry: PacketEntry | None) -> bool:
    """Whether the entry's section asks for a period rule, as far as its figures tell."""
    if entry is None or not entry.section_key:
        return False
    try:
        get_section(entry.section_key)
    except UnknownSectionError:
        return False
    figures = (entry.snapshot or {}).get("figures", [])
    return "rule" in entry.options or any(figure["rule"] for figure in figures)


@admin.register(PacketEntry)
class PacketEntryAdmin(RecordAdmin):
    form = PacketEntryForm
    inlines = (PrintedFileInline,)
    readonly_fields = ("section", "about", "figures")

    def get_fieldsets(self, request: HttpRequest, obj: PacketEntry | None = None) -> Any:
        first = ("title", ("level", "place"), ("is_enabled", "starts_page"), "of_draft")
        heading = (None, {"fields": first})
        text = (_("Own text"), {"fields": ("text_before", "text_after")})
        if obj is None or not obj.section_key:
            return (heading, text)
        told = ("section", "about") if _options_told(obj) else ("section",)
        rule = ("rule",) if has_rule(obj) else ()
        return (heading, (_("Section"), {"fields": (told, *rule, "figures")}), text)

    @admin.display(description=_("section"))
    def section(self, entry: PacketEntry) -> str:
        try:
            return str(get_section(entry.section_key).title)
        except UnknownSectionError:
            return entry.section_key

    @admin.display(description=pgettext_lazy("packet", "about"))
    def about(self, entry: PacketEntry) -> str:
        return _options_told(entry)

    @admin.display(description=_("figures"))
    def figures(self, entry: PacketEntry) -> SafeString:
        return render_to_string(
            "meetings/workbench/_figures.html", {"row": entry_row(entry), "entry": entry}
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only where the address names the draft; the theme's general button would not."""
        return super().has_add_permission(request) and _draft_asked_for(request) is not None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:meetings_packet_changelist")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        entry = self.get_object(request, object_id) if object_id else None
        version = entry.packet_version if entry else _draft_asked_for(request)
        if version is None:
            messages.info(request, _("Parts are added from a packet's workbench."))
            return redirect("admin:meetings_packet_changelist")
        if not version.is_draft:
            return self._refuse(request, version, entry)
        extra_context = {"show_save_and_add_another": False} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        entry = self.get_object(request, object_id)
        if entry is not None and not entry.packet_version.is_draft:
            return self._refuse(request, entry.packet_version, entry)
        return super().delete_view(request, object_id, extra_context)

    def _refuse(
        self, request: HttpRequest, version: PacketVersion, entry: PacketEntry | None
    ) -> HttpResponse:
        if entry is not None and request.method in ("GET", "HEAD"):
            address = reverse("admin:meetings_packet_view", args=[version.pk])
            return redirect(f"{address}#{entry_key(entry)}")
        messages.error(request, _("A published packet is not changed; make a new version."))
        return back_to_entry(entry) if entry else back(version)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None:
            return form
        return type(form)(form.__name__, (form,), {"draft": _draft_asked_for(request)})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            version = _draft_asked_for(request)
            if version is None:
                raise Http404
            obj.packet_version = lock_draft(version)
            obj.position = next_position(obj.packet_version)
        else:
            version = lock_draft(obj.packet_version)
            # Moved or computed anew while the form was open; neither is this form's business.
            obj.refresh_from_db(fields=["position", "snapshot", "collected_at"])
            if "place" in form.changed_data:
                obj.position = next_position(version)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or {"place", "rule", "is_enabled"} & set(form.changed_data):
            refresh_contents(version=form.instance.packet_version)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        version = lock_draft(obj.packet_version)
        super().delete_model(request, obj)
        refresh_contents(version=version)
        request.entry_version = version  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, _("“%(title)s” was added.") % {"title": obj.shown_title})
        return back_to_entry(obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if "_continue" in request.POST:
            return super().response_change(request, obj)
        messages.success(request, _("“%(title)s” was changed.") % {"title": obj.shown_title})
        return back_to_entry(obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        messages.success(request, _("“%(title)s” was deleted.") % {"title": obj_display})
        return back(request.entry_version)  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        return entry_urls(self.admin_site.admin_view) + super().get_urls()


def _draft_asked_for(request: HttpRequest) -> PacketVersion | None:
    """The draft that the workbench's link names, or the form that was shown."""
    asked = request.GET.get("packet_version") or request.POST.get("of_draft", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    versions = PacketVersion.objects.select_related("packet__meeting")
    return versions.filter(pk=int(asked)).first()


def _options_told(entry: PacketEntry) -> str:
    """The partner or subcommittee by its name; by its code where it has no entry any more."""
    told = {key: value for key, value in entry.options.items() if key != "rule"}
    with suppress(UnknownSectionError):
        variants = get_section(entry.section_key).variants
        for options, label in variants() if told and variants else ():
            if options == told:
                return label
    return ", ".join(str(value) for value in told.values())
