"""Rows edited inside another record's form."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.sites import AdminSite
from django.db import models
from unfold.admin import (
    GenericTabularInline,
    StackedInline,
    TabularInline,
)

from alliance.admin.locking import locked_formset, row_form
from alliance.models import Attachment, Picture


class LockedInlineMixin:
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


class OwnedFileInline(LockedInlineMixin, GenericTabularInline):
    ct_field = "owner_type"
    ct_fk_field = "owner_id"


class PictureInline(OwnedFileInline):
    model = Picture
    fields = ("position", "file", "caption", "group")


class AttachmentInline(OwnedFileInline):
    model = Attachment
    fields = ("position", "file", "title")
