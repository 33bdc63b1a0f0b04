"""Every list as an Excel file: what is filtered is what is exported."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from html import unescape
from typing import Any

import tablib
from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportActionMixin
from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.resources import ModelResource
from unfold.contrib.import_export.forms import SelectableFieldsExportForm

from alliance.audit import record_access
from alliance.models import AccessRecord
from alliance.periods import today
from alliance.spreadsheets import neutralised


class ListColumn(Field):
    """A column of the changelist: a field, or a method of the model or of its admin."""

    def __init__(self, name: str, model_admin: Any) -> None:
        label = label_for_field(name, model_admin.model, model_admin)
        super().__init__(attribute=name, column_name=strip_tags(str(label)), readonly=True)
        self.model_admin = model_admin

    def __deepcopy__(self, memo: Any) -> ListColumn:
        # Resources copy their columns; this one has no state, and admins cannot be copied.
        return self

    def export(self, instance: models.Model, **kwargs: Any) -> Any:
        return exported(self._value(instance))

    def _value(self, instance: models.Model) -> Any:
        try:
            field, attribute, value = lookup_field(self.attribute, instance, self.model_admin)
        except (ObjectDoesNotExist, AttributeError):
            return None
        if field is None:
            return getattr(attribute, "empty_value_display", None) if value is None else value
        if field.many_to_many:
            return ", ".join(str(item) for item in getattr(instance, field.name).all())
        if field.is_relation:
            return getattr(instance, field.name)
        return getattr(instance, f"get_{field.name}_display")() if field.choices else value


def exported(value: Any) -> Any:
    """A cell: numbers and dates stay what they are, everything else is harmless text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, (int, float, Decimal, date, time)):
        return value
    if isinstance(value, SafeString):
        return neutralised(unescape(strip_tags(value)).strip())
    return neutralised(str(value))


class ListResource(ModelResource):
    def after_export(self, queryset: Any, dataset: tablib.Dataset, **kwargs: Any) -> None:
        # Sheet names hold 31 characters and no brackets or slashes.
        title = str(self._meta.model._meta.verbose_name_plural)
        dataset.title = "".join(sign for sign in title if sign not in "[]:*?/\\")[:31]


class ExportForm(SelectableFieldsExportForm):
    reason = forms.CharField(
        label=_("What for"),
        max_length=200,
        required=False,
        help_text=_("Kept with the record of this export."),
    )

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        from unfold.widgets import UnfoldAdminTextInputWidget

        self.fields["reason"].widget = UnfoldAdminTextInputWidget()

    def _get_field_label(self, resource: Any, field_name: str) -> str:
        return resource.fields[field_name].column_name


class ExcelExportMixin(ExportActionMixin):
    """Adds "Export" to the list and to its actions. `export_fields` defaults to the columns."""

    export_fields: tuple[str, ...] | list[str] = ()
    export_form_class = ExportForm
    formats = [XLSX]
    change_form_template = None
    show_change_form_export = False

    model: type[models.Model]

    def get_export_fields(self, request: HttpRequest) -> list[str]:
        return list(self.export_fields or self.get_list_display(request))  # type: ignore[attr-defined]

    def get_export_resource_classes(self, request: HttpRequest) -> list[type[ModelResource]]:
        columns = {
            name: ListColumn(name, self)
            for name in self.get_export_fields(request)
            if isinstance(name, str) and name != "action_checkbox"
        }
        meta = type("Meta", (), {"model": self.model, "fields": list(columns)})
        return [type("List", (ListResource,), {**columns, "Meta": meta})]

    def export_action(self, request: HttpRequest) -> HttpResponse:
        try:
            response: HttpResponse = super().export_action(request)
        except IncorrectLookupParameters:
            # As the list does with filters that make no sense: all records, unfiltered.
            return redirect(request.path)
        return response

    def get_valid_export_item_pks(self, request: HttpRequest) -> list[Any]:
        return list(self.get_queryset(request).values_list("pk", flat=True))  # type: ignore[attr-defined]

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        return f"{self.model._meta.verbose_name_plural}-{today().isoformat()}.xlsx"

    def _do_file_export(
        self, file_format: Any, request: HttpRequest, queryset: Any, export_form: Any = None
    ) -> HttpResponse:
        response = super()._do_file_export(file_format, request, queryset, export_form)
        name = self.get_export_filename(request, queryset, file_format)
        response["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=name
        )
        record_access(
            request,
            action=AccessRecord.Action.EXPORT,
            subject=self.model(),
            label=str(self.model._meta.verbose_name_plural),
            detail={
                "rows": queryset.count(),
                "filter": request.GET.urlencode(),
                "reason": export_form.cleaned_data.get("reason", "") if export_form else "",
                "columns": list(self.get_export_resource_fields_from_form(export_form) or ()),
            },
        )
        return response
