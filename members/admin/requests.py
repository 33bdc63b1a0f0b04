"""What members ask of the secretariat: done with one click, or declined with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from alliance.admin import ReadOnlyAdmin
from alliance.errors import RuleViolation
from alliance.periods import today
from members.models import MemberRequest
from members.services import requests


class DecisionForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Comment to the organisation"),
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed to decline; goes by mail to who asked."),
    )


@admin.register(MemberRequest)
class MemberRequestAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "kind", "state", "effective_on", "requested_at", "requested_by")
    list_filter = ("state", "kind")
    list_select_related = ("organisation", "requested_by__person")
    search_fields = ("organisation__search_text", "reason")
    date_hierarchy = "requested_at"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        asked = self.get_object(request, unquote(object_id))
        if asked is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        form = DecisionForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                self._decide(request, asked, form)
            except RuleViolation as refusal:
                form.add_error("comment", str(refusal))
            else:
                return redirect("admin:members_memberrequest_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": str(asked),
            "opts": self.opts,
            "asked": asked,
            "waits": asked.state == MemberRequest.State.OPEN,
            "form": form,
        }
        return TemplateResponse(request, "admin/members/request.html", context)

    def _decide(self, request: HttpRequest, asked: MemberRequest, form: DecisionForm) -> None:
        by: Any = request.user
        if "_decline" in request.POST:
            comment = form.cleaned_data["comment"]
            requests.decline(request=asked, comment=comment, by=by, at=timezone.now())
            words = _("The request is declined; a mail is on its way.")
        elif "_accept" in request.POST:
            requests.accept(request=asked, by=by, on=today(), at=timezone.now())
            asked.refresh_from_db()
            words = (
                _("The request is accepted; the new representative is recorded on the day.")
                if asked.waits_for_its_day
                else _("The request is done and stands in the register.")
            )
        else:
            raise RuleViolation(_("Accept or decline."))
        self.log_change(request, asked, words)
        self.message_user(request, words)
