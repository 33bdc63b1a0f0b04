"""Optimistic locking for rows: inlines and lists that are edited in place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.forms.models import BaseModelFormSet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from alliance.admin import shown
from alliance.admin.choices import may_be_number
from alliance.admin.conflicts import Conflict, Difference, last_change
from alliance.admin.locking import LockedFormMixin
from alliance.admin.shown import Shown


class LockedFormSetMixin:
    """One signed field beside the management form says what was shown in each row."""

    absolute_max: int
    data: Any
    files: Any
    form: Any
    is_bound: bool
    management_form: Any
    model: type[models.Model]
    prefix: str
    # Whether a row that somebody else deleted can be made again here.
    makes_rows_again = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gone: dict[int, Conflict] = {}
        self.lost: list[Conflict] = []
        if self.is_bound:
            self.data = self.data.copy()
            self.files = self.files.copy()
            self._settle_gone_rows()

    @cached_property
    def _tokens(self) -> dict[str, Shown]:
        return shown.unsign(self.data.get(self._token_name, ""))

    @property
    def _token_name(self) -> str:
        return f"{self.prefix}-{shown.FIELD}"

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        if self.is_bound and isinstance(form, LockedFormMixin):
            form.settle(self._tokens.get(str(form.instance.pk)))
            form.conflict = self._gone.get(i, form.conflict)
        return form

    @cached_property
    def forms(self) -> list[Any]:
        tokens_before = self._tokens if self.is_bound else {}
        found: list[Any] = super().forms  # type: ignore[misc]
        rows = [row for row in found if isinstance(row, LockedFormMixin) and row.is_guarded]
        if rows or tokens_before:
            self._carry(shown.sign({row.instance.pk: shown.shown_by(row) for row in rows}))  # type: ignore[arg-type]
        return found

    def _carry(self, token: str) -> None:
        self.management_form.fields[shown.FIELD] = forms.CharField(
            required=False, widget=forms.HiddenInput
        )
        if self.is_bound:
            self.management_form.data = self.data
            self.data[self._token_name] = token
        else:
            self.management_form.initial[shown.FIELD] = token

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        if self.lost:
            message = _("A row was deleted while you were editing it.")
            self._non_form_errors.append(message)  # type: ignore[attr-defined]

    @property
    def conflicts(self) -> list[Conflict]:
        rows = [row.conflict for row in self.forms if getattr(row, "conflict", None) is not None]
        return self.lost + rows

    # --- Rows that somebody else deleted meanwhile -------------------------------------------

    def _settle_gone_rows(self) -> None:
        """Drop them where this person did nothing; else they become new rows at the end."""
        try:
            initial = int(self.data[f"{self.prefix}-INITIAL_FORMS"])
            total = int(self.data[f"{self.prefix}-TOTAL_FORMS"])
        except (KeyError, ValueError):
            return  # the management form refuses it
        if max(initial, total) > self.absolute_max:
            return  # so does the formset; counting so far would take the machine down
        keys = {index: self._posted_key(index) for index in range(min(initial, total))}
        gone = {
            index: key for index, key in keys.items() if key in self._tokens and self._is_gone(key)
        }
        if not gone:
            return
        kept = [index for index in range(initial) if index not in gone]
        added = list(range(initial, total))
        for index, key in gone.items():
            conflict = self._conflict_over_gone(index, key)
            if conflict is not None and self.makes_rows_again:
                added.append(index)
                self._gone[len(kept) + len(added) - 1] = conflict
            elif conflict is not None:
                self.lost.append(conflict)
        self._renumber(kept, added, gone)

    def _posted_key(self, index: int) -> str:
        return str(self.data.get(f"{self.prefix}-{index}-{self.model._meta.pk.name}", ""))

    def _is_gone(self, key: str) -> bool:
        return self._existing_object(self.model._meta.pk.to_python(key)) is None  # type: ignore[attr-defined]

    def _conflict_over_gone(self, index: int, key: str) -> Conflict | None:
        """None where nothing is lost: the row was left alone, or was to be deleted anyway."""
        if f"{self.prefix}-{index}-DELETE" in self.data:
            return None
        seen = self._tokens[key]
        form = self.form(data=self.data, files=self.files, prefix=f"{self.prefix}-{index}")
        names = shown.guarded_names(form)
        touched = [name for name in names if shown.was_touched(form, name, seen)]
        parent = getattr(self, "instance", None)
        if not touched and not (parent is not None and parent.pk is None):
            return None
        change = last_change(self.model, key)
        values = [shown.displayed(form, name, shown.sent_value(form, name)) for name in names]
        return Conflict(
            record=change.record or " ".join([value for value in values if value != "–"][:2]),
            kind=str(self.model._meta.verbose_name),
            changed_by=change.by,
            changed_at=change.at,
            differences=tuple(
                Difference(
                    label=str(form[name].label),
                    shown=shown.displayed(form, name, seen.values.get(name)),
                    theirs="–",
                    mine=value,
                    clashes=True,
                )
                for name, value in zip(names, values, strict=True)
                if name in touched
            ),
            is_deleted=True,
            is_lost=not self.makes_rows_again,
        )

    def _renumber(self, kept: list[int], added: list[int], gone: dict[int, str]) -> None:
        for values in (self.data, self.files):
            rows: dict[int, dict[str, list[Any]]] = {}
            start = f"{self.prefix}-"
            for name in [each for each in values if each.startswith(start)]:
                number, dash, field = name[len(start) :].partition("-")
                if dash and may_be_number(number):
                    rows.setdefault(int(number), {})[field] = values.getlist(name)
                    del values[name]
            for place, index in enumerate(kept + added):
                for field, sent in rows.get(index, {}).items():
                    if index in gone and field == self.model._meta.pk.name:
                        sent = [""]  # noqa: PLW2901 -- a row that is made again has no number yet
                    values.setlist(f"{start}{place}-{field}", sent)
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(len(kept))
        self.data[f"{self.prefix}-TOTAL_FORMS"] = str(len(kept) + len(added))


class LockedModelFormSet(LockedFormSetMixin, BaseModelFormSet):
    """Rows edited in a changelist."""

    makes_rows_again = False


def locked_formset(formset: type[BaseModelFormSet]) -> type[BaseModelFormSet]:
    if issubclass(formset, LockedFormSetMixin):
        return formset
    return type(formset.__name__, (LockedFormSetMixin, formset), {})
