"""Entries that members wrote themselves: looked at, published or returned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from alliance.admin import ReadOnlyAdmin, RecordTabularInline
from alliance.errors import RuleViolation
from members.entry_content import live_content
from members.entry_history import changes_of
from members.models import EntryDraft, EntryPublication
from members.services import entries


class ReviewForm(forms.Form):
    """What the officer looked at travels with the decision."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    entry_seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    comment = forms.CharField(
        label=gettext_lazy("Comment to the organisation"),
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=gettext_lazy("Goes by mail to who handed it in; the draft goes on."),
    )


@admin.register(EntryDraft)
class EntryDraftAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "state", "submitted_at", "submitted_by", "saved_at")
    list_filter = ("state",)
    list_select_related = ("organisation", "submitted_by__person")
    search_fields = ("organisation__search_text",)
    date_hierarchy = "submitted_at"
    export_fields = ("organisation", "state", "submitted_at", "submitted_by", "decided_at")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        draft = self.get_object(request, unquote(object_id))
        if draft is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        form = ReviewForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                return self._decided(request, draft, form)
            except entries.OvertakenError as refusal:
                # What is there now is shown: the officer decides anew.
                self.message_user(request, str(refusal), "error")
                return HttpResponseRedirect(request.path)
            except RuleViolation as refusal:
                form.add_error("comment", str(refusal))
        return TemplateResponse(
            request, "admin/members/review.html", self._page(draft, form, request)
        )

    def _decided(self, request: HttpRequest, draft: EntryDraft, form: ReviewForm) -> HttpResponse:
        seen: dict[str, Any] = {
            "draft": draft,
            "seen_version": form.cleaned_data["version"],
            "by": request.user,
            "at": timezone.now(),
        }
        if "_return" in request.POST:
            entries.return_draft(**seen, comment=form.cleaned_data["comment"])
            done = _("The draft of %(name)s is returned; a mail is on its way.")
        else:
            entries.approve(**seen, seen_entry=form.cleaned_data["entry_seen"])
            done = _("The entry of %(name)s is published.")
        words = done % {"name": draft.organisation.name}
        self.log_change(request, draft, words)
        self.message_user(request, words)
        following = EntryDraft.objects.waiting().first()
        if following is not None:
            return redirect("admin:members_entrydraft_change", following.pk)
        return redirect("admin:members_entrydraft_changelist")

    def _page(self, draft: EntryDraft, form: ReviewForm, request: HttpRequest) -> dict[str, Any]:
        live = live_content(draft.organisation)
        found = entries.pending_changes(draft) if draft.is_open else []
        form.initial = {"version": draft.version, "entry_seen": live.fingerprint}
        return {
            **self.admin_site.each_context(request),
            "title": _("Entry of %(name)s") % {"name": draft.organisation.name},
            "opts": self.opts,
            "draft": draft,
            "changes": found,
            "clashes": any(change.clashes for change in found),
            "waits": draft.state == EntryDraft.State.SUBMITTED,
            "publication": EntryPublication.objects.filter(draft=draft).first(),
            "form": form,
            "seen": form.initial,
        }


class PublicationInline(RecordTabularInline):
    """On the organisation's page: what its people had published."""

    model = EntryPublication
    fields = ("published_at", "published_by", "submitted_by")
    readonly_fields = fields
    can_delete = False
    max_num = 0
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(EntryPublication)
class EntryPublicationAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "published_at", "published_by", "submitted_by")
    list_select_related = ("organisation", "published_by__person", "submitted_by__person")
    search_fields = ("organisation__search_text",)
    date_hierarchy = "published_at"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        publication = self.get_object(request, unquote(object_id))
        if publication is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Entry of %(name)s") % {"name": publication.organisation.name},
            "opts": self.opts,
            "publication": publication,
            "changes": changes_of(publication),
        }
        return TemplateResponse(request, "admin/members/publication.html", context)
