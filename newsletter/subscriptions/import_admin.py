"""Lists of readers in the admin: hand in, look at what they would change, take them over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import display

from alliance.admin import ReadOnlyAdmin
from alliance.errors import RuleViolation
from newsletter.models import SubscriberImport
from newsletter.subscriptions import desk
from newsletter.subscriptions.admin_forms import ListForm
from newsletter.subscriptions.admin_pages import page
from newsletter.subscriptions.sheets import COLUMNS, ListRefused

_ROWS_ON_A_PAGE = 100


@admin.register(SubscriberImport)
class SubscriberImportAdmin(ReadOnlyAdmin):
    list_display = ("name", "state", "created", "updated", "left_out", "by", "created_at")
    list_filter = ("state",)
    search_fields = ("name",)
    list_select_related = ("by__person",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_staff)  # type: ignore[union-attr]  # nobody else comes here

    @display(description=pgettext_lazy("import", "created"))
    def created(self, handed_in: SubscriberImport) -> Any:
        return handed_in.report.get("created", "-")

    @display(description=pgettext_lazy("import", "updated"))
    def updated(self, handed_in: SubscriberImport) -> Any:
        return handed_in.report.get("updated", "-")

    @display(description=pgettext_lazy("import", "left out"))
    def left_out(self, handed_in: SubscriberImport) -> Any:
        return handed_in.report.get("left_out", "-")

    def get_urls(self) -> list[URLPattern]:
        def url(step: str, view: Any) -> URLPattern:
            return path(
                f"<path:object_id>/{step}/",
                self.admin_site.admin_view(view),
                name=f"newsletter_subscriberimport_{step}",
            )

        return [
            url("confirm", self.confirm_view),
            url("discard", self.discard_view),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        sent = request.method == "POST"
        form = ListForm(*((request.POST, request.FILES) if sent else ()))
        if sent and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                handed_in = desk.hand_in(
                    file=file, name=file.name, by=request.user, at=timezone.now()
                )
            except ListRefused as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect("admin:newsletter_subscriberimport_change", handed_in.pk)
        context = {"title": _("Take in a list"), "form": form, "columns": COLUMNS}
        return page(self, request, "admin/newsletter/list_new.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        handed_in = self._import(request, object_id)
        report = handed_in.report
        rows = report.get("errors") or report.get("shown") or []
        context = {
            "title": handed_in.name,
            "handed_in": handed_in,
            "report": report,
            "page": Paginator(rows, _ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        }
        return page(self, request, "admin/newsletter/list.html", context)

    def confirm_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        def confirm(handed_in: SubscriberImport) -> None:
            desk.confirm(handed_in, by=request.user, at=timezone.now())
            self.log_change(request, handed_in, _("Taken over"))
            self.message_user(request, _("The list is taken over."))

        return self._decide(request, object_id, confirm)

    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._decide(
            request, object_id, lambda handed_in: desk.discard(handed_in, at=timezone.now())
        )

    def _decide(
        self, request: HttpRequest, object_id: str, step: Callable[[SubscriberImport], Any]
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        handed_in = self._import(request, object_id)
        try:
            step(handed_in)
        except RuleViolation as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect("admin:newsletter_subscriberimport_change", handed_in.pk)

    def _import(self, request: HttpRequest, object_id: str) -> SubscriberImport:
        found: SubscriberImport | None = self.get_object(request, object_id)
        if found is None:
            raise Http404
        return found
