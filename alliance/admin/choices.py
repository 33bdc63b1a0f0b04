"""Records are chosen by their number. What else a request names is no record, and no fault."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget


def may_be_number(text: Any) -> bool:
    """Short enough for a database, too."""
    text = str(text)
    return text.isascii() and text.isdigit() and len(text) < 19


class _NumbersMixin:
    def optgroups(self, name: str, value: list[Any], attr: Any = None) -> list[Any]:
        """Refused choices are not looked up when the form is shown again."""
        numbers = [each for each in value if may_be_number(each)]
        groups: list[Any] = super().optgroups(name, numbers, attr)  # type: ignore[misc]
        return groups


class RecordSelect(_NumbersMixin, AutocompleteSelect):
    pass


class _SeveralNumbersMixin:
    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The field refuses what is empty, and would ask the database for a number too long."""
        sent = super().value_from_datadict(data, files, name) or []  # type: ignore[misc]
        return [each if may_be_number(each) else "" for each in sent]


class RecordSelectMultiple(_NumbersMixin, _SeveralNumbersMixin, AutocompleteSelectMultiple):
    pass


class RecordCheckboxes(_SeveralNumbersMixin, UnfoldAdminCheckboxSelectMultipleWidget):
    """For the few records that are all shown."""


class ChosenInFormsMixin:
    """For record pages and inlines: fields that are completed while typing."""

    admin_site: Any

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        self._complete(RecordSelect, db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        self._complete(RecordSelectMultiple, db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def _complete(
        self, widget: type[Any], db_field: Any, request: HttpRequest, kwargs: dict[str, Any]
    ) -> None:
        if "widget" in kwargs:
            return
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs["widget"] = widget(db_field, self.admin_site, using=kwargs.get("using"))


class ChosenInListsMixin:
    """For changelists: records that were ticked for an action."""

    model: type[models.Model]

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> HttpResponse | None:
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(_is_key_of(self.model, each) for each in ticked):
            return redirect(request.get_full_path())
        response: HttpResponse | None = super().response_action(request, queryset)  # type: ignore[misc]
        return response


def _is_key_of(model: type[models.Model], text: str) -> bool:
    try:
        model._meta.pk.run_validators(model._meta.pk.to_python(text))  # type: ignore[union-attr]
    except ValidationError:
        return False
    return True
