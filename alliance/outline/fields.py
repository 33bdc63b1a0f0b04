"""A model field and a form field for outline text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from alliance.outline.cleaning import MAX_CHARACTERS, MOST_LINES, clean


def check_length(text: str, *, limit: int, name: Any) -> None:
    if len(text) > limit:
        raise ValidationError(
            _("“%(field)s” has %(length)s characters; at most %(limit)s can be kept."),
            code="max_length",
            params={"field": name, "length": f"{len(text):,}", "limit": f"{limit:,}"},
        )
    lines = text.count("\n") + 1
    if lines > MOST_LINES:
        raise ValidationError(
            _("“%(field)s” has %(lines)s lines; at most %(limit)s can be kept."),
            code="max_lines",
            params={"field": name, "lines": f"{lines:,}", "limit": f"{MOST_LINES:,}"},
        )


class OutlineFormField(forms.CharField):
    widget = forms.Textarea

    def __init__(self, *, max_characters: int = MAX_CHARACTERS, **kwargs: Any) -> None:
        # Stripping would take the indentation of the first line, and with it its level. A
        # `maxlength` attribute would make the browser cut a pasted text without a word.
        super().__init__(**{**kwargs, "strip": False, "max_length": None})
        self.max_characters = max_characters

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean(text) if isinstance(text, str) else text

    def validate(self, value: Any) -> None:
        super().validate(value)
        check_length(value or "", limit=self.max_characters, name=self.label or _("Outline text"))


class OutlineField(models.TextField):
    """Outline text as typed; print it with `{% load outline %}{{ record.text|outline }}`."""

    def __init__(self, *args: Any, max_characters: int = MAX_CHARACTERS, **kwargs: Any) -> None:
        self.max_characters = max_characters
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self.max_characters != MAX_CHARACTERS:
            kwargs["max_characters"] = self.max_characters
        return str(name), path, args, kwargs

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean(text) if isinstance(text, str) else text

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        # Rows that are written without a form or full_clean(), imports for example, come by here.
        prepared = super().get_db_prep_save(value, connection)
        return clean(prepared) if isinstance(prepared, str) else prepared

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        check_length(value or "", limit=self.max_characters, name=capfirst(self.verbose_name))

    def formfield(self, **kwargs: Any) -> Any:
        from alliance.outline.widgets import OutlineWidget  # unfold's widgets read the settings

        widget = kwargs.get("widget")
        if isinstance(widget, type) and issubclass(widget, AdminTextareaWidget):
            kwargs["widget"] = OutlineWidget  # the admin's general choice for a TextField
        return super().formfield(
            **{
                "form_class": OutlineFormField,
                "max_characters": self.max_characters,
                **kwargs,
            }
        )
