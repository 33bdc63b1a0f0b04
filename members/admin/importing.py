"""Sheets of members in the admin: hand in, look at what they would change, take them over."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from typing import IO, Any

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from alliance.admin import ReadOnlyAdmin
from alliance.audit import record_access
from alliance.errors import RuleViolation
from alliance.models import AccessRecord, Job
from alliance.periods import today
from members.models import MemberImport
from members.sheets import desk
from members.sheets.guide import guide, rules
from members.sheets.opening import SheetRefused
from members.sheets.template import write_template
from members.sheets.writing import member_texts, write_csv, write_errors, write_workbook
from members.validators import validate_plausible_day

_ROWS_ON_A_PAGE = 100
State = MemberImport.State

# What the register is downloaded as: suffix, and how it is written.
_FORMATS: dict[str, tuple[str, Callable[[IO[bytes], Any], int]]] = {
    "xlsx": ("xlsx", write_workbook),
    "csv": ("csv", write_csv),
    "cp949": ("csv", lambda file, rows: write_csv(file, rows, encoding="cp949")),
}


class HandInForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Sheet (.xlsx or .csv)"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".xlsx,.csv"}),
    )
    on = forms.DateField(
        label=gettext_lazy("in force from"),
        initial=today,
        validators=[validate_plausible_day],
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text=gettext_lazy("New names and classes hold from this day on."),
    )


class _Rows(Sequence[Any]):
    """Rows of the preview, or errors, read from the file page by page."""

    def __init__(self, length: int, read: Callable[[int, int], list[Any]]) -> None:
        self._length, self._read = length, read

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: Any) -> Any:
        return self._read(part.start, part.stop - part.start)


@admin.register(MemberImport)
class MemberImportAdmin(ReadOnlyAdmin):
    list_display = (
        "name",
        "state",
        "effective_on",
        "created",
        "updated",
        "unchanged",
        "errors",
        "by",
        "created_at",
    )
    list_filter = ("state",)
    search_fields = ("name",)
    list_select_related = ("by__person",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_staff)  # type: ignore[union-attr]  # nobody else comes here

    def get_urls(self) -> list[URLPattern]:
        def url(route: str, view: Any, name: str) -> URLPattern:
            return path(
                route, self.admin_site.admin_view(view), name=f"members_memberimport_{name}"
            )

        return [
            url("template/", self.template_view, "template"),
            url("register/", self.register_view, "register"),
            url("<path:object_id>/confirm/", self.confirm_view, "confirm"),
            url("<path:object_id>/again/", self.again_view, "again"),
            url("<path:object_id>/discard/", self.discard_view, "discard"),
            url("<path:object_id>/errors/", self.errors_view, "errors"),
            *super().get_urls(),
        ]

    # --- Handing in ------------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        sent = request.method == "POST"
        form = HandInForm(*((request.POST, request.FILES) if sent else ()))
        if sent and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                handed_in = desk.hand_in(
                    file=file,
                    name=file.name,
                    on=form.cleaned_data["on"],
                    by=request.user,  # type: ignore[arg-type]  # an officer is signed in
                )
            except SheetRefused as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect("admin:members_memberimport_change", handed_in.pk)
        context = {
            "title": _("Import members"),
            "form": form,
            "guide": guide(),
            "rules": rules(),
            "most_at_once": desk.MOST_AT_ONCE,
        }
        return self._page(request, "admin/members/import_new.html", context)

    def template_view(self, request: HttpRequest) -> HttpResponseBase:
        return _download(_("members-template.xlsx"), write_template)

    def register_view(self, request: HttpRequest) -> HttpResponseBase:
        """The whole register as a sheet that can be handed in again."""
        suffix, write = _FORMATS.get(request.GET.get("format", ""), _FORMATS["xlsx"])
        name = _("members-%(day)s") % {"day": today().isoformat()} + f".{suffix}"
        try:
            response = _download(name, lambda file: write(file, member_texts(today())))
        except RuleViolation as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:members_memberimport_add")
        record_access(
            request,
            action=AccessRecord.Action.EXPORT,
            subject=self.model(),
            label=name,
        )
        return response

    # --- Looking at it -----------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        handed_in = self._import(request, object_id)
        context: dict[str, Any] = {"title": handed_in.name, "handed_in": handed_in}
        if handed_in.state in (State.CHECKING, State.WRITING):
            jobs = Job.objects.filter(
                subject_type=handed_in._meta.label_lower, subject_id=handed_in.pk
            )
            context["jobs"] = jobs.select_related("requested_by__person")[:1]
        elif handed_in.state == State.FAULTY:
            context["page"] = _page_of(request, _errors(handed_in))
        elif handed_in.state == State.READY:
            effects = {
                effect: count
                for effect in ("updated", "created")
                if (count := getattr(handed_in, effect))
            }
            effect = request.GET.get("show", "")
            if effect not in effects:
                effect = next(iter(effects), "")
            if effect:
                context["page"] = _page_of(request, _shown(handed_in, effect))
            context |= {"effects": effects, "effect": effect}
        return self._page(request, "admin/members/import.html", context)

    def errors_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        handed_in = self._import(request, object_id)
        if handed_in.state != State.FAULTY:
            raise Http404
        return _download(
            _("errors.xlsx"), lambda file: write_errors(file, desk.errors_of(handed_in))
        )

    # --- Deciding --------------------------------------------------------------------------------

    def confirm_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        def confirm(handed_in: MemberImport) -> None:
            desk.confirm(handed_in, by=request.user)  # type: ignore[arg-type]
            if handed_in.state == State.DONE:
                self.message_user(request, _("The sheet is taken over."))

        return self._decide(request, object_id, confirm)

    def again_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._decide(
            request,
            object_id,
            lambda handed_in: desk.check_again(handed_in, by=request.user),  # type: ignore[arg-type]
        )

    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._decide(request, object_id, desk.discard)

    def _decide(
        self, request: HttpRequest, object_id: str, step: Callable[[MemberImport], Any]
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        handed_in = self._import(request, object_id)
        try:
            step(handed_in)
        except RuleViolation as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect("admin:members_memberimport_change", handed_in.pk)

    # --- Pages -----------------------------------------------------------------------------------

    def _import(self, request: HttpRequest, object_id: str) -> MemberImport:
        handed_in: MemberImport | None = self.get_object(request, object_id)
        if handed_in is None:
            raise Http404
        return handed_in

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "media": self.media,
                **context,
            },
        )


def _page_of(request: HttpRequest, rows: _Rows) -> Any:
    return Paginator(rows, _ROWS_ON_A_PAGE).get_page(request.GET.get("page"))


def _errors(handed_in: MemberImport) -> _Rows:
    return _Rows(
        handed_in.errors,
        lambda start, most: list(desk.errors_of(handed_in, start=start, most=most)),
    )


def _shown(handed_in: MemberImport, effect: str) -> _Rows:
    return _Rows(
        getattr(handed_in, effect),
        lambda start, most: desk.shown_rows(handed_in, effect, start=start, most=most),
    )


def _download(name: str, write: Callable[[IO[bytes]], Any]) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)
