"""The admin page of a record."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.sites import AdminSite
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from alliance.admin.export import ExcelExportMixin
from alliance.admin.locking import LockedModelFormSet, locked, row_form
from alliance.admin.paste_view import PasteMixin
from alliance.errors import RuleViolation
from alliance.models import StaleRecordError, VersionedModel


class LockedAdminMixin:
    """Refuse to overwrite what somebody else saved meanwhile; show both versions instead."""

    form: Any
    model: type[models.Model]

    def __init__(self, model: type[models.Model], admin_site: AdminSite) -> None:
        if issubclass(model, VersionedModel):
            self.form = locked(self.form)
        super().__init__(model, admin_site)  # type: ignore[call-arg]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]
        refused = getattr(request, "save_refused", "")
        return type(form)(form.__name__, (form,), {"save_refused": refused}) if refused else form

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        form = super().get_changelist_form(request, **kwargs)  # type: ignore[misc]
        return row_form(form) if issubclass(self.model, VersionedModel) else form

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("formset", LockedModelFormSet)
        return super().get_changelist_formset(request, **kwargs)  # type: ignore[misc]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # A record whose own fields stayed is not saved: two officers may edit different rows of it.
        if change and isinstance(obj, VersionedModel) and not form.has_changed():
            return
        super().save_model(request, obj, form, change)  # type: ignore[misc]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save; where that is refused after the form was found valid, show the form again."""
        view = super().changeform_view  # type: ignore[misc]
        try:
            return view(request, object_id, form_url, extra_context)
        except StaleRecordError:
            pass  # overtaken between reading and writing: the second look finds the difference
        except RuleViolation as refusal:
            request.save_refused = str(refusal)  # type: ignore[attr-defined]
        except ValidationError as refusal:
            request.save_refused = refusal  # type: ignore[attr-defined]
        except IntegrityError:
            if request.method != "POST":
                raise
        rewind_uploads(request)
        try:
            return view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # No form rule explains it, so the database's refusal is all that can be told.
            request.save_refused = _(  # type: ignore[attr-defined]
                "The database refused the record: it contradicts another one."
            )
            rewind_uploads(request)
            return view(request, object_id, form_url, extra_context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra_context = {"paste_tools": self.paste_tools()} | (extra_context or {})  # type: ignore[attr-defined]
        try:
            return super().changelist_view(request, extra_context)  # type: ignore[misc]
        except StaleRecordError:
            return super().changelist_view(request, extra_context)  # type: ignore[misc]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        conflict = getattr(context["adminform"].form, "conflict", None)
        conflicts = [conflict] if conflict else []
        for inline in context["inline_admin_formsets"]:
            conflicts += getattr(inline.formset, "conflicts", [])
        context["conflicts"] = conflicts
        if context.get("original") is not None and context["adminform"].form.fields:
            context["paste_tools"] = self.paste_tools(context["original"].pk)  # type: ignore[attr-defined]
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]


def rewind_uploads(request: HttpRequest) -> None:
    for upload in request.FILES.values():
        upload.seek(0)  # type: ignore[union-attr]


class RecordAdmin(LockedAdminMixin, PasteMixin, ExcelExportMixin, ModelAdmin):
    """Every record that officers edit."""

    list_filter_submit = True
    warn_unsaved_form = True
    compressed_fields = True
    list_per_page = 50
