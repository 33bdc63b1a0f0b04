"""Optimistic locking in admin forms: the second saver sees both versions, and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.forms.models import BaseModelFormSet
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from alliance.admin import shown
from alliance.admin.shown import Shown
from alliance.models import VersionedModel


@dataclass(frozen=True)
class Difference:
    """One field three times: as it was shown, as it is stored now, as this person sent it."""

    label: str
    shown: str
    theirs: str
    mine: str
    clashes: bool


@dataclass(frozen=True)
class Conflict:
    """A record that somebody else changed while this person edited it."""

    record: str
    kind: str
    changed_by: str = ""
    changed_at: datetime | None = None
    differences: tuple[Difference, ...] = ()
    is_deleted: bool = False
    deletes: bool = field(default=False)


def last_change(record: models.Model, key: Any = None) -> tuple[str, datetime | None]:
    entry = (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(record),
            object_id=str(record.pk if key is None else key),
        )
        .select_related("user")
        .order_by("-action_time", "-pk")
        .first()
    )
    return (str(entry.user), entry.action_time) if entry else ("", None)


def was_deleted_by(model: type[models.Model], key: Any) -> tuple[str, datetime | None]:
    entry = (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            object_id=str(key),
            action_flag=DELETION,
        )
        .select_related("user")
        .first()
    )
    return (str(entry.user), entry.action_time) if entry else ("", None)


class LockedFormMixin:
    """Mixed in front of every admin form of a versioned record."""

    conflict: Conflict | None = None
    # Why the last try to save was refused by a rule or by the database; set by RecordAdmin.
    save_refused: Any = ""
    in_formset = False

    data: Any
    fields: Any
    instance: Any
    is_bound: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lacks_token = False
        if self.is_bound and not self.in_formset:
            self.data = self.data.copy()
            tokens = shown.unsign(self.data.get(self.add_prefix(shown.FIELD), ""))  # type: ignore[attr-defined]
            self.settle(tokens.get(str(self.instance.pk)))

    @property
    def is_guarded(self) -> bool:
        return isinstance(self.instance, VersionedModel) and self.instance.pk is not None

    def settle(self, seen: Shown | None) -> None:
        """Compare what was shown with what is stored; keep theirs where this person did nothing."""
        if not self.is_guarded:
            return
        if seen is None:
            self.lacks_token = True
            self.data.pop(f"{self.prefix}-DELETE", None)  # type: ignore[attr-defined]
            return
        if seen.version == self.instance.version:
            return
        form: Any = self
        names = shown.guarded_names(form)
        touched = [name for name in names if shown.was_touched(form, name, seen)]
        deletes = form.add_prefix("DELETE") in self.data
        if touched or deletes:
            self.conflict = self._conflict(names, touched, seen, deletes=deletes)
        for name in names:
            if name not in touched:
                shown.put(form, name)
        if deletes:
            self.data.pop(form.add_prefix("DELETE"), None)

    def _conflict(
        self, names: list[str], touched: list[str], seen: Shown, *, deletes: bool
    ) -> Conflict:
        form: Any = self
        differences = []
        for name in names:
            theirs = shown.current_value(form, name)
            before = seen.values.get(name)
            if name not in touched and theirs == before:
                continue
            mine = shown.sent_value(form, name) if name in touched else before
            differences.append(
                Difference(
                    label=str(form[name].label),
                    shown=shown.displayed(form, name, before),
                    theirs=shown.displayed(form, name, theirs),
                    mine=shown.displayed(form, name, mine),
                    clashes=name in touched and theirs != before,
                )
            )
        by, at = last_change(self.instance)
        return Conflict(
            record=str(self.instance),
            kind=str(self.instance._meta.verbose_name),
            changed_by=by,
            changed_at=at,
            differences=tuple(differences),
            deletes=deletes,
        )

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        if not self.is_bound or not hasattr(self, "cleaned_data"):
            return
        for problem in self._problems():
            self.add_error(None, problem)  # type: ignore[attr-defined]

    def _problems(self) -> list[Any]:
        problems: list[Any] = []
        if self.lacks_token:
            problems.append(
                _("The form does not say which version it was based on. Open the page again.")
            )
        if self.conflict is not None:
            problems.append(
                _(
                    "Somebody else changed this record while you were editing it. "
                    "Compare the two versions and save again."
                )
            )
        if self.save_refused:
            problems.append(self.save_refused)
        return problems

    @property
    def shown_input(self) -> SafeString | str:
        """The hidden field for a form that stands alone; formsets carry one for all rows."""
        if not self.is_guarded:
            return ""
        form: Any = self
        token = shown.sign({self.instance.pk: shown.shown_by(form)})
        return shown.hidden_input(form.add_prefix(shown.FIELD), token)


def locked(form: type[forms.BaseModelForm]) -> type[forms.BaseModelForm]:
    if issubclass(form, LockedFormMixin):
        return form
    return type(form)(form.__name__, (LockedFormMixin, form), {})


class LockedFormSetMixin:
    """One signed field beside the management form says what was shown in each row."""

    data: Any
    is_bound: bool
    management_form: Any
    model: type[models.Model]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.data = self.data.copy()

    @cached_property
    def _tokens(self) -> dict[str, Shown]:
        return shown.unsign(self.data.get(self._token_name, ""))

    @property
    def _token_name(self) -> str:
        return f"{self.prefix}-{shown.FIELD}"  # type: ignore[attr-defined]

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        if self.is_bound and isinstance(form, LockedFormMixin):
            form.settle(self._tokens.get(str(form.instance.pk)))
        return form

    @cached_property
    def forms(self) -> list[Any]:
        tokens_before = self._tokens if self.is_bound else {}
        forms_: list[Any] = super().forms  # type: ignore[misc]
        rows = [row for row in forms_ if isinstance(row, LockedFormMixin) and row.is_guarded]
        if rows or tokens_before:
            self._carry(shown.sign({row.instance.pk: shown.shown_by(row) for row in rows}))  # type: ignore[arg-type]
        return forms_

    def _carry(self, token: str) -> None:
        self.management_form.fields[shown.FIELD] = forms.CharField(
            required=False, widget=forms.HiddenInput
        )
        if self.is_bound:
            self.management_form.data = self.data
            self.data[self._token_name] = token
        else:
            self.management_form.initial[shown.FIELD] = token

    @property
    def conflicts(self) -> list[Conflict]:
        return [row.conflict for row in self.forms if getattr(row, "conflict", None) is not None]


class LockedModelFormSet(LockedFormSetMixin, BaseModelFormSet):
    """Rows edited in a changelist."""


def locked_formset(formset: type[BaseModelFormSet]) -> type[BaseModelFormSet]:
    if issubclass(formset, LockedFormSetMixin):
        return formset
    return type(formset.__name__, (LockedFormSetMixin, formset), {})


def row_form(form: type[forms.BaseModelForm]) -> type[forms.BaseModelForm]:
    """A locked form whose token travels with its formset."""
    base = locked(form)
    return base if base.in_formset else type(base)(form.__name__, (base,), {"in_formset": True})  # type: ignore[attr-defined]
