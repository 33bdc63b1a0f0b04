"""Rows edited inside another record's form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.sites import AdminSite
from django.db import models
from django.http import HttpRequest
from unfold.admin import (
    GenericTabularInline,
    StackedInline,
    TabularInline,
)
from unfold.widgets import UnfoldAdminFileFieldWidget

from alliance.admin.choices import ChosenInFormsMixin
from alliance.admin.locking import row_form
from alliance.admin.rows import locked_formset
from alliance.attachments import AttachmentField
from alliance.models import Attachment, Picture
from alliance.pictures import PictureField


class LockedInlineMixin(ChosenInFormsMixin):
    """Make the inline's forms carry the versions that were shown."""

    form: Any
    formset: Any
    extra = 0

    def __init__(self, parent_model: type[models.Model], admin_site: AdminSite) -> None:
        self.form = row_form(self.form)
        self.formset = locked_formset(self.formset)
        super().__init__(parent_model, admin_site)  # type: ignore[call-arg]


class RecordTabularInline(LockedInlineMixin, TabularInline):
    """The usual inline of the portal."""


class RecordStackedInline(LockedInlineMixin, StackedInline):
    """For rows with long texts."""


class OwnedFileForm(forms.ModelForm):
    """Keeps the uploader's name for the file, since storage has names of its own."""

    def save(self, commit: bool = True) -> Any:
        file: Any = self.cleaned_data.get("file")
        if "file" in self.changed_data and hasattr(file, "original_name"):
            self.instance.original_name = file.original_name
        return super().save(commit)


class OwnedFileInline(LockedInlineMixin, GenericTabularInline):
    ct_field = "owner_type"
    ct_fk_field = "owner_id"
    form = OwnedFileForm
    field_class: type[forms.FileField]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "file":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return self.field_class(label=db_field.verbose_name, widget=UnfoldAdminFileFieldWidget)


class PictureInline(OwnedFileInline):
    """Pictures of a record; its model needs no field for them."""

    model = Picture
    field_class = PictureField
    fields = ("position", "file", "caption", "group")


class AttachmentInline(OwnedFileInline):
    """Files of a record; its model needs no field for them."""

    model = Attachment
    field_class = AttachmentField
    fields = ("position", "file", "title")
