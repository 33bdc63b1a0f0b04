"""The page behind "Paste from Excel"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import csrf_protect_m
from django.contrib.admin.utils import quote, unquote
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from alliance.admin import paste
from alliance.admin.paste import PasteTable

_SALT = "alliance.admin.paste"


class PasteForm(forms.Form):
    rows = forms.CharField(
        label=gettext_lazy("Rows copied from Excel"),
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 12, "spellcheck": "false"}),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("What happens to the present rows"),
        choices=[
            ("append", gettext_lazy("keep them and add these below")),
            ("replace", gettext_lazy("replace them by these")),
        ],
        initial="append",
        widget=UnfoldAdminRadioSelectWidget,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, can_replace: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_replace:
            del self.fields["mode"]


class PasteMixin:
    """`paste_tables` of a RecordAdmin: one tool and one page for each."""

    paste_tables: Sequence[PasteTable] = ()

    admin_site: Any
    model: type[models.Model]
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paste_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path("paste/<slug:key>/", view, name=f"{name}_paste_list"),
            path("<path:object_id>/paste/<slug:key>/", view, name=f"{name}_paste"),
        ]
        return (own if self.paste_tables else []) + super().get_urls()  # type: ignore[misc]

    def paste_tools(self, object_id: Any = None) -> list[dict[str, Any]]:
        """Links for the object tools of the record (or of the list)."""
        tools = []
        for table in self.paste_tables:
            if bool(table.parent_field) == (object_id is not None):
                tools.append(
                    {"title": self._tool_title(table), "link": self._url(table, object_id)}
                )
        return tools

    def _tool_title(self, table: PasteTable) -> str:
        if len(self.paste_tables) == 1:
            return _("Paste from Excel")
        return _("Paste from Excel: %(table)s") % {"table": table.name}

    def _url(self, table: PasteTable, object_id: Any) -> str:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        if object_id is None:
            return reverse(f"{name}_paste_list", args=[table.slug])
        return reverse(f"{name}_paste", args=[quote(object_id), table.slug])

    @csrf_protect_m
    def paste_view(
        self, request: HttpRequest, key: str, object_id: str | None = None
    ) -> HttpResponse:
        table = next((each for each in self.paste_tables if each.slug == key), None)
        if table is None or bool(table.parent_field) != (object_id is not None):
            raise Http404
        parent = None
        if object_id is not None:
            parent = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
            if parent is None:
                raise Http404
        if not self.may_paste(request, table, parent):
            raise PermissionDenied
        form = PasteForm(request.POST or None, can_replace=parent is not None)
        sheet = None
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                sheet, saved = self._take(request, table, parent, form)
                if saved is None:
                    # What was answered about cells is carried out with the rows, or not at all.
                    transaction.set_rollback(True)
            if saved is not None:
                return self._pasted(request, table, parent, saved)
        return self._paste_page(request, table, parent, form, sheet)

    def may_paste(
        self, request: HttpRequest, table: PasteTable, parent: models.Model | None
    ) -> bool:
        """Where a record is closed for changes, its rows are too."""
        if parent is None:
            return self.has_add_permission(request)  # type: ignore[attr-defined]
        return self.has_change_permission(request, parent)  # type: ignore[attr-defined]

    def _take(
        self, request: HttpRequest, table: PasteTable, parent: Any, form: PasteForm
    ) -> tuple[paste.PastedSheet, int | None]:
        sheet = paste.review_sheet(table, form.cleaned_data["rows"], request.POST)
        replace = form.cleaned_data.get("mode") == "replace"
        wants_to_save = "_save" in request.POST
        if wants_to_save and form.cleaned_data["seen"] != _state(table, parent):
            sheet.errors.append(
                _("The rows were changed while you were pasting. Look at the result again.")
            )
        if sheet.errors:
            return sheet, None
        saved = paste.store(sheet, parent, replace=replace, trial=not wants_to_save)
        return sheet, saved if wants_to_save and not sheet.has_errors else None

    def _pasted(
        self, request: HttpRequest, table: PasteTable, parent: Any, saved: int
    ) -> HttpResponse:
        note = _("%(count)s rows pasted into %(table)s.") % {"count": saved, "table": table.name}
        messages.success(request, note)
        if parent is None:
            return redirect(
                f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist"
            )
        self.log_change(request, parent, note)  # type: ignore[attr-defined]
        return redirect(
            f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change",
            quote(parent.pk),
        )

    def _paste_page(
        self,
        request: HttpRequest,
        table: PasteTable,
        parent: Any,
        form: PasteForm,
        sheet: paste.PastedSheet | None,
    ) -> HttpResponse:
        if form.is_bound:
            form.data = {**form.data.dict(), "seen": _state(table, parent)}  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": self._tool_title(table),
            "subtitle": str(parent) if parent else None,
            "opts": self.opts,
            "original": parent,
            "form": form,
            "sheet": sheet,
            "table": table,
            "present_rows": table.rows_of(parent).count() if parent else None,
            "media": self.media,  # type: ignore[attr-defined]
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/alliance/paste.html", context)


def _state(table: PasteTable, parent: Any) -> str:
    """What the present rows are, so that a replacement notices a change made meanwhile."""
    rows = table.rows_of(parent) if parent is not None else table.model._default_manager.none()
    if transaction.get_connection().in_atomic_block:
        rows = rows.select_for_update()
    names = ["pk", "version"] if hasattr(table.model, "version") else ["pk"]
    state = [list(row) for row in rows.order_by("pk").values_list(*names)]
    return signing.Signer(salt=_SALT).signature(str(state))
