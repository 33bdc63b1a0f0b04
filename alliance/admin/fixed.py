"""Rows of a record that is closed: they stay as they are, also against a form opened before."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from alliance.admin import shown


class _RefusesRowsMixin:
    """A form that was opened before the closing still sends rows; they are named, not dropped."""

    def clean(self) -> None:
        super().clean()  # type: ignore[misc]
        sent = [words for form in self.forms if (words := self._sent(form))]  # type: ignore[attr-defined]
        if sent:
            raise ValidationError(
                _(
                    "Meanwhile this was closed, so its rows stay as they are. "
                    "Nothing was saved; you entered: %(rows)s."
                )
                % {"rows": "; ".join(sent)}
            )

    def _sent(self, form: Any) -> str:
        names = [name for name in shown.guarded_names(form) if form.add_prefix(name) in form.data]
        before = self._tokens.get(str(form.instance.pk))  # type: ignore[attr-defined]
        if before is not None:
            names = [name for name in names if shown.was_touched(form, name, before)]
            if not names and form.add_prefix("DELETE") in form.data:
                return _("delete %(row)s") % {"row": form.instance}
        told = [
            f"{form[name].label} {shown.displayed(form, name, shown.sent_value(form, name))}"
            for name in names
            if shown.sent_value(form, name)
        ]
        heading = str(form.instance) if form.instance.pk else ""
        return f"{heading} ({', '.join(told)})".strip() if told else ""


class FixedRowsMixin:
    """An inline whose rows nobody adds, changes or deletes once `is_fixed` says so."""

    def is_fixed(self, parent: Any) -> bool:
        raise NotImplementedError

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_fixed(obj) and super().has_add_permission(request, obj)  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_fixed(obj) and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_fixed(obj) and super().has_delete_permission(request, obj)  # type: ignore[misc]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        if not self._is_fixed(obj):
            return formset
        return type(formset)(formset.__name__, (_RefusesRowsMixin, formset), {})

    def _is_fixed(self, parent: Any) -> bool:
        return isinstance(parent, self.parent_model) and self.is_fixed(parent)  # type: ignore[attr-defined]
