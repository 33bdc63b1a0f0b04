"""What an officer saw when a form was opened, carried in the form itself.

The token holds the version and the values shown, so that the second saver can be told what
changed meanwhile, field by field. It is signed: nobody makes up what was shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.db import models
from django.forms.models import InlineForeignKeyField
from django.utils.html import format_html

# Forms and formset rows alike; the stubs know neither mutable data nor `_widget_data_value`.
AnyForm = Any

FIELD = "_shown"
_SALT = "alliance.admin.shown"


@dataclass(frozen=True)
class Shown:
    version: int
    values: dict[str, Any]


def hidden_input(name: str, token: str) -> str:
    return format_html('<input type="hidden" name="{}" value="{}">', name, token)


def sign(records: Mapping[Any, Shown]) -> str:
    payload = {str(pk): [shown.version, shown.values] for pk, shown in records.items()}
    return signing.dumps(payload, salt=_SALT, compress=True)


def unsign(token: str) -> dict[str, Shown]:
    """Empty for a token that is missing or not ours."""
    try:
        payload = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return {}
    return {pk: Shown(version, values) for pk, (version, values) in payload.items()}


def guarded_names(form: AnyForm) -> list[str]:
    """Fields that a person edits: not the keys and switches that formsets add."""
    key = form._meta.model._meta.pk.name
    return [
        name
        for name, field in form.fields.items()
        if name not in (key, "DELETE", "ORDER") and not isinstance(field, InlineForeignKeyField)
    ]


def shown_by(form: AnyForm) -> Shown:
    values = {name: _plain(_prepared(form, name)) for name in guarded_names(form)}
    return Shown(form.instance.version, values)


def current_value(form: AnyForm, name: str) -> Any:
    """The stored value in the plain form of tokens."""
    return _plain(_prepared(form, name))


def was_touched(form: AnyForm, name: str, shown: Shown) -> bool:
    """Whether the person changed the field, measured by what was shown."""
    field = form.fields[name]
    if field.disabled or name not in shown.values:
        return False
    data = form._widget_data_value(field.widget, form.add_prefix(name))
    return bool(field.has_changed(_revived(field, shown.values[name]), data))


def put(form: AnyForm, name: str) -> None:
    """Replace what was sent for a field with the stored value, as the browser would send it."""
    field = form.fields[name]
    widget: Any = getattr(field.widget, "widget", field.widget)
    key = form.add_prefix(name)
    value = field.prepare_value(form[name].initial)
    if isinstance(widget, forms.FileInput):
        return
    if isinstance(widget, forms.MultiWidget):
        several: Any = widget
        parts = value if isinstance(value, (list, tuple)) else several.decompress(value)
        for suffix, part, inner in zip(several.widgets_names, parts, several.widgets, strict=True):
            form.data[key + suffix] = inner.format_value(part) or ""
    elif isinstance(widget, forms.CheckboxInput):
        if value:
            form.data[key] = "on"
        else:
            form.data.pop(key, None)
    elif getattr(widget, "allow_multiple_selected", False):
        form.data.setlist(key, [str(item) for item in value or []])
    elif isinstance(widget, forms.Select):
        form.data[key] = "" if value is None else str(value)
    else:
        formatted = widget.format_value(value)
        form.data[key] = "" if formatted is None else formatted


def displayed(form: AnyForm, name: str, value: Any) -> str:
    """A value as a person reads it: labels instead of keys."""
    field = form.fields[name]
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(field, forms.ModelChoiceField):
        keys = value if isinstance(value, list) else [value]
        model: Any = field.queryset.model  # type: ignore[union-attr]
        found = model._default_manager.filter(pk__in=keys)
        return ", ".join(str(item) for item in found) or str(value)
    if isinstance(field, forms.ChoiceField):
        keys = [str(item) for item in (value if isinstance(value, list) else [value])]
        labels = {str(key): str(label) for key, label in _flat(field.choices)}
        return ", ".join(labels.get(key, key) for key in keys)
    if isinstance(value, bool):
        return "○" if value else "×"
    return str(value)


def sent_value(form: AnyForm, name: str) -> Any:
    """What the person sent, in the plain form of tokens where it can be read."""
    field = form.fields[name]
    data = form._widget_data_value(field.widget, form.add_prefix(name))
    if isinstance(field, forms.FileField):
        return getattr(data, "name", data)
    if isinstance(data, list) and isinstance(field, forms.MultiValueField):
        return " ".join(str(part) for part in data if part)
    return data


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for key, label in choices:
        flat += _flat(label) if isinstance(label, (list, tuple)) else [(key, label)]
    return flat


def _prepared(form: AnyForm, name: str) -> Any:
    # ModelForm's own `initial` is the record; a bound field strips what the widget cannot show.
    return form.fields[name].prepare_value(form[name].initial)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (date, time)):  # datetime is a date
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.fields.files.FieldFile):
        return value.name or ""
    return str(value)


def _revived(field: forms.Field, value: Any) -> Any:
    if not isinstance(value, str) or not value:
        return value
    if isinstance(field, (forms.DateTimeField, forms.SplitDateTimeField)):
        return datetime.fromisoformat(value)
    if isinstance(field, forms.DateField):
        return date.fromisoformat(value)
    if isinstance(field, forms.TimeField):
        return time.fromisoformat(value)
    if isinstance(field, forms.DecimalField):
        return Decimal(value)
    return value
