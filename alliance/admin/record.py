"""The admin page of a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin as DjangoModelAdmin
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from alliance.admin import shown
from alliance.admin.choices import ChosenInFormsMixin, ChosenInListsMixin
from alliance.admin.conflicts import Conflict, last_change
from alliance.admin.export import ExcelExportMixin
from alliance.admin.locking import locked, row_form
from alliance.admin.paste_view import PasteMixin
from alliance.admin.rows import LockedModelFormSet
from alliance.errors import RuleViolation
from alliance.models import StaleRecordError, VersionedModel

RECREATE = "_recreate"


class LockedAdminMixin:
    """Refuse to overwrite what somebody else saved meanwhile; show both versions instead."""

    form: Any
    model: type[models.Model]

    def __init__(self, model: type[models.Model], admin_site: AdminSite) -> None:
        if issubclass(model, VersionedModel):
            self.form = locked(self.form)
        super().__init__(model, admin_site)  # type: ignore[call-arg]

    # --- Forms ---------------------------------------------------------------------------------

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]
        told = {
            name: getattr(request, f"_{name}")
            for name in ("save_refused", "conflict")
            if getattr(request, f"_{name}", None)
        }
        return type(form)(form.__name__, (form,), told) if told else form

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        form = super().get_changelist_form(request, **kwargs)  # type: ignore[misc]
        return row_form(form) if issubclass(self.model, VersionedModel) else form

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("formset", LockedModelFormSet)
        return super().get_changelist_formset(request, **kwargs)  # type: ignore[misc]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        view = super().changeform_view  # type: ignore[misc]
        if request.method != "POST":
            return view(request, object_id, form_url, extra_context)
        if object_id is not None and self._was_deleted(request, object_id):
            object_id = None

        def save() -> HttpResponse:
            return view(request, object_id, form_url, extra_context)

        return self._saved_or_told(request, save)

    def _saved_or_told(
        self, request: HttpRequest, save: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """Save; what is refused after the form was found valid is told in the form."""
        try:
            return save()
        except StaleRecordError:
            pass  # overtaken between reading and writing: the second look finds the difference
        except RuleViolation as refusal:
            request._save_refused = str(refusal)  # type: ignore[attr-defined]
        except ValidationError as refusal:
            request._save_refused = refusal  # type: ignore[attr-defined]
        except IntegrityError:
            pass  # overtaken likewise: the second look finds the rule that is broken
        _rewind_uploads(request)
        try:
            return save()
        except IntegrityError:
            # No form rule explains it, so the database's refusal is all that can be told.
            request._save_refused = _(  # type: ignore[attr-defined]
                "The database refused the record: it contradicts another one."
            )
            _rewind_uploads(request)
            return save()

    def _was_deleted(self, request: HttpRequest, object_id: str) -> bool:
        """Somebody else deleted what this person edited: the form becomes one for a new record."""
        key = unquote(object_id)
        if (
            key not in shown.unsign(request.POST.get(shown.FIELD, ""))
            or self.get_object(request, key) is not None  # type: ignore[attr-defined]
            or not self.has_add_permission(request)  # type: ignore[attr-defined]
        ):
            return False
        if RECREATE not in request.POST:
            change = last_change(self.model, key)
            request._conflict = Conflict(  # type: ignore[attr-defined]
                record=change.record,
                kind=str(self.model._meta.verbose_name),
                changed_by=change.by,
                changed_at=change.at,
                is_deleted=True,
            )
        return True

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        conflict = getattr(form, "conflict", None)
        conflicts = [conflict] if conflict else []
        for inline in context["inline_admin_formsets"]:
            conflicts += getattr(inline.formset, "conflicts", [])
        context["conflicts"] = conflicts
        if RECREATE in request.POST or (conflict and conflict.is_deleted):
            # Kept as it came: it proves that the deleted record was once shown here.
            token = request.POST.get(shown.FIELD, "")
            context["recreate_inputs"] = [
                shown.hidden_input(RECREATE, "1"),
                shown.hidden_input(shown.FIELD, token),
            ]
        if context.get("original") is not None and form.fields:
            context["paste_tools"] = self.paste_tools(context["original"].pk)  # type: ignore[attr-defined]
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        """Fields by the labels that officers read; Django keeps them untranslated."""
        entries = super().construct_change_message(request, form, formsets, add)  # type: ignore[misc]
        labels = _labels([form, *(formset.form for formset in formsets or [])])
        for entry in entries:
            for part in entry.values():
                if "fields" in part:
                    part["fields"] = [labels.get(label, label) for label in part["fields"]]
        return entries

    # --- Lists and actions ---------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra_context = {"paste_tools": self.paste_tools()} | (extra_context or {})  # type: ignore[attr-defined]
        view = super().changelist_view  # type: ignore[misc]
        if request.method != "POST":
            return view(request, extra_context)
        try:
            with transaction.atomic():
                return view(request, extra_context)
        except StaleRecordError as stale:
            if "_save" in request.POST:
                return view(request, extra_context)
            return self._look_again(request, stale.record)
        except RuleViolation as refusal:
            self.message_user(request, str(refusal), messages.ERROR)  # type: ignore[attr-defined]
            return HttpResponseRedirect(request.get_full_path())

    # --- Deletion ------------------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)  # type: ignore[misc]
        except StaleRecordError as stale:
            return self._look_again(request, stale.record)
        except RuleViolation as refusal:
            self.message_user(request, str(refusal), messages.ERROR)  # type: ignore[attr-defined]
            return HttpResponseRedirect(request.get_full_path())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._hold_as_shown(request, [obj])
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._hold_as_shown(request, list(queryset))
        super().delete_queryset(request, queryset)  # type: ignore[misc]

    def _hold_as_shown(self, request: HttpRequest, records: list[Any]) -> None:
        """Lock the records as they were shown on the page that asked for a confirmation."""
        tokens = shown.unsign(request.POST.get(shown.FIELD, ""))
        for record in records:
            if not isinstance(record, VersionedModel):
                continue
            seen = tokens.get(str(record.pk))
            same = type(record)._default_manager.select_for_update().filter(pk=record.pk)
            if seen is None or not same.filter(version=seen.version).exists():
                raise StaleRecordError(record)

    def _look_again(self, request: HttpRequest, record: Any) -> HttpResponse:
        change = last_change(type(record), record.pk)
        self.message_user(  # type: ignore[attr-defined]
            request,
            _(
                "%(kind)s “%(record)s” was changed meanwhile (%(by)s: %(change)s), "
                "so nothing was done. Look at it and confirm again."
            )
            % {
                "kind": record._meta.verbose_name,
                "record": record,
                "by": change.by or "–",
                "change": change.message or "–",
            },
            messages.WARNING,
        )
        return HttpResponseRedirect(request.get_full_path())


def _labels(forms: list[Any]) -> dict[str, str]:
    """What a label is called without a translation -> what it is called here."""
    fields = [
        field
        for form in forms
        for field in getattr(form, "fields", form.base_fields).values()
        if field.label
    ]
    with translation.override(None):
        untranslated = [str(field.label) for field in fields]
    return dict(zip(untranslated, (str(field.label) for field in fields), strict=True))


def _rewind_uploads(request: HttpRequest) -> None:
    for upload in request.FILES.values():
        upload.seek(0)  # type: ignore[union-attr]


class SavesChangedRecords(DjangoModelAdmin):
    """Comes after the theme's own steps, which run whether or not the record is saved."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # A record whose own fields stayed is not saved: two officers may edit different rows of it.
        if change and isinstance(obj, VersionedModel) and not form.has_changed():
            return
        super().save_model(request, obj, form, change)


class RecordAdmin(
    ChosenInFormsMixin,
    ChosenInListsMixin,
    LockedAdminMixin,
    PasteMixin,
    ExcelExportMixin,
    ModelAdmin,
    SavesChangedRecords,
):
    """Every record that officers edit."""

    list_filter_submit = True
    warn_unsaved_form = True
    compressed_fields = True
    list_per_page = 50
